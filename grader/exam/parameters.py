"""Which argument a gradient belongs to, and where in the answer it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.contract import Declared, FunctionContract
from grader.contract.types import LikeType
from grader.exam.comparing import follow
from grader.exam.failing import AuthorFault

Path = tuple[int | str, ...]


@dataclass(frozen=True)
class Parameter:
    """One array whose gradient is asked: `argument` leads to it in the call, `answer` to its gradient."""

    name: str
    label: str
    argument: Path
    answer: Path

    def value_in(self, args: Sequence[Any]) -> Any:
        return follow(args, self.argument)

    def gradient_in(self, answer: Any) -> Any:
        return follow(answer, self.answer)

    def replaced_in(self, args: Sequence[Any], value: Any) -> tuple[Any, ...]:
        """The arguments with this parameter replaced; the others are the same objects."""
        place, keys = int(self.argument[0]), self.argument[1:]
        changed = list(args)
        changed[place] = {**changed[place], keys[0]: value} if keys else value
        return tuple(changed)


def parameters_of(
    contract: FunctionContract, args: Sequence[Any], wanted: Sequence[str] | Mapping[str, str]
) -> list[Parameter]:
    """The parameters that the exam names, in its order. Raises AuthorFault where the contract does not tell."""
    known = _declared_like(contract, args)
    if isinstance(wanted, Mapping):
        return [_mapped(contract, name, part) for name, part in wanted.items()]
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    found = [known.get(name) or _by_name(contract, name) for name in names] if names else list(known.values())
    if not found:
        raise AuthorFault(f"`{contract.name}`: say which `parameters` the gradient is for.")
    return found


def declared_gradients(contract: FunctionContract, args: Sequence[Any]) -> list[Parameter]:
    """The gradients that the names of the returned values tell: `grads: like params`, or `dW` for an argument `W`."""
    like = [one for one in _declared_like(contract, args).values() if _says_gradient(one)]
    known = {argument.name for argument in contract.arguments} - {one.name for one in like}
    named = [(part.name, _argument_of(part.name)) for part in contract.returns]
    return like + [_mapped(contract, name, part) for part, name in named if name in known]


def _says_gradient(parameter: Parameter) -> bool:
    part = parameter.label.split("[")[0]
    return part.startswith("grad") or part == f"d{parameter.name}"


def _argument_of(part: str) -> str:
    return part.removeprefix("grad_") if part.startswith("grad_") else part.removeprefix("d")


def _declared_like(contract: FunctionContract, args: Sequence[Any]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for place, part in enumerate(contract.returns):
        if not isinstance(part.type, LikeType):
            continue
        index = _index(contract, part.type.name)
        answer: Path = (place,) if len(contract.returns) > 1 else ()
        value = args[index] if index < len(args) else None
        if isinstance(value, Mapping):
            for key in value:
                label = f'{part.name or "answer"}["{key}"]'
                found[key] = Parameter(key, label, (index, key), (*answer, key))
        else:
            found[part.type.name] = Parameter(part.type.name, part.name or "answer", (index,), answer)
    return found


def _by_name(contract: FunctionContract, name: str) -> Parameter:
    if len(contract.returns) == 1:
        return Parameter(name, contract.returns[0].name or "answer", (_index(contract, name),), ())
    for part in contract.returns:
        if part.name in (f"d{name}", f"grad_{name}"):
            return _mapped(contract, name, part.name)
    raise AuthorFault(f"`{contract.name}` returns no gradient of `{name}` by its contract.")


def _mapped(contract: FunctionContract, name: str, part: str) -> Parameter:
    places = [place for place, one in enumerate(contract.returns) if one.name == part]
    if not places:
        raise AuthorFault(f"`{contract.name}` returns no `{part}` by its contract.")
    answer: Path = (places[0],) if len(contract.returns) > 1 else ()
    return Parameter(name, part, (_index(contract, name),), answer)


def _index(contract: FunctionContract, name: str) -> int:
    names = [argument.name for argument in contract.arguments]
    if name not in names:
        raise AuthorFault(f"`{contract.name}` has no argument `{name}` by its contract.")
    return names.index(name)


def loss_path(returns: Sequence[Declared], answer: Any) -> Path | None:
    """Where the loss stands in an answer: the first single number, or None."""
    if len(returns) == 1:
        return () if np.ndim(answer) == 0 and not isinstance(answer, Mapping) else None
    for place in range(len(returns)):
        part = follow(answer, (place,))
        if isinstance(part, (float, np.floating)) or (isinstance(part, np.ndarray) and part.ndim == 0):
            return (place,)
    return None
