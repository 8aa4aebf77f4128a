"""How a wrong array relates to the right one: turned, of the wrong sign, n times too big, without the bias …

Each test asks for equality within rounding, so that a relation is named only where it explains every number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from grader.exam.numerals import number_in_words

Array = np.ndarray[Any, Any]
EXACT = 1e-9
SINGLE_LOWEST, SINGLE_HIGHEST = 1e-9, 1e-5
# Fewer whole numbers than these stand one place further by chance.
LEAST_PLACES = 5


class RelationKind(StrEnum):
    SIGN = "sign"
    FACTOR = "factor"
    MEAN_OR_SUM = "mean_or_sum"
    TRANSPOSED = "transposed"
    ROT180 = "rot180"
    WRONG_AXIS = "wrong_axis"
    MISSING_BIAS = "missing_bias"
    REPEATED_BIAS = "repeated_bias"
    OFFSET = "offset"
    OFF_BY_ONE = "off_by_one"
    FLOAT32 = "float32"
    PERMUTED = "permuted"
    INPUT_RETURNED = "input_returned"


@dataclass(frozen=True)
class Relation:
    kind: RelationKind
    sentence: str

    def as_figure(self) -> dict[str, str]:
        return {"kind": "relation", "relation": self.kind.value, "sentence": self.sentence}


@dataclass(frozen=True)
class Situation:
    """What is known around a wrong array: the call's arguments, the named lengths, and the right way to compute it.

    `again` is the author's answer for other arguments; `factor_elsewhere` the factor between learner and author at
    another batch size.
    """

    inputs: Mapping[str, Any] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    again: Callable[[Mapping[str, Any]], Any] | None = None
    factor_elsewhere: Callable[[], tuple[float, Mapping[str, int]] | None] | None = None


def relate(got: Any, truth: Any, situation: Situation) -> Relation | None:
    """The first relation that explains every number of `got`, or None. Equal up to rounding is no relation.

    Whole numbers are digits, labels and places: a label of 6 is not "twice" a label of 3.
    """
    got, truth = np.asarray(got), np.asarray(truth)
    if not all(array.dtype.kind in "fiub" and array.size for array in (got, truth)):
        return None
    whole = got.dtype.kind in "iub" and truth.dtype.kind in "iub"
    got, truth = got.astype(np.float64), truth.astype(np.float64)
    if same(got, truth):
        return None
    looks = (look(got, truth, situation) for look in (OF_WHOLE_NUMBERS if whole else OF_NUMBERS))
    with np.errstate(all="ignore"):
        return next((found for found in looks if found is not None), None)


def same(a: Array, b: Array, tolerance: float = EXACT) -> bool:
    """Equal within rounding, measured over the whole array."""
    if a.shape != b.shape or not np.isfinite(a).all():
        return False
    return bool(np.linalg.norm(a - b) <= tolerance * max(float(np.linalg.norm(b)), 1e-300))


def _turned(got: Array, truth: Array, situation: Situation) -> Relation | None:
    if got.ndim == 2 and same(got.T, truth):
        return Relation(
            RelationKind.TRANSPOSED, "Your numbers are right, your array is turned: rows and columns swapped."
        )
    if got.ndim >= 2 and got.size > 1 and same(got[..., ::-1, ::-1], truth):
        return Relation(RelationKind.ROT180, "Your numbers are right, turned by half a turn (180°).")
    return None


def _sign(got: Array, truth: Array, situation: Situation) -> Relation | None:
    if same(-got, truth):
        return Relation(RelationKind.SIGN, "Every number is right except for its sign.")
    return None


def _input_returned(got: Array, truth: Array, situation: Situation) -> Relation | None:
    for name, value in situation.inputs.items():
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and same(got, value.astype(np.float64)):
            return Relation(RelationKind.INPUT_RETURNED, f"What came back is `{name}` as it was given.")
    return None


def _single_precision(got: Array, truth: Array, situation: Situation) -> Relation | None:
    if got.shape != truth.shape:
        return None
    error = float(np.linalg.norm(got - truth)) / max(float(np.linalg.norm(truth)), 1e-300)
    if SINGLE_LOWEST < error < SINGLE_HIGHEST and np.array_equal(got.astype(np.float32).astype(np.float64), got):
        return Relation(RelationKind.FLOAT32, "Right to seven digits only: somewhere the numbers drop to float32.")
    return None


def _bias(got: Array, truth: Array, situation: Situation) -> Relation | None:
    if situation.again is None:
        return None
    for name, value in _biases(situation.inputs):
        if same(got, _again(situation, name, np.zeros_like(value))):
            return Relation(RelationKind.MISSING_BIAS, f"This is what comes out without `{name}`.")
        for times in sorted({2, *situation.lengths.values()} - {0, 1}):
            if same(got, _again(situation, name, value * times)):
                return Relation(
                    RelationKind.REPEATED_BIAS, f"This is what comes out when `{name}` counts {times} times."
                )
    return None


def _biases(inputs: Mapping[str, Any]) -> Iterator[tuple[str, Array]]:
    for name, value in inputs.items():
        parts = {f'{name}["{key}"]': part for key, part in value.items()} if isinstance(value, dict) else {name: value}
        for label, part in parts.items():
            floats = isinstance(part, (float, np.ndarray)) and np.asarray(part).dtype.kind == "f"
            if floats and np.ndim(part) <= 1:
                yield label, np.asarray(part)


def _again(situation: Situation, label: str, value: Array) -> Array:
    inputs = dict(situation.inputs)
    plain: Any = value if value.ndim else float(value)
    if '["' in label:
        name, key = label.removesuffix('"]').split('["')
        inputs[name] = {**inputs[name], key: plain}
    else:
        inputs[label] = plain
    found = situation.again(inputs) if situation.again else None
    return np.asarray(np.nan if found is None else found, dtype=np.float64)


def _factor(got: Array, truth: Array, situation: Situation) -> Relation | None:
    factor = ratio(got, truth)
    if factor is None or abs(factor - 1) < EXACT:
        return None
    elsewhere = situation.factor_elsewhere() if situation.factor_elsewhere else None
    named = _length_of(factor, situation.lengths, elsewhere)
    if named is not None:
        return named
    follows = "" if elsewhere is None or not _close(elsewhere[0], factor) else ", whatever the batch size"
    if any(_close(factor, known) for known in (2.0, 0.5)):
        word = "twice" if factor > 1 else "half of"
        return Relation(RelationKind.FACTOR, f"Your numbers are {word} the right ones{follows}.")
    if truth.size >= 3:
        return Relation(
            RelationKind.FACTOR, f"Your numbers are {number_in_words(factor, 6)} times the right ones{follows}."
        )
    return None


def ratio(got: Array, truth: Array) -> float | None:
    """The one number that turns `truth` into `got`, or None."""
    square = float(np.vdot(truth, truth))
    if got.shape != truth.shape or square == 0:
        return None
    factor = float(np.vdot(truth, got)) / square
    return factor if factor != 0 and np.isfinite(factor) and same(got, factor * truth) else None


def _length_of(
    factor: float, lengths: Mapping[str, int], elsewhere: tuple[float, Mapping[str, int]] | None
) -> Relation | None:
    for name, length in lengths.items():
        for inverse in (False, True):
            here = 1 / length if inverse else float(length)
            if length < 2 or not _close(factor, here):
                continue
            if elsewhere is not None:
                there = elsewhere[1].get(name, length)
                if not _close(elsewhere[0], 1 / there if inverse else float(there)):
                    continue
            told = (
                f"the right ones divided by {name} = {length}" if inverse else f"{name} = {length} times the right ones"
            )
            hint = "a mean where a sum is asked, or a division too many" if inverse else "a sum where a mean is asked"
            return Relation(RelationKind.MEAN_OR_SUM, f"Your numbers are {told}: {hint}.")
    return None


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * abs(b)


def _axis(got: Array, truth: Array, situation: Situation) -> Relation | None:
    tables = [name for name, value in situation.inputs.items() if isinstance(value, np.ndarray) and value.ndim == 2]
    if situation.again is None or len(tables) != 1:
        return None
    name = tables[0]
    found = situation.again({**situation.inputs, name: situation.inputs[name].T.copy()})
    if found is None:
        return None
    other = np.asarray(found, dtype=np.float64)
    if (same(got, other.T) and got.shape == truth.shape) or same(got, other):
        return Relation(RelationKind.WRONG_AXIS, f"This is the right computation along the other axis of `{name}`.")
    return None


def _offset(got: Array, truth: Array, situation: Situation) -> Relation | None:
    by_one = _offset_by_one(got, truth)
    if by_one is not None or _common_gap(got, truth) is None:
        return by_one
    return Relation(RelationKind.OFFSET, "Every number is off by the same amount.")


def _offset_by_one(got: Array, truth: Array) -> Relation | None:
    gap = _common_gap(got, truth)
    if gap is None or not _close(abs(gap), 1.0):
        return None
    return Relation(RelationKind.OFF_BY_ONE, f"Every number is one too {'big' if gap > 0 else 'small'}.")


def _common_gap(got: Array, truth: Array) -> float | None:
    """By how much every number is off, or None where that differs or is nothing."""
    if got.shape != truth.shape or got.size < 3:
        return None
    gap = got - truth
    return float(gap.flat[0]) if gap.flat[0] != 0 and np.allclose(gap, gap.flat[0], rtol=1e-9, atol=0) else None


def _moved(got: Array, truth: Array, situation: Situation) -> Relation | None:
    if got.shape != truth.shape or got.size < 3:
        return None
    for axis in range(got.ndim):
        if got.shape[axis] > 2 and any(_shifted(got, truth, axis, step) for step in (1, -1)):
            return Relation(RelationKind.OFF_BY_ONE, "Right numbers, one place further than they belong.")
    if same(np.sort(got, axis=None), np.sort(truth, axis=None)):
        return Relation(RelationKind.PERMUTED, "The right numbers, in another order.")
    return None


def _moved_places(got: Array, truth: Array, situation: Situation) -> Relation | None:
    """Values that come again and again stand in one another's places by chance: only all different ones tell."""
    if np.unique(truth).size < truth.size:
        return None
    found = _moved(got, truth, situation)
    by_chance = found is not None and found.kind is RelationKind.OFF_BY_ONE and truth.size < LEAST_PLACES
    return None if by_chance else found


def _next_place(got: Array, truth: Array, situation: Situation) -> Relation | None:
    """Counted from 1 instead of 0, or the reverse. Yes and no, 0 and 1, are no places."""
    return _offset_by_one(got, truth) if max(float(got.max()), float(truth.max())) > 1 else None


def _shifted(got: Array, truth: Array, axis: int, step: int) -> bool:
    moved = np.moveaxis(got, axis, 0)
    still = np.moveaxis(truth, axis, 0)
    inner, shifted = (moved[1:], still[:-1]) if step == 1 else (moved[:-1], still[1:])
    return same(inner, shifted) and float(np.ptp(still)) > 0


OF_NUMBERS = (_turned, _sign, _input_returned, _single_precision, _factor, _bias, _axis, _offset, _moved)
OF_WHOLE_NUMBERS = (_turned, _input_returned, _axis, _next_place, _moved_places)
