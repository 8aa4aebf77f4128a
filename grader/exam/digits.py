"""The 8 × 8 digits, always split the same way. Source and licence: data/README.md."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

DATA = Path(__file__).parent / "data" / "digits.npz"
SPLIT_SEED = 1000
TEST_COUNT = 360
BRIGHTEST = 16.0


class Digits(NamedTuple):
    X_train: Any
    y_train: Any
    X_test: Any
    y_test: Any


@cache
def _stored() -> Digits:
    with np.load(DATA) as archive:
        X, y = archive["X"] / BRIGHTEST, archive["y"].astype(np.int64)
    order = np.random.default_rng(SPLIT_SEED).permutation(len(X))
    test, train = order[:TEST_COUNT], order[TEST_COUNT:]
    return Digits(X[train], y[train], X[test], y[test])


def read_digits() -> Digits:
    """1,437 digits to learn from and 360 to be judged by, pixels between 0 and 1; fresh copies."""
    return Digits(*(part.copy() for part in _stored()))
