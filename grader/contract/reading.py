"""One `[[functions]]` table of exercise.toml as a FunctionContract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.contract.parsing import ContractError, parse_declared
from grader.contract.types import Batching, Declared, FunctionContract, GeneratorType, LikeType

KEYS = {"name", "arguments", "returns", "batch", "over_batch"}


def contract_from(table: Mapping[str, Any]) -> FunctionContract:
    """The contract that a table declares. Raises ContractError with the sentence for the author."""
    unknown = sorted(set(table) - KEYS)
    if unknown:
        raise ContractError(f'"{unknown[0]}" is no key of a function: {", ".join(sorted(KEYS))}.')
    name = table.get("name")
    if not isinstance(name, str) or not _is_name(name):
        raise ContractError('A function needs a name that Python can read, a method one as in "Network.backprop".')
    arguments = tuple(parse_declared(line) for line in _lines(table, "arguments", name))
    returns = tuple(parse_declared(line) for line in _lines(table, "returns", name))
    _check_names(name, arguments, returns)
    return FunctionContract(name, arguments, returns, *_batching(table, name, arguments))


def _is_name(name: str) -> bool:
    parts = name.split(".")
    return len(parts) <= 2 and all(part.isidentifier() for part in parts)


def _lines(table: Mapping[str, Any], key: str, name: str) -> list[str]:
    found = table.get(key)
    if not isinstance(found, list) or not all(isinstance(line, str) for line in found):
        raise ContractError(f'`{name}`: {key} is a list of lines such as "X: (n, d)".')
    if key == "returns" and not found:
        raise ContractError(f"`{name}` returns nothing: there would be nothing to check.")
    return found


def _check_names(name: str, arguments: tuple[Declared, ...], returns: tuple[Declared, ...]) -> None:
    names = [argument.name for argument in arguments]
    if "" in names or len(set(names)) < len(names):
        raise ContractError(f"`{name}`: each argument needs a name of its own.")
    defaults = [argument.default is not None for argument in arguments]
    if defaults != sorted(defaults):
        raise ContractError(f"`{name}`: arguments with a default come last.")
    for part in returns:
        if isinstance(part.type, GeneratorType) or (isinstance(part.type, LikeType) and part.type.name not in names):
            raise ContractError(f"`{name}`: what it returns cannot be checked: {part}.")


def _batching(
    table: Mapping[str, Any], name: str, arguments: tuple[Declared, ...]
) -> tuple[str | None, Batching | None]:
    batch, over = table.get("batch"), table.get("over_batch")
    if batch is None and over is None:
        return None, None
    if not isinstance(batch, str) or not any(f"'{batch}'" in repr(argument.type) for argument in arguments):
        raise ContractError(f"`{name}`: batch names a length of its arguments.")
    if over is None:
        return batch, None
    if over not in list(Batching):
        raise ContractError(f"`{name}`: over_batch is rows, mean or sum.")
    return batch, Batching(over)
