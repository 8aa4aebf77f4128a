"""Relations: each is named where it explains every number, and nothing is named elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.exam.relations import RelationKind, Situation, relate

RNG = np.random.default_rng(7)
TRUTH = RNG.standard_normal((5, 4))


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (RelationKind.SIGN, lambda right: -right),
        (RelationKind.TRANSPOSED, lambda right: right.T),
        (RelationKind.ROT180, lambda right: right[::-1, ::-1]),
        (RelationKind.FACTOR, lambda right: right * 2),
        (RelationKind.FACTOR, lambda right: right * 0.37),
        (RelationKind.MEAN_OR_SUM, lambda right: right * 5),
        (RelationKind.MEAN_OR_SUM, lambda right: right / 5),
        (RelationKind.FLOAT32, lambda right: right.astype(np.float32)),
        (RelationKind.OFFSET, lambda right: right + 0.25),
        (RelationKind.OFF_BY_ONE, lambda right: right + 1),
        (RelationKind.OFF_BY_ONE, lambda right: np.roll(right, 1, axis=1)),
        (RelationKind.PERMUTED, lambda right: right[[3, 1, 4, 0, 2]]),
    ],
)
def test_a_relation_is_named(kind: RelationKind, wrong: Callable[[Any], Any]) -> None:
    found = relate(wrong(TRUTH), TRUTH, Situation(lengths={"n": 5, "d": 3, "k": 4}))
    assert found is not None
    assert found.kind is kind


def test_a_returned_input_is_named() -> None:
    found = relate(TRUTH * 1.0, TRUTH**2, Situation(inputs={"Z": TRUTH}))
    assert found is not None
    assert found.sentence == "What came back is `Z` as it was given."


def test_the_other_axis_is_named() -> None:
    def shares(Z: Any) -> Any:
        return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)

    got = np.exp(TRUTH) / np.exp(TRUTH).sum(axis=0)
    found = relate(got, shares(TRUTH), Situation(inputs={"Z": TRUTH}, again=lambda inputs: shares(inputs["Z"])))
    assert found is not None
    assert found.kind is RelationKind.WRONG_AXIS


def test_a_factor_that_follows_n_is_told_from_one_that_does_not() -> None:
    lengths = {"n": 5}
    follows = Situation(lengths=lengths, factor_elsewhere=lambda: (4.0, {"n": 4}))
    stays = Situation(lengths=lengths, factor_elsewhere=lambda: (5.0, {"n": 4}))
    named, plain = relate(TRUTH * 5, TRUTH, follows), relate(TRUTH * 5, TRUTH, stays)
    assert named is not None
    assert plain is not None
    assert named.kind is RelationKind.MEAN_OR_SUM
    assert plain.sentence == "Your numbers are 5 times the right ones, whatever the batch size."


@pytest.mark.parametrize(
    ("got", "truth"),
    [
        (6, 3),
        (np.array([0, -3, -1, -2]), np.array([0, 3, 1, 2])),
        (np.array([0, 6, 2, 4]), np.array([0, 3, 1, 2])),
        (np.array([5, 8, 6, 7]), np.array([0, 3, 1, 2])),
        (np.array([1, 0, 1, 1, 0]), np.array([1, 1, 0, 1, 0])),
        (np.array([True, True, True]), np.array([False, False, False])),
    ],
)
def test_a_digit_or_label_has_no_sum_product_or_chance_order(got: Any, truth: Any) -> None:
    assert relate(got, truth, Situation(inputs={"b": 3.0}, lengths={"n": 2})) is None


@pytest.mark.parametrize(
    ("kind", "got", "truth"),
    [
        (RelationKind.OFF_BY_ONE, np.array([1, 4, 2]), np.array([0, 3, 1])),
        (RelationKind.PERMUTED, np.array([3, 1, 0, 2]), np.array([0, 3, 1, 2])),
        (RelationKind.TRANSPOSED, np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 4], [2, 5], [3, 6]])),
    ],
)
def test_whole_numbers_are_counted_from_one_moved_or_turned(kind: RelationKind, got: Any, truth: Any) -> None:
    found = relate(got, truth, Situation())
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize("seed", range(30))
def test_unrelated_numbers_are_not_named(seed: int) -> None:
    rng = np.random.default_rng(seed)
    inputs = {"X": rng.standard_normal((5, 4)), "b": rng.standard_normal(4)}

    def again(given: Any) -> Any:
        return given["X"] * 2 + given["b"] if given["X"].shape == (5, 4) else None

    situation = Situation(inputs, {"n": 5, "d": 4}, again)
    got = rng.standard_normal((5, 4))
    assert relate(got, inputs["X"] * 2 + inputs["b"], situation) is None


@pytest.mark.parametrize("got", [np.zeros((5, 4)), np.full((5, 4), np.nan), np.array("text"), np.zeros(0)])
def test_what_cannot_be_related_is_not_named(got: Any) -> None:
    assert relate(got, TRUTH, Situation()) is None
