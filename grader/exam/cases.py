"""Inputs for the standard probes: drawn from the contract, or those that the exam itself used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.contract import Declared, FunctionContract
from grader.contract.shapes import length_of
from grader.contract.types import ArrayType, GeneratorType, NumberKind, NumberType, RecordType, ValueType
from grader.exam.calling import Desk, Recorded
from grader.exam.drawing import Draws
from grader.exam.subject import Returned

WORD = re.compile(r"[A-Za-z_]\w*")
MOST_NUMBERS = 4_096
MOST_RECORDED = 3
LEAST_CLASSES = 2

Case = tuple[Any, ...]


class _NotDrawable(Exception):
    """The contract does not say enough to draw such an argument."""


def drawn_cases(desk: Desk, contract: FunctionContract, draws: Draws) -> list[Case]:
    """One case of each size that the contract lets us draw and the reference has an answer to."""
    names = _length_names(contract)
    cases = (_drawn(contract, lengths, draws) for lengths in _lengths(names, contract.batch, draws))
    return [case for case in cases if case is not None and makes_sense(desk, contract, case)]


def recorded_cases(desk: Desk, contract: FunctionContract, records: Sequence[Recorded]) -> list[Case]:
    """The largest cases of this exam that the learner's code answered, small enough to ask again."""
    asked = [
        record.call.args
        for record in records
        if record.call.name == contract.name and isinstance(record.reply, Returned)
    ]
    small = [case for case in asked if count_numbers(case) <= MOST_NUMBERS]
    different = {_shapes(case): case for case in small}
    largest = sorted(different.values(), key=count_numbers, reverse=True)[:MOST_RECORDED]
    return [case for case in largest if makes_sense(desk, contract, case)]


def makes_sense(desk: Desk, contract: FunctionContract, case: Case) -> bool:
    """Has the reference an answer to this case that keeps the contract?"""
    truth = desk.reference.answer_or_none(contract.name, case)
    return truth is not None and desk.fail_contract(contract, case, truth) is None


def _lengths(names: Sequence[str], batch: str | None, draws: Draws) -> Iterator[Mapping[str, int]]:
    ordered = sorted(names, key=lambda name: name != batch)
    if not ordered:
        yield {}
        return
    # One column is left to the authors: one class or one pixel often means nothing.
    generic, *others = draws.sizes(ordered, {name: LEAST_CLASSES for name in ordered if name != batch})
    yield dict(zip(ordered, generic, strict=True))
    if batch is not None:
        yield dict(zip(ordered, others[0], strict=True))
    yield dict(zip(ordered, others[-1], strict=True))


def _length_names(contract: FunctionContract) -> list[str]:
    found: dict[str, None] = {}
    for argument in contract.arguments:
        fields = argument.type.fields or {} if isinstance(argument.type, RecordType) else {}
        for kind in (argument.type, *fields.values()):
            if isinstance(kind, ArrayType):
                found.update(dict.fromkeys(name for dim in kind.dims for name in WORD.findall(dim.text)))
            if isinstance(kind, (ArrayType, NumberType)) and kind.below and kind.below.isidentifier():
                found[kind.below] = None
    return list(found)


def _drawn(contract: FunctionContract, lengths: Mapping[str, int], draws: Draws) -> Case | None:
    case: list[Any] = []
    for argument in contract.arguments:
        try:
            case.append(_value(argument, lengths, draws))
        except _NotDrawable:
            # What has a default may be left out, with everything behind it.
            return tuple(case) if argument.default is not None else None
    return tuple(case)


def _value(argument: Declared, lengths: Mapping[str, int], draws: Draws) -> Any:
    match argument.type:
        case NumberType(NumberKind.INT, None) if argument.name in lengths:
            return lengths[argument.name]
        case GeneratorType():
            return draws.rng()
        case RecordType(fields) if fields:
            return {key: _value(Declared(key, kind), lengths, draws) for key, kind in fields.items()}
        case ArrayType() | NumberType():
            return _numbers(argument.type, lengths, draws)
        case _:
            raise _NotDrawable


def _numbers(kind: ArrayType | NumberType, lengths: Mapping[str, int], draws: Draws) -> Any:
    shape = _shape(kind, lengths)
    if kind.kind is NumberKind.INT and kind.below is not None:
        return draws.integers(0, int(lengths.get(kind.below) or kind.below), *shape)
    if kind.kind is not NumberKind.FLOAT:
        raise _NotDrawable
    # A single number is often a rate, a width or a temperature: positive means something everywhere.
    return draws.normal(*shape) if shape else draws.uniform(low=0.5, high=1.5)


def _shape(kind: ValueType, lengths: Mapping[str, int]) -> tuple[int, ...]:
    if not isinstance(kind, ArrayType):
        return ()
    if any(dim.is_any for dim in kind.dims):
        return (2, 3)
    found = [length_of(dim, lengths) for dim in kind.dims]
    if any(length is None or length < 1 for length in found):
        raise _NotDrawable
    return tuple(length for length in found if length is not None)


def count_numbers(value: Any) -> int:
    """How many numbers an argument holds, all its arrays together."""
    if isinstance(value, Mapping):
        return sum(count_numbers(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return sum(count_numbers(part) for part in value)
    return int(np.size(value))


def _shapes(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple((key, _shapes(part)) for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_shapes(part) for part in value)
    return np.shape(value)
