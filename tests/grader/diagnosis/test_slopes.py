"""Slopes off by one factor, in the biases only, below one layer, along the rows: a true name, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grader.diagnosis.kinds import Kind, name_of

LAYERS = Kind(
    "backward",
    '["X: (n, d)", "A: (n, h)", "dZ: (n, k)", "W2: (k, h)"]\nbatch = "n"\nover_batch = "sum"',
    '["dW1: (h, d)", "db1: (h,)", "dW2: (k, h)", "db2: (k,)"]',
    "exam.normal(5, 3), exam.uniform(5, 4), exam.normal(5, 2), exam.normal(2, 4)",
    """def backward(X, A, dZ, W2):
    D = (dZ @ W2) * A * (1 - A)
    return D.T @ X, D.sum(axis=0), dZ.T @ A, dZ.sum(axis=0)
""",
)
FIT = Kind(
    "fit",
    '["X: (n, d)", "y: (n,)", "w: (d,)"]\nbatch = "n"\nover_batch = "mean"',
    '["loss: float", "dw: (d,)"]',
    "exam.normal(5, 3), exam.normal(5), exam.normal(3)",
    """def fit(X, y, w):
    e = X @ w - y
    return float((e**2).mean()), 2 * X.T @ e / len(y)
""",
)
SOFTMAX = Kind(
    "blame",
    '["Z: (n, k)", "y: (n,) int < k"]\nbatch = "n"\nover_batch = "rows"',
    '["dZ: (n, k)"]',
    "exam.normal(5, 4), exam.labels(5, 4)",
    """def blame(Z, y):
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    D = P - np.eye(Z.shape[1])[y]
    return D
""",
)
CENTRED = Kind(
    "centre",
    '["X: (n, d)"]\nbatch = "n"\nover_batch = "rows"',
    '["dX: (n, d)"]',
    "(exam.normal(5, 4),)",
    "def centre(X):\n    return X - X.mean(axis=1, keepdims=True)\n",
)
RELU = Kind("bend", '["z: (n,)"]', '["like z"]', "(exam.normal(7),)", "def bend(z):\n    return np.tanh(z)\n")


@pytest.mark.parametrize(
    ("kind", "old", "new", "name"),
    [
        (LAYERS, "(dZ @ W2)", "(dZ @ W2) / len(X)", "divided-again"),
        (LAYERS, ".sum(axis=0)", ".mean(axis=0)", "bias-averaged"),
        (LAYERS, "dZ.sum(axis=0)", "np.full(dZ.shape[1], dZ.sum())", "bias-one-number"),
        (LAYERS, "A * (1 - A)", "(1 - A**2)", "below-the-top"),
        (LAYERS, "dZ.T @ A,", "dZ.T @ (A * A),", "wrong-partner"),
        (FIT, "2 * X.T", "X.T", "factor-of-the-square"),
        (FIT, "2 * X.T", "4 * X.T", "factor-of-the-square"),
        (FIT, "e / len(y)", "e", "mean-forgotten"),
        (FIT, "e / len(y)", "e / len(y) ** 2", "averaged-twice"),
        (FIT, "2 * X.T", "-2 * X.T", "gradient-sign"),
        (SOFTMAX, "return D", "return D * P * (1 - P)", "rows-do-not-cancel"),
    ],
)  # fmt: skip
def test_it_is_named(kind: Kind, old: str, new: str, name: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) == name


@pytest.mark.parametrize(
    ("kind", "old", "new", "false_name"),
    [
        (LAYERS, "dZ.sum(axis=0)", "dZ.sum(axis=0) + 0.1 * dZ[0]", "bias-averaged"),
        (LAYERS, "(dZ @ W2)", "(dZ @ W2) / 5.5", "divided-again"),
        (LAYERS, "(dZ @ W2)", "(dZ @ W2) / X.shape[1] ** 0.5", "divided-again"),
        (FIT, "2 * X.T", "3 * X.T", "factor-of-the-square"),
        (FIT, "e / len(y)", "e / 7", "averaged-twice"),
        # The rows of a norm's answer cancel as well, and no target is there.
        (CENTRED, "X.mean(axis=1, keepdims=True)", "X.max(axis=1, keepdims=True)", "rows-do-not-cancel"),
        # Like its argument, and yet no slope.
        (RELU, "np.tanh(z)", "-np.tanh(z)", "gradient-sign"),
        (RELU, "np.tanh(z)", "2 * np.tanh(z)", "factor-of-the-square"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not(kind: Kind, old: str, new: str, false_name: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) != false_name
