"""Back through time: recurrent networks, the gates of an LSTM, attention, the noise of diffusion."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.verdict import Diagnosis
from tests.grader.diagnosis.kinds import Kind, name_of

RNN = Kind(
    "rnn_grads",
    '["X: (T, d)", "dY: (T, k)", "params: {Wxh: (h, d), Whh: (h, h), bh: (h,), Why: (k, h)}"]',
    '["grads: like params"]',
    """(
        exam.normal(5, 3),
        exam.normal(5, 2),
        {"Wxh": exam.normal(4, 3), "Whh": exam.normal(4, 4), "bh": exam.normal(4), "Why": exam.normal(2, 4)},
    )""",
    """def rnn_grads(X, dY, params):
    h = [np.zeros(len(params["bh"]))]
    for x in X:
        h.append(np.tanh(params["Wxh"] @ x + params["Whh"] @ h[-1] + params["bh"]))
    grads = {key: np.zeros(value.shape) for key, value in params.items()}
    later = np.zeros(len(params["bh"]))
    for t in reversed(range(len(X))):
        dh = params["Why"].T @ dY[t] + later
        dz = dh * (1 - h[t + 1] ** 2)
        grads["Why"] += np.outer(dY[t], h[t + 1])
        grads["Wxh"] += np.outer(dz, X[t])
        grads["Whh"] += np.outer(dz, h[t])
        grads["bh"] += dz
        later = params["Whh"].T @ dz
    return grads
""",
)
NO_CARRY = ("dY[t] + later", "dY[t]")
OWN = ("np.outer(dz, h[t])", "np.outer(dz, h[t + 1])")
LSTM = Kind(
    "lstm_back",
    '["dh: (h,)", "dc: (h,)", "f: (h,)", "i: (h,)", "g: (h,)", "o: (h,)", "c_prev: (h,)", "c: (h,)"]',
    '["df: (h,)", "di: (h,)", "dg: (h,)", "do: (h,)", "dc_prev: (h,)"]',
    "tuple(exam.uniform(4, low=0.1, high=0.9) for _ in range(8))",
    """def lstm_back(dh, dc, f, i, g, o, c_prev, c):
    do = dh * np.tanh(c) * o * (1 - o)
    total = dc + dh * o * (1 - np.tanh(c) ** 2)
    df = total * c_prev * f * (1 - f)
    di = total * g * i * (1 - i)
    dg = total * i * (1 - g**2)
    return df, di, dg, do, total * f
""",
)
LOST = ("dc + dh", "dh")
SLOPE_OF_F = ("f * (1 - f)", "(1 - f)")
ATTENTION = Kind(
    "attend_back",
    '["dO: (m, e)", "Q: (m, d)", "K: (s, d)", "V: (s, e)"]',
    '["dQ: (m, d)", "dK: (s, d)", "dV: (s, e)"]',
    "exam.normal(4, 2), exam.normal(4, 3), exam.normal(5, 3), exam.normal(5, 2)",
    """def attend_back(dO, Q, K, V):
    scale = Q.shape[1] ** 0.5
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, A.T @ dO
""",
)
SOFTMAX = "A * (dA - (dA * A).sum(axis=1, keepdims=True))"
NOISE = Kind(
    "noisy",
    '["x0: (n,)", "t: int", "alphas: (s,)", "eps: (n,)"]',
    '["xt: (n,)"]',
    "exam.normal(7), int(exam.integers(3, 8)), exam.uniform(8, low=0.6, high=0.95), exam.normal(7)",
    """def noisy(x0, t, alphas, eps):
    left = np.cumprod(alphas)[t]
    return np.sqrt(left) * x0 + np.sqrt(1 - left) * eps
""",
)
NOISE_DRAWN = Kind(
    "noisy_rows",
    '["x0: (n, d)", "t: (n,) int < s", "alphas: (s,)", "rng: Generator"]',
    '["xt: (n, d)"]',
    "exam.normal(5, 3), exam.integers(1, 8, 5), exam.uniform(8, low=0.6, high=0.95), exam.rng()",
    """def noisy_rows(x0, t, alphas, rng):
    left = np.cumprod(alphas)[t][:, None]
    return np.sqrt(left) * x0 + np.sqrt(1 - left) * rng.normal(size=x0.shape)
""",
)
SCHEDULE = Kind(
    "left",
    '["alphas: (s,)"]',
    '["(s,)"]',
    "(exam.uniform(8, low=0.6, high=0.95),)",
    "def left(alphas):\n    return np.cumprod(alphas)\n",
)


@pytest.mark.parametrize(
    ("kind", "changes", "name"),
    [
        (RNN, [NO_CARRY], "carry-missing"),
        (RNN, [OWN], "own-state"),
        (RNN, [NO_CARRY, OWN], "carry-and-state"),
        (LSTM, [LOST], "carry-overwritten"),
        (LSTM, [SLOPE_OF_F], "one-gate"),
        (LSTM, [LOST, SLOPE_OF_F], "carry-and-gate"),
        (ATTENTION, [(SOFTMAX, "A * (1 - A) * dA")], "softmax-slope-by-entry"),
        (ATTENTION, [(SOFTMAX, "A * dA")], "scores-slope"),
        (NOISE, [("np.cumprod(alphas)[t]", "alphas[t]")], "one-step-alpha"),
        (NOISE_DRAWN, [("np.cumprod(alphas)[t]", "alphas[t]")], "one-step-alpha"),
        (SCHEDULE, [("np.cumprod(alphas)", "alphas")], "product-forgotten"),
    ],
)  # fmt: skip
def test_it_is_named(kind: Kind, changes: list[tuple[str, str]], name: str, tmp_path: Path) -> None:
    assert name_of(changed(kind, changes, tmp_path)) == name


@pytest.mark.parametrize(
    ("kind", "old", "new", "false_names"),
    [
        (RNN, 'params["Whh"].T @ dz', 'params["Whh"] @ dz', {"carry-missing", "own-state", "carry-and-state"}),
        (RNN, 'later = params["Whh"].T @ dz', "later = dz", {"carry-missing", "own-state", "carry-and-state"}),
        # Handed back by one step, and no further.
        (RNN, 'params["Whh"].T @ dz', 'params["Whh"].T @ (dz - later * (1 - h[t + 1] ** 2))', {"carry-missing"}),
        (RNN, "np.outer(dz, h[t])", "np.outer(dz, h[t] + 0.1)", {"own-state", "carry-and-state"}),
        (RNN, "np.outer(dz, X[t])", "np.outer(dz, dY[t])", {"own-state", "carry-and-state"}),
        (RNN, "np.outer(dz, h[t])", "np.outer(dz, h[max(t - 1, 0)])", {"own-state", "carry-and-state"}),
        (LSTM, "dc + dh", "0.5 * dc + dh", {"carry-overwritten", "carry-and-gate", "carry-forgotten"}),
        (LSTM, "dc + dh", "dc * f + dh", {"carry-overwritten", "carry-and-gate", "carry-forgotten"}),
        (LSTM, "i * (1 - g**2)", "(1 - g**2)", {"carry-overwritten", "carry-and-gate"}),
        (ATTENTION, "keepdims=True)) / scale", "keepdims=True))", {"softmax-slope-by-entry"}),
        (ATTENTION, SOFTMAX, "A * dA", {"softmax-slope-by-entry"}),
        (ATTENTION, "dS.T @ Q", "dS.T @ Q * 2", {"softmax-slope-by-entry", "scores-slope", "mean_or_sum"}),
        (NOISE, "np.cumprod(alphas)[t]", "np.cumprod(alphas)[t - 1]", {"one-step-alpha", "product-forgotten"}),
        (NOISE, "np.sqrt(left) * x0", "left * x0", {"one-step-alpha", "product-forgotten"}),
        (NOISE_DRAWN, "np.sqrt(left) * x0", "np.sqrt(1 - left) * x0", {"one-step-alpha", "product-forgotten"}),
        (SCHEDULE, "np.cumprod(alphas)", "np.cumsum(alphas)", {"product-forgotten"}),
        (SCHEDULE, "np.cumprod(alphas)", "1 - alphas", {"product-forgotten"}),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not(kind: Kind, old: str, new: str, false_names: set[str], tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) not in false_names


def changed(kind: Kind, changes: list[tuple[str, str]], folder: Path) -> Diagnosis | None:
    source = kind.reference
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    return kind.told_of(source, folder)
