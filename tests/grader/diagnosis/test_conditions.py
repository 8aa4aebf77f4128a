"""Right where one thing is made simple, wrong elsewhere; and the numbers that a nudge never moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grader.diagnosis.kinds import Kind, name_of
from tests.grader.in_process import sit

SCALED = Kind(
    "scale",
    '["X: (n, d)", "gamma: (d,)"]\nbatch = "n"\nover_batch = "rows"',
    '["Y: (n, d)"]',
    "exam.normal(5, 3), exam.normal(3)",
    "def scale(X, gamma):\n    return X**2 * gamma + gamma\n",
)
IN_A_DICT = Kind(
    "norm_back",
    '["dY: (n, d)", "X: (n, d)", "params: {gamma: (d,), beta: (d,)}"]',
    '["dX: (n, d)", "grads: like params"]',
    'exam.normal(5, 4), exam.normal(5, 4), {"gamma": exam.normal(4), "beta": exam.normal(4)}',
    """def norm_back(dY, X, params):
    spread = X.std(axis=1, keepdims=True)
    H = (X - X.mean(axis=1, keepdims=True)) / spread
    dH = dY * params["gamma"]
    dX = (dH - dH.mean(axis=1, keepdims=True) - H * (dH * H).mean(axis=1, keepdims=True)) / spread
    return dX, {"gamma": (dY * H).sum(axis=0), "beta": dY.sum(axis=0)}
""",
)
PICKED = Kind(
    "pick",
    '["rows: (n,) int < v", "D: (n, d)", "C: (v, d)"]',
    '["dC: (v, d)"]',
    "exam.integers(0, 9, 12), exam.normal(12, 2), exam.normal(9, 2)",
    """def pick(rows, D, C):
    dC = np.zeros(C.shape)
    np.add.at(dC, rows, D)
    return dC
""",
)
AVERAGED = "np.add.at(dC, rows, D / np.bincount(rows, minlength=len(C))[rows][:, None])"
HALVED = Kind(
    "running_mean",
    '["x: (n,)"]',
    '["y: (n,)"]',
    "(exam.integers(0, 50, 6),)",
    """def running_mean(x):
    y = np.zeros(len(x))
    for i in range(len(x)):
        y[i] = x[: i + 1].mean()
    return y
""",
)
CARRIED = Kind(
    "back",
    '["dy: (n, h)", "dh_next: (n, h)", "W: (h, h)"]',
    '["dx: (n, h)"]',
    "exam.normal(5, 4), exam.normal(5, 4), exam.normal(4, 4)",
    "def back(dy, dh_next, W):\n    return dy @ W + dh_next @ W.T\n",
)
COSINE = Kind(
    "cosine",
    '["u: (n,)", "v: (n,)"]',
    '["float"]',
    "exam.normal(5) * (exam.uniform() > 0.3), exam.normal(5)",
    """def cosine(u, v):
    lengths = np.sqrt((u**2).sum() * (v**2).sum())
    return float((u * v).sum() / lengths) if lengths > 0 else 0.0
""",
    """    for _ in range(3):
        exam.holds(exam.call({name!r}, *case(exam)) is not None, "an answer")
    exam.compare({name!r}, np.zeros(5), exam.normal(5))


def case(exam):
    return {case}
""",
)
NUDGED = Kind(
    "slopes",
    '["f: (x: (...)) -> float", "x: (...)"]',
    '["slope: like x"]',
    "lambda x: float((x**3).sum()), exam.normal(4)",
    """def slopes(f, x):
    slope = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += 1e-4
        down[place] -= 1e-4
        slope[place] = (f(up) - f(down)) / 2e-4
    return slope
""",
    "    exam.compare({name!r}, *case(exam), tolerance=1e-5)\n\n\ndef case(exam):\n    return {case}\n",
    # Functions of the exam are asked across a pair of processes only, or here.
    sit,
)


@pytest.mark.parametrize(
    ("kind", "old", "new", "name"),
    [
        (SCALED, "X**2 * gamma + gamma", "X**2 + 1", "scale-forgotten"),
        (SCALED, "X**2 * gamma", "X**2", "scale-wrong"),
        (SCALED, "X**2 * gamma", "X**2 * gamma**2", "scale-wrong"),
        (IN_A_DICT, 'dY * params["gamma"]', "dY", "scale-forgotten"),
        (IN_A_DICT, 'dY * params["gamma"]', 'dY / params["gamma"]', "scale-wrong"),
        (PICKED, "np.add.at(dC, rows, D)", "dC[rows] += D", "repeated-index"),
        (PICKED, "np.add.at(dC, rows, D)", "dC[rows] = D", "repeated-index"),
        (PICKED, "np.add.at(dC, rows, D)", AVERAGED, "right-without-repeats"),
        (HALVED, "np.zeros(len(x))", "np.zeros_like(x)", "integer-array"),
        (HALVED, "np.zeros(len(x))", "x.copy()", "integer-array"),
        (CARRIED, " + dh_next @ W.T", "", "carry-forgotten"),
        (CARRIED, "dh_next @ W.T", "dh_next @ W", "carry-wrong"),
        (NUDGED, "x.copy(), x.copy()", "x, x", "one-point-twice"),
        (NUDGED, "up, down = x.copy(), x.copy()", "up = down = x.copy()", "one-point-twice"),
        (NUDGED, "f(down)", "f(up)", "one-point-twice"),
    ],
)  # fmt: skip
def test_it_is_named(kind: Kind, old: str, new: str, name: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) == name


@pytest.mark.parametrize(
    ("kind", "old", "new", "false_names"),
    [
        (SCALED, "X**2 * gamma", "np.abs(X) * gamma", {"scale-forgotten", "scale-wrong"}),
        (PICKED, "np.add.at(dC, rows, D)", "np.add.at(dC, rows, D + 0.1 * D[::-1])", {"repeated-index"}),
        (PICKED, "np.add.at(dC, rows, D)", "np.add.at(dC, rows, D[::-1])", {"repeated-index"}),
        (HALVED, "x[: i + 1].mean()", "x[: i + 1].sum() // (i + 1)", {"integer-array"}),
        (HALVED, "x[: i + 1].mean()", "np.median(x[: i + 1])", {"integer-array"}),
        (IN_A_DICT, 'dY * params["gamma"]', 'dY + params["gamma"]', {"scale-forgotten"}),
        (IN_A_DICT, "/ spread\n    return", "\n    return", {"scale-forgotten", "scale-wrong", "rows-do-not-cancel"}),
        # Wrong for zeros only: most answers are right, and none of them holds ones.
        (COSINE, "else 0.0", "else 1.0", {"scale-forgotten", "scale-wrong"}),
        (CARRIED, "dy @ W +", "dy @ W.T +", {"carry-forgotten", "carry-wrong"}),
        (NUDGED, "(f(up) - f(down))", "0 * (f(up) - f(down))", {"one-point-twice"}),
        (NUDGED, "f(down)", "f(x)", {"one-point-twice"}),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not(kind: Kind, old: str, new: str, false_names: set[str], tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) not in false_names
