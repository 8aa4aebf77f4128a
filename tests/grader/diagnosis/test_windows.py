"""Convolution and pooling: half turns, transposed patches, loops that end too early."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grader.diagnosis.kinds import Kind, name_of

FORWARD = Kind(
    "convolve",
    '["X: (h, w)", "K: (k, k)"]',
    '["Y: (...)"]',
    "exam.normal(7, 6), exam.normal(3, 3)",
    """def convolve(X, K):
    k = len(K)
    rows, columns = X.shape[0] - k + 1, X.shape[1] - k + 1
    Y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            patch = X[i : i + k, j : j + k]
            Y[i, j] = (patch * K).sum()
    return Y
""",
)
BACKWARD = Kind(
    "convolve_back",
    '["dY: (...)", "X: (h, w)", "K: (k, k)"]',
    '["dX: (h, w)", "dK: (k, k)"]',
    "exam.normal(5, 4), exam.normal(7, 6), exam.normal(3, 3)",
    """def convolve_back(dY, X, K):
    k = len(K)
    dX, dK = np.zeros(X.shape), np.zeros(K.shape)
    for i in range(dY.shape[0]):
        for j in range(dY.shape[1]):
            dX[i : i + k, j : j + k] += dY[i, j] * K
            dK += dY[i, j] * X[i : i + k, j : j + k]
    return dX, dK
""",
)
POOL = Kind(
    "pool_back",
    '["dY: (...)", "X: (h, w)"]',
    '["dX: (h, w)"]',
    "exam.normal(4, 3), exam.normal(8, 6)",
    """def pool_back(dY, X):
    dX = np.zeros(X.shape)
    for i in range(dY.shape[0]):
        for j in range(dY.shape[1]):
            window = X[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            dX[2 * i : 2 * i + 2, 2 * j : 2 * j + 2] += dY[i, j] * (window == window.max())
    return dX
""",
)
SHORT = "    for i in range(rows - 1):\n        for j in range(columns - 1):"
LOOPS = "    for i in range(rows):\n        for j in range(columns):"


@pytest.mark.parametrize(
    ("kind", "old", "new", "name"),
    [
        (FORWARD, "patch * K", "patch.T * K", "patch-transposed"),
        (FORWARD, LOOPS, SHORT, "loop-one-short"),
        (BACKWARD, "return dX, dK", "return dX, dK[::-1, ::-1]", "kernel-slope-turned"),
        (POOL, "    return dX", "        return dX", "loop-left-early"),
        (POOL, "    return dX", "            return dX", "loop-left-early"),
    ],
)  # fmt: skip
def test_it_is_named(kind: Kind, old: str, new: str, name: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) == name


def test_a_transposed_patch_in_loops_that_end_early_is_both(tmp_path: Path) -> None:
    both = FORWARD.reference.replace("patch * K", "patch.T * K").replace(LOOPS, SHORT)
    told = FORWARD.told_of(both, tmp_path)
    assert told is not None
    assert told.id == "patch-transposed"
    assert "last row and column" in told.sentence


@pytest.mark.parametrize(
    ("kind", "old", "new", "false_names"),
    [
        (FORWARD, "patch * K", "patch * K[::-1, ::-1]", {"patch-transposed", "loop-one-short"}),
        (FORWARD, "patch * K", "patch * (K + K.T) / 2", {"patch-transposed"}),
        (FORWARD, LOOPS, LOOPS.replace("rows", "rows - 1"), {"patch-transposed", "loop-one-short"}),
        (FORWARD, "(patch * K).sum()", "(patch * K).sum() * (i < 3)", {"loop-one-short", "loop-left-early"}),
        (BACKWARD, "return dX, dK", "return dX, dK.T", {"kernel-slope-turned"}),
        (BACKWARD, "return dX, dK", "return dX[::-1, ::-1], dK[::-1, ::-1]", {"kernel-slope-turned"}),
        (POOL, "* (window == window.max())", "", {"loop-left-early"}),
        (POOL, "range(dY.shape[1])", "range(dY.shape[1] - 1)", {"loop-left-early"}),
        (POOL, "    return dX", "    return 0 * dX", {"loop-left-early"}),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not(kind: Kind, old: str, new: str, false_names: set[str], tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) not in false_names
