"""Draws: fresh for each seed and check, the same again for the same, at the sizes that catch mistakes."""

from __future__ import annotations

import numpy as np
import pytest

from grader.exam.digits import read_digits
from grader.exam.drawing import Draws
from grader.exam.failing import AuthorFault
from grader.exam.point_clouds import PointClouds


def test_the_same_seed_and_check_draw_the_same() -> None:
    first, again, other = Draws(1, "a").normal(3), Draws(1, "a").normal(3), Draws(1, "b").normal(3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first, Draws(2, "a").normal(3))


@pytest.mark.parametrize("seed", range(20))
def test_sizes_are_generic_one_row_one_column_and_square(seed: int) -> None:
    generic, one_row, one_column, square = Draws(seed, "x").sizes(["n", "d", "k"], {})
    assert len(set(generic)) == 3
    assert min(generic) >= 3
    assert one_row[0] == 1
    assert one_column[1] == 1
    assert len(set(square)) == 1


def test_sizes_keep_a_least() -> None:
    assert all(k >= 2 for _, k in Draws(3, "x").sizes(["n", "k"], {"k": 2}))


def test_labels_hold_every_class() -> None:
    assert set(Draws(1, "x").labels(7, 4)) == {0, 1, 2, 3}
    assert Draws(1, "x").labels(2, 9).shape == (2,)


def test_draws_stay_away_from_kinks() -> None:
    draws = Draws(5, "x")
    drawn = draws.away_from_kinks(lambda: (draws.normal(3), draws.labels(4, 2)), 0.3, None)
    assert np.abs(drawn[0]).min() >= 0.3


def test_kinks_that_cannot_be_avoided_are_the_authors_fault() -> None:
    with pytest.raises(AuthorFault):
        Draws(5, "x").away_from_kinks(lambda: np.zeros(3), 0.1, None)


def test_the_digits_are_always_split_alike() -> None:
    digits = read_digits()
    assert digits.X_train.shape == (1437, 64)
    assert digits.X_test.shape == (360, 64)
    assert (digits.X_train.min(), digits.X_train.max()) == (0, 1)
    digits.X_test[:] = 0
    assert read_digits().X_test.max() == 1


def clouds(seed: int) -> PointClouds:
    made = PointClouds()
    made._draws = Draws(seed, "x")
    return made


@pytest.mark.parametrize(("name", "classes"), [("moons", 2), ("circles", 2), ("spirals", 3), ("blobs", 2)])
def test_points_come_with_their_classes_the_same_for_a_seed(name: str, classes: int) -> None:
    X, y = getattr(clouds(3), name)(90)
    assert X.shape == (90, 2)
    assert set(np.bincount(y)) == {90 // classes}
    assert np.array_equal(X, getattr(clouds(3), name)(90)[0])
    assert not np.array_equal(X, getattr(clouds(4), name)(90)[0])


def test_no_line_divides_moons_but_one_divides_blobs() -> None:
    shares = {}
    for name in ("moons", "blobs"):
        X, y = getattr(clouds(5), name)(400)
        design = np.column_stack([X, np.ones(len(X))])
        weights = np.linalg.lstsq(design, 2 * y - 1, rcond=None)[0]
        shares[name] = np.mean((design @ weights > 0) == y)
    assert shares["moons"] < 0.93 < shares["blobs"]


def test_a_ring_is_round_and_no_points_are_no_data_set() -> None:
    assert np.abs(np.linalg.norm(clouds(1).ring(200), axis=1) - 1).max() < 0.3
    with pytest.raises(AuthorFault, match="at least one point"):
        clouds(1).moons(0)
