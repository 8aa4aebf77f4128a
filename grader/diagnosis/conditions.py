"""Right where …, wrong elsewhere: the same calls with one thing made simple, to see what was left out.

Each answer is asked afresh; a sentence is said only where every simplified call is right, and every other is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.contract.types import ArrayType, Declared, NumberKind, NumberType, RecordType
from grader.diagnosis.views import View, asked
from grader.exam.batching import chosen_rows
from grader.exam.cases import Case, count_numbers
from grader.exam.sitting import Sitting

MOST_VIEWS = 2
MOST_CONDITIONS = 8
STEPS = ("t", "step")

Told = tuple[str, str]


@dataclass(frozen=True)
class Condition:
    """`simplified` makes a case simple; None where there is nothing to simplify."""

    name: str
    sentence: str
    simplified: Callable[[Case], Case | None]


def right_only_where(sitting: Sitting, contract: FunctionContract, views: Sequence[View]) -> Told | None:
    """The first condition under which the answer is right, on every view, though it is wrong without it."""
    told = _all_zero(contract, views) or _twice(sitting, contract, views)
    if told is not None:
        return told
    for condition in list(_conditions(contract))[:MOST_CONDITIONS]:
        if _holds(sitting, contract, condition, sorted(views, key=lambda one: -count_numbers(one.case))):
            return condition.name, condition.sentence
    return None


def _holds(sitting: Sitting, contract: FunctionContract, condition: Condition, views: Sequence[View]) -> bool:
    simple = [case for view in views[:MOST_VIEWS] if (case := condition.simplified(view.case)) is not None]
    if not simple:
        return False
    found = [asked(sitting, contract, case) for case in simple]
    return all(view is not None and view.is_right and _says_something(view) for view in found)


def _says_something(view: View) -> bool:
    """An answer of zeros or of one number again and again is right by chance."""
    return any(np.unique(np.round(part.truth, 12)).size > 1 or part.truth.size == 1 for part in view.parts.values())


def _conditions(contract: FunctionContract) -> Iterator[Condition]:
    for argument in contract.arguments:
        yield from _of_argument(contract, argument)
    for name in _lengths(contract):
        shorter = replace(contract, batch=name)
        what = "one example" if name == contract.batch else f"{name} = 1"
        why = (
            "something is added up, shared out or carried over between the examples."
            if name == contract.batch
            else "what one step hands on to the next is missing, or taken from the wrong place."
        )
        yield Condition("right-for-one", f"Right for {what}, wrong for more: {why}", _first_only(shorter))


def _of_argument(contract: FunctionContract, argument: Declared) -> Iterator[Condition]:
    kind, place = argument.type, contract.arguments.index(argument)
    if isinstance(kind, NumberType) and kind.kind is NumberKind.INT and argument.name in STEPS:
        sentence = (
            f"Right at `{argument.name}` = 1 and wrong later: what is kept from step to step is not what it should be."
        )
        yield Condition("later-steps", sentence, _with(place, lambda value: 1 if value != 1 else None))
    if isinstance(kind, ArrayType) and kind.kind is NumberKind.FLOAT and len(kind.dims) == 1:
        sentence = f"Right where `{argument.name}` is all ones: elsewhere it is left out somewhere."
        yield Condition("scale-forgotten", sentence, _with(place, np.ones_like))
    if isinstance(kind, RecordType) and kind.fields:
        for key, field in kind.fields.items():
            if isinstance(field, ArrayType) and field.kind is NumberKind.FLOAT and len(field.dims) == 1:
                sentence = f'Right where `{argument.name}["{key}"]` is all ones: elsewhere it is left out somewhere.'
                yield Condition("scale-forgotten", sentence, _with(place, _ones_at(key)))
    if isinstance(kind, ArrayType) and kind.kind is NumberKind.FLOAT and argument.name.endswith(("_next", "_prev")):
        sentence = f"Right where `{argument.name}` is all zeros: elsewhere it is left out, or written over."
        yield Condition("carry-forgotten", sentence, _with(place, np.zeros_like))
    if isinstance(kind, ArrayType) and kind.kind is NumberKind.INT and len(kind.dims) == 1:
        counting = replace(contract, batch=kind.dims[0].text)
        sentence = f"Right while no number in `{argument.name}` comes twice: `+=` at picked places adds but once."
        yield Condition("repeated-index", sentence, _without_repeats(counting, place))


def _with(place: int, change: Callable[[Any], Any]) -> Callable[[Case], Case | None]:
    """The case with one argument changed; None where the change says None or changes nothing."""

    def simplified(case: Case) -> Case | None:
        if place >= len(case):
            return None
        changed = change(case[place])
        if changed is None or (isinstance(changed, np.ndarray) and np.array_equal(changed, case[place])):
            return None
        return (*case[:place], changed, *case[place + 1 :])

    return simplified


def _ones_at(key: str) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    return lambda table: {**table, key: np.ones_like(table[key])}


def _without_repeats(contract: FunctionContract, place: int) -> Callable[[Case], Case | None]:
    """Only the first of the entries that hold the same index, with what belongs to them."""

    def simplified(case: Case) -> Case | None:
        first = np.sort(np.unique(case[place], return_index=True)[1])
        return None if first.size == np.size(case[place]) else chosen_rows(contract, case, first.tolist())

    return simplified


def _first_only(contract: FunctionContract) -> Callable[[Case], Case | None]:
    def simplified(case: Case) -> Case | None:
        shorter = chosen_rows(contract, case, [0])
        return shorter if count_numbers(shorter) < count_numbers(case) else None

    return simplified


def _lengths(contract: FunctionContract) -> list[str]:
    """The batch, and what counts steps of a sequence."""
    found = [contract.batch] if contract.batch else []
    steps = {dim.text for one in contract.arguments if isinstance(one.type, ArrayType) for dim in one.type.dims}
    return [*found, *sorted(steps & {"T", "t", "steps"} - set(found))]


def _all_zero(contract: FunctionContract, views: Sequence[View]) -> Told | None:
    parts = [part for view in views for part in view.parts.values() if part.truth.any()]
    if parts and all(not part.got.any() for part in parts):
        return "all-zero", "Every number is 0: what is computed never reaches the answer."
    return None


def _twice(sitting: Sitting, contract: FunctionContract, views: Sequence[View]) -> Told | None:
    """Right the first time, twice as much the second: nothing was cleared."""
    sitting.subject.reload()
    first, second = (asked(sitting, contract, views[0].case) for _ in range(2))
    if first is None or second is None or not first.is_right:
        return None
    grown = [part.factor for part in second.parts.values() if not part.is_right]
    if grown and all(factor is not None and abs(factor - 2) < 1e-7 for factor in grown):
        return "not-cleared", "Right the first time, twice as much the second: what was added up is not cleared before."
    return None
