"""Loops: their turns are held together against the rows of the reference, and against its sums."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.diagnosis.diagnosing import diagnose
from grader.diagnosis.insight import Inside
from grader.diagnosis.turns import (
    alike_by_turns,
    rows_for,
    shares_for,
    sizes_by_turns,
    whole_for,
    with_turns_together,
)
from grader.learner.looking import EVERY_TURN, MOST_LATER_NOTES, MOST_TURNS, Looked, Swap
from grader.verdict import Certainty
from tests.grader.diagnosis.taking import bundle_of, by_certainty, take

SOFTMAX = "03-knowing/04-softmax"
TABLE = np.random.default_rng(1).normal(size=(5, 3))
LOOPING = (
    "def f(X):\n    total = 0.0\n    for row in X:\n        top = row.max()\n        total += top\n    return total\n"
)


def inside(items: dict[Any, Any]) -> Inside:
    return Inside(None, False, {key: np.asarray(value) for key, value in items.items()}, ())


def turns_of(look: Any) -> Inside:
    return with_turns_together([inside({note[:3]: note[3] for note in look.notes})])[0]


def localised(place: str, source: str) -> str:
    found = by_certainty(diagnose(take(bundle_of(place), source)), Certainty.LOCALISED)
    return found.sentence if found else ""


def test_the_turns_of_a_loop_become_one_value() -> None:
    looked = Looked(LOOPING, "solution.py")
    together = turns_of(looked.call("f", [TABLE])).items
    targets = {looked.places[key[0]].targets: value for key, value in together.items() if key[1] == EVERY_TURN}
    assert np.array_equal(targets["row",], TABLE)
    assert np.array_equal(targets["top",], TABLE.max(axis=1))
    assert targets["total",][-1] == pytest.approx(TABLE.max(axis=1).sum())


@pytest.mark.parametrize("turns", [2, MOST_TURNS + 5])
def test_what_is_no_loop_or_not_seen_to_its_end_stays_apart(turns: int) -> None:
    together = turns_of(Looked(LOOPING, "solution.py").call("f", [np.ones((turns, 3))])).items
    assert {turn for _, turn, _ in together} == {0, 1}


def test_turns_of_different_shapes_and_too_many_notes_stay_apart() -> None:
    ragged = inside({(0, turn, -1): np.ones(turn + 1) for turn in range(4)})
    crowded = inside({(place, turn, -1): 1.0 for place in range(MOST_LATER_NOTES // 10) for turn in range(12)})
    for look in (ragged, crowded):
        assert {turn for _, turn, _ in with_turns_together([look])[0].items} == {0, 1}


@pytest.mark.parametrize(
    ("value", "member", "is_alike"),
    [
        (TABLE, TABLE, True),
        (TABLE, TABLE.T, True),
        (TABLE.max(axis=1), TABLE.max(axis=1, keepdims=True), True),
        (TABLE.ravel(), TABLE, True),
        (TABLE, TABLE.sum(axis=0), True),
        (np.cumsum(TABLE, axis=0), TABLE.sum(axis=0), True),
        (TABLE, TABLE[::-1], False),
        (TABLE, TABLE.mean(axis=0), False),
        (TABLE * np.inf, TABLE, False),
    ],
)
def test_turns_are_rows_columns_entries_or_a_sum(value: Any, member: Any, is_alike: bool) -> None:
    assert alike_by_turns(value, member) is is_alike
    if is_alike:
        assert sizes_by_turns(value) & sizes_by_turns(np.asarray([member]))


def test_a_member_is_shared_out_to_the_turns() -> None:
    rows, shares, whole = (
        way(TABLE if way is rows_for else TABLE[0], TABLE) for way in (rows_for, shares_for, whole_for)
    )
    assert rows is not None
    assert np.array_equal(rows, TABLE)
    assert shares is not None
    assert shares.sum(axis=0) == pytest.approx(TABLE[0])
    assert whole is not None
    assert np.array_equal(whole[-1], TABLE[0])
    assert rows_for(TABLE[:2], TABLE) is None
    assert shares_for(TABLE, TABLE) is None


def test_a_swap_at_every_turn_gives_each_its_own_and_leaves_later_ones() -> None:
    looked = Looked(LOOPING, "solution.py")
    top = next(place for place, one in enumerate(looked.places) if one.targets == ("top",) and one.is_root)
    assert looked.call("f", [np.zeros((3, 2))], Swap(top, EVERY_TURN, -1, np.array([1.0, 2.0, 4.0]))).value == 7.0
    assert looked.call("f", [np.ones((3, 2))], Swap(top, EVERY_TURN, -1, np.array([5.0]))).value == 7.0


def rows_changed(old: str, new: str) -> tuple[str, int]:
    """The softmax that goes row by row with one line changed, and the number of that line."""
    source = bundle_of(SOFTMAX).alternatives["alternatives/row_by_row.py"]
    assert old in source
    changed = source.replace(old, new, 1)
    return changed, changed[: changed.index(new)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("e / sum(e)", "e * sum(e)"),
        ("np.exp(row - max(row))", "abs(row - max(row))"),
        ("np.log(np.exp(row - top).sum())", "np.log(np.exp(row - top).mean())"),
    ],
)
def test_the_line_in_a_loop_is_named(old: str, new: str) -> None:
    source, line = rows_changed(old, new)
    assert f"line {line}" in localised(SOFTMAX, source)


def test_an_exception_in_a_loop_is_told_with_its_line() -> None:
    source, line = rows_changed("np.exp(row - max(row))", "np.exp(row - row[99])")
    assert f"stops at line {line}" in localised(SOFTMAX, source)


def test_a_sum_that_began_wrong_is_not_said_to_go_wrong_first_where_it_is_added_up() -> None:
    source = bundle_of("01-spark/04-dot-product").alternatives["alternatives/loops.py"]
    assert "total = 0.0" in source
    assert "first goes wrong" not in localised(
        "01-spark/04-dot-product", source.replace("total = 0.0", "total = 1.0", 1)
    )
