"""When two answers are alike, and when an argument is still what it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.diagnosis.alike import alike, changed, places_of, surely_sendable, values_alike
from grader.exam.subject import Returned
from grader.sandbox.wire import GeneratorSeed

ROW = np.array([1.0, np.nan, np.inf])


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        (ROW, ROW.copy(), True),
        (ROW, ROW + np.array([1e-12, 0, 0]), True),
        (ROW, ROW + np.array([1e-6, 0, 0]), False),
        (ROW, np.array([1.0, np.nan, -np.inf]), False),
        (np.ones((2, 1)), np.ones((1, 2)), False),
        (np.ones(2), np.ones(2, int), True),
        (np.ones(2), np.array([1.0, 1j]), False),
        (np.array(["a"]), np.array(["a"]), False),
        (1.0, np.float64(1), True),
        ((1.0, ROW), [1, ROW], True),
        ({"a": ROW}, {"b": ROW}, False),
        (None, 0, False),
    ],
)
def test_values(one: Any, other: Any, is_alike: bool) -> None:
    assert values_alike(one, other) is is_alike
    assert values_alike(other, one) is is_alike


@pytest.mark.parametrize(
    ("before", "after", "is_changed"),
    [
        (ROW, ROW.copy(), False),
        (ROW, ROW + 0.5, True),
        (np.zeros(2), -np.zeros(2), True),
        (np.ones(2), np.ones(2, np.float32), True),
        (ROW, [1.0], True),
        ([1, [2]], [1, [2]], False),
        ([1, [2]], [1, [2, 3]], True),
        ({"a": ROW}, {"a": ROW.copy()}, False),
        ({"a": ROW}, {"a": ROW, "b": 1}, True),
        (1, 1.0, True),
        (float("nan"), float("nan"), False),
        (GeneratorSeed(1), np.random.default_rng(1), False),
    ],
)
def test_an_argument_is_changed(before: Any, after: Any, is_changed: bool) -> None:
    assert changed(before, after) is is_changed


@pytest.mark.parametrize(
    ("value", "is_sent"),
    [
        ((1.0, {"a": np.ones(2)}, [None, np.float64(1)]), True),
        (np.ones(2, np.longdouble), False),
        (np.ones((1, 1)).view(np.matrix), False),
        ({1, 2}, False),
    ],
)
def test_what_the_learners_process_would_surely_send(value: Any, is_sent: bool) -> None:
    assert surely_sendable(value) is is_sent


def test_forged_notes_of_changed_arguments_are_none() -> None:
    forged = Returned(1.0, {"mutated": [[0], "1", None]})
    assert places_of(forged) == set()
    assert alike(forged, Returned(1.0, {"mutated": []}))
