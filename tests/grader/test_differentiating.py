"""The truth about a gradient: exact by complex step, honest about kinks, sampled where it is large."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.exam.differentiating import CentralDifferences, ComplexStep, Slopes
from grader.exam.failing import AuthorFault
from grader.exam.parameters import Parameter
from grader.exam.sampling import DIRECTIONS, MOST_ENTRIES, SAMPLED, extent_of
from grader.sandbox.wire import GeneratorSeed

RNG = np.random.default_rng(5)
W = Parameter("W", "dW", (0,), ())
B = Parameter("b", "db", (1,), ())
X = RNG.standard_normal((3, 4))
GAP = 1e-6


def smooth(weights: Any, _b: Any = 0.0) -> Any:
    return np.sum(np.tanh(weights) ** 2)


def slope_of_smooth(weights: Any) -> Any:
    return 2 * np.tanh(weights) * (1 - np.tanh(weights) ** 2)


def folded(weights: Any, _b: Any = 0.0) -> float:
    return float(np.abs(weights).sum())


@pytest.mark.parametrize(("slopes", "within"), [(ComplexStep(smooth), 1e-15), (CentralDifferences(smooth), 1e-8)])
def test_slopes_at_entries_and_along_directions_are_true(slopes: Slopes, within: float) -> None:
    truth = slope_of_smooth(X)
    directions = RNG.standard_normal((2, X.size))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    assert np.allclose(slopes.at((X, 0.0), W), truth, rtol=0, atol=within)
    assert np.allclose(slopes.at((X, 0.0), W, np.array([7, 2])), truth.flat[[7, 2]], rtol=0, atol=within)
    assert np.allclose(slopes.along((X, 0.0), W, directions), directions @ truth.ravel(), rtol=0, atol=10 * within)


@pytest.mark.parametrize("loss", [folded, lambda W, _b: np.sum(W.real**2), lambda W, _b: float(np.sum(W**3).real)])
def test_a_loss_that_loses_the_imaginary_part_is_the_author_s_fault(loss: Any) -> None:
    with pytest.raises(AuthorFault, match="not analytic in `W`"):
        ComplexStep(loss).at((np.abs(X) + 0.1, 0.0), W)


def test_a_loss_of_several_numbers_is_the_author_s_fault() -> None:
    with pytest.raises(AuthorFault, match="must be one number"):
        ComplexStep(lambda weights, _b: weights).at((X, 0.0), W)


def test_a_switch_that_a_complex_number_passes_is_analytic_beside_its_kink() -> None:
    beside = np.array([1e-7, -1e-7, 2.0])
    slopes = ComplexStep(lambda weights, _b: np.sum(weights**2 + weights * (weights.real > 0)))
    assert np.allclose(slopes.at((beside, 0.0), W), 2 * beside + (beside > 0))


@pytest.mark.parametrize("distance", [0.0, 1e-6, 2e-6, 3.3e-6, 5e-6, 9e-6])
def test_entries_beside_a_kink_are_known(distance: float) -> None:
    point = np.array([1.0, distance, -2.0, -distance])
    slopes = CentralDifferences(folded)
    assert slopes.kinks_at((point, 0.0), W, None, GAP).tolist() == [False, True, False, True]
    assert slopes.kinks_at((point, 0.0), W, np.array([1, 2]), GAP).tolist() == [True, False]


def test_a_curve_is_no_kink() -> None:
    steep = CentralDifferences(lambda weights, _b: float(np.sum(np.exp(3 * weights))))
    assert not steep.kinks_at((X, 0.0), W, None, GAP * float(np.exp(3 * X).max())).any()
    directions = np.eye(X.size)[:3]
    assert not CentralDifferences(smooth).kinks_along((X, 0.0), W, directions, GAP).any()
    assert not ComplexStep(smooth).kinks_at((X, 0.0), W, None, 0.0).any()


def test_small_gradients_are_compared_everywhere() -> None:
    extent = extent_of([W, B], (np.zeros(MOST_ENTRIES - 1), np.zeros(1)), lambda: GeneratorSeed(1))
    assert (extent.entries, extent.total, extent.samples) == (MOST_ENTRIES, MOST_ENTRIES, {})
    assert extent.sentence == ""
    assert extent.as_figure() is None


def test_of_large_gradients_a_sample_is_and_it_is_said() -> None:
    args = (np.zeros((30, 784)), np.zeros(10))
    extent = extent_of([W, B], args, lambda: GeneratorSeed(1))
    assert extent.total == 23_530
    assert extent.samples["b"].places.tolist() == list(range(10))
    assert len(set(extent.samples["W"].places.tolist())) == extent.samples["W"].places.size
    assert abs(extent.entries - SAMPLED) <= 10
    assert np.allclose(np.linalg.norm(extent.samples["W"].directions, axis=1), 1)
    assert extent.samples["W"].directions.shape == (DIRECTIONS, 23_520)
    assert f"{extent.entries} of 23,530 entries and along 8 directions" in extent.sentence
    again = extent_of([W, B], args, lambda: GeneratorSeed(1))
    assert np.array_equal(again.samples["W"].places, extent.samples["W"].places)
