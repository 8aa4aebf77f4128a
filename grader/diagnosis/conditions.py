"""Right where …, wrong elsewhere: the same calls with one thing made simple, to see what was left out.

Each answer is asked afresh; a sentence is said only where every simplified call is right, and every other is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.contract.types import ArrayType, Declared, NumberKind, NumberType, RecordType, ValueType
from grader.diagnosis.proofs import Proof, last_one_counts, makes_no_difference
from grader.diagnosis.views import Told, View, Views, asked
from grader.exam.batching import batch_size, chosen_rows
from grader.exam.cases import Case, count_numbers
from grader.exam.sitting import Sitting

MOST_VIEWS = 2
MOST_CONDITIONS = 8
MOST_ROWS = 4
STEPS = ("t", "step")
CARRIED = ("dc", "dC", "dc_T")
STEP_LENGTHS = {"T", "t", "steps"}


@dataclass(frozen=True)
class Condition:
    """`simplified` makes a case simple; None where there is nothing to simplify.

    `likewise`: other ways to make it simple, under which the answer must be right as well.
    `proof`: whether it is what the sentence says; else `otherwise` is said.
    """

    name: str
    sentence: str
    simplified: Callable[[Case], Case | None]
    likewise: Sequence[Callable[[Case], Case | None]] = ()
    proof: Proof | None = None
    otherwise: Told | None = None


def right_only_where(sitting: Sitting, contract: FunctionContract, views: Views, right: Views) -> Told | None:
    """The first condition under which the answer is right, on every view, though it is wrong without it.

    `right`: the answers that were right anyhow; one that does not fulfil the condition refutes it.
    """
    told = _all_zero(contract, views) or _twice(sitting, contract, views)
    if told is not None:
        return told
    largest = sorted(views, key=lambda one: -count_numbers(one.case))[:MOST_VIEWS]
    for condition in list(_conditions(contract))[:MOST_CONDITIONS]:
        if any(condition.simplified(view.case) is not None for view in right):
            continue
        pairs = _right_where(sitting, contract, condition, largest)
        if pairs:
            is_so = condition.proof is None or all(condition.proof(sitting, contract, *pair) for pair in pairs)
            return Told(condition.name, condition.sentence) if is_so else condition.otherwise
    return None


def _right_where(
    sitting: Sitting, contract: FunctionContract, condition: Condition, views: Views
) -> list[tuple[View, View]]:
    """Each wrong view with its right, simplified one; empty where one of these is not right."""
    simple = [(view, case) for view in views if (case := condition.simplified(view.case)) is not None]
    found: list[tuple[View, View]] = []
    for view, case in simple:
        right = asked(sitting, contract, case)
        if right is None or not right.is_right or not _says_something(right):
            return []
        found.append((view, right))
    others = (case for view, _ in found for other in condition.likewise if (case := other(view.case)) is not None)
    also = (asked(sitting, contract, case) for case in others)
    return found if all(view is not None and view.is_right for view in also) else []


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
        yield Condition(
            "right-for-one", f"Right for {what}, wrong for more: {why}", first_only(shorter), _other_rows(shorter)
        )


def _of_argument(contract: FunctionContract, argument: Declared) -> Iterator[Condition]:
    kind, place = argument.type, contract.arguments.index(argument)
    if isinstance(kind, NumberType) and kind.kind is NumberKind.INT and argument.name in STEPS:
        sentence = (
            f"Right at `{argument.name}` = 1 and wrong later: look where `{argument.name}` enters, "
            "and at what is kept from step to step."
        )
        yield Condition("later-steps", sentence, _with(place, lambda value: 1 if value != 1 else None))
    yield from _of_scales(argument, place)
    if isinstance(kind, ArrayType) and kind.kind is NumberKind.FLOAT and _is_carried(argument.name):
        forgotten = f"Right where `{argument.name}` is all zeros: elsewhere it is left out, or written over."
        wrong = f"Right where `{argument.name}` is all zeros, wrong elsewhere: look at each place where it enters."
        zeroed = _with(place, np.zeros_like)
        yield Condition("carry-forgotten", forgotten, zeroed, (), makes_no_difference, Told("carry-wrong", wrong))
    if isinstance(kind, ArrayType) and kind.kind is NumberKind.INT and len(kind.dims) == 1:
        counting = replace(contract, batch=kind.dims[0].text)
        once = f"Right while no number in `{argument.name}` comes twice: `+=` at picked places adds but once."
        wrong = (
            f"Right while no number in `{argument.name}` comes twice: what belongs to the same number is to be added."
        )
        otherwise = Told("right-without-repeats", wrong)
        proof = last_one_counts(counting, place)
        yield Condition("repeated-index", once, _without_repeats(counting, place), (), proof, otherwise)


def _is_carried(name: str) -> bool:
    return name.endswith(("_next", "_prev")) or name in CARRIED


def _of_scales(argument: Declared, place: int) -> Iterator[Condition]:
    """What multiplies column by column: an array of its own, or a part of a dict."""
    kind = argument.type
    fields = kind.fields if isinstance(kind, RecordType) and kind.fields else {}
    columns = {key: field for key, field in (("", kind), *fields.items()) if _is_column(field)}
    for key in columns:
        name = f'{argument.name}["{key}"]' if key else argument.name
        forgotten = f"Right where `{name}` is all ones: elsewhere it is left out of what is off."
        wrong = f"Right where `{name}` is all ones, wrong elsewhere: look at each place where it enters."
        ones = _with(place, _ones_at(key) if key else np.ones_like)
        yield Condition("scale-forgotten", forgotten, ones, (), makes_no_difference, Told("scale-wrong", wrong))


def _is_column(kind: ValueType) -> bool:
    return isinstance(kind, ArrayType) and kind.kind is NumberKind.FLOAT and len(kind.dims) == 1


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


def first_only(contract: FunctionContract) -> Callable[[Case], Case | None]:
    """Only the first of what the contract's batch counts."""

    def simplified(case: Case) -> Case | None:
        shorter = chosen_rows(contract, case, [0])
        return shorter if count_numbers(shorter) < count_numbers(case) else None

    return simplified


def _other_rows(contract: FunctionContract) -> Sequence[Callable[[Case], Case | None]]:
    """Each of the next examples alone: that the first is right may be its own good luck."""

    def only(row: int) -> Callable[[Case], Case | None]:
        def simplified(case: Case) -> Case | None:
            return chosen_rows(contract, case, [row]) if row < (batch_size(contract, case) or 0) else None

        return simplified

    return [only(row) for row in range(1, MOST_ROWS)]


def _lengths(contract: FunctionContract) -> list[str]:
    """The batch, and what counts steps of a sequence."""
    found = [contract.batch] if contract.batch else []
    steps = {dim.text for one in contract.arguments if isinstance(one.type, ArrayType) for dim in one.type.dims}
    return [*found, *sorted(steps & STEP_LENGTHS - set(found))]


def _all_zero(contract: FunctionContract, views: Views) -> Told | None:
    parts = [part for view in views for part in view.parts.values() if part.truth.any()]
    if parts and all(not part.got.any() for part in parts):
        return Told("all-zero", "Every number is 0: what is computed never reaches the answer.")
    return None


def _twice(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """Right the first time, twice as much the second: nothing was cleared."""
    sitting.subject.reload()
    first, second = (asked(sitting, contract, views[0].case) for _ in range(2))
    if first is None or second is None or not first.is_right:
        return None
    grown = [part.factor for part in second.parts.values() if not part.is_right]
    if grown and all(factor is not None and abs(factor - 2) < 1e-7 for factor in grown):
        return Told(
            "not-cleared", "Right the first time, twice as much the second: what was added up is not cleared before."
        )
    return None
