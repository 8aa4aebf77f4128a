"""The step of an LSTM, there and back: its weights in one matrix, in two or in four, and what goes wrong in each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.diagnosis.diagnosing import diagnose
from grader.verdict import Certainty
from tests.grader.diagnosis.kinds import CALLS, CHECK, HEAD, IMPORT, Kind, name_of
from tests.grader.diagnosis.taking import by_certainty, take
from tests.grader.sample_bundles import a_bundle

SIGMOID = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n\n\n"
STEP = (
    SIGMOID
    + """def lstm_step(x, h, c, params):
    z = np.concatenate([x, h], axis=1) @ params["W"].T + params["b"]
    i, f, g, o = np.split(z, 4, axis=1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c = f * c + i * g
    return o * np.tanh(c), c
"""
)
ROWS = Kind(
    "lstm_step",
    '["x: (n, d)", "h: (n, m)", "c: (n, m)", "params: {W: (4*m, d+m), b: (4*m,)}"]',
    '["h: (n, m)", "c: (n, m)"]',
    """(
        exam.normal(5, 2), exam.normal(5, 3), exam.normal(5, 3),
        {"W": exam.normal(12, 5), "b": exam.normal(12)},
    )""",
    STEP,
)
# Side by side, the state first, and a forget gate that begins with an open door.
COLUMNS = Kind(
    "cell",
    '["x: (d,)", "h: (m,)", "c: (m,)", "W: (d+m, 4*m)", "b: (4*m,)"]',
    '["h: (m,)", "c: (m,)"]',
    "exam.normal(2), exam.normal(3), exam.normal(3), exam.normal(5, 12), exam.normal(12)",
    SIGMOID
    + """def cell(x, h, c, W, b):
    m = len(h)
    z = np.concatenate([h, x]) @ W + b
    f, i, o, g = (z[k * m : (k + 1) * m] for k in range(4))
    c = sigmoid(f + 1) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c
""",
)
TWO = Kind(
    "lstm",
    '["X: (T, d)", "params: {Wx: (4*m, d), Wh: (4*m, m), b: (4*m,)}"]',
    '["H: (T, m)"]',
    '(exam.normal(4, 2), {"Wx": exam.normal(12, 2), "Wh": exam.normal(12, 3), "b": exam.normal(12)})',
    SIGMOID
    + """def lstm(X, params):
    h = c = np.zeros(len(params["b"]) // 4)
    H = []
    for x in X:
        i, f, o, g = np.split(params["Wx"] @ x + params["Wh"] @ h + params["b"], 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        H.append(h)
    return np.array(H)
""",
)
FOUR = Kind(
    "lstm_step",
    '["x: (d,)", "h: (m,)", "c: (m,)", "params: {Wf: (m, d+m), Wi: (m, d+m), Wc: (m, d+m), Wo: (m, d+m), '
    'bf: (m,), bi: (m,), bc: (m,), bo: (m,)}"]',
    '["h: (m,)", "c: (m,)"]',
    """(
        exam.normal(2), exam.normal(3), exam.normal(3),
        {**{key: exam.normal(3, 5) for key in ("Wf", "Wi", "Wc", "Wo")},
         **{key: exam.normal(3) for key in ("bf", "bi", "bc", "bo")}},
    )""",
    SIGMOID
    + """def lstm_step(x, h, c, params):
    z = np.concatenate([x, h])
    f, i, g, o = (params["W" + key] @ z + params["b" + key] for key in "fico")
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c
""",
)
BLOCKS = "i, f, g, o = np.split"
CURVES = "sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)"
ENDS = "return o * np.tanh(c), c"


@pytest.mark.parametrize(
    ("kind", "old", "new", "name"),
    [
        (ROWS, BLOCKS, "f, i, g, o = np.split", "gates-in-another-order"),
        (ROWS, BLOCKS, "i, f, o, g = np.split", "gates-in-another-order"),
        (ROWS, "[x, h]", "[h, x]", "joined-in-another-order"),
        (ROWS, CURVES, "sigmoid(i), sigmoid(f), sigmoid(g), sigmoid(o)", "curve-of-a-gate"),
        (ROWS, CURVES, "np.tanh(i), sigmoid(f), np.tanh(g), sigmoid(o)", "curve-of-a-gate"),
        (ROWS, CURVES, "np.tanh(i), np.tanh(f), sigmoid(g), np.tanh(o)", "curve-of-a-gate"),
        (ROWS, CURVES, "sigmoid(i), f, np.tanh(g), sigmoid(o)", "curve-of-a-gate"),
        (ROWS, "sigmoid(f)", "sigmoid(f + 1)", "forget-bias"),
        (ROWS, "[x, h]", "[x, c]", "cell-for-hidden"),
        (ROWS, ENDS, "return c, c", "cell-for-hidden"),
        (ROWS, ENDS, "return c, o * np.tanh(c)", "cell-for-hidden"),
        (ROWS, ENDS, "return o * c, c", "cell-without-tanh"),
        (ROWS, ENDS, "return np.tanh(c), c", "gate-left-out"),
        (ROWS, "f * c + i * g", "c + i * g", "gate-left-out"),
        (ROWS, "f * c + i * g", "f * c + g", "gate-left-out"),
        (ROWS, "f * c + i * g", "i * g", "cell-not-kept"),
        (ROWS, "c = f * c + i * g\n    " + ENDS, "return o * np.tanh(c), f * c + i * g", "cell-before-its-step"),
        (COLUMNS, "f, i, o, g = (z", "i, f, g, o = (z", "gates-in-another-order"),
        (COLUMNS, "sigmoid(f + 1)", "sigmoid(f)", "forget-bias"),
        (COLUMNS, "sigmoid(f + 1) * c + sigmoid(i)", "sigmoid(f) * c + sigmoid(i + 1)", "forget-bias"),
        (COLUMNS, "sigmoid(f + 1)", "np.tanh(f + 1)", "curve-of-a-gate"),
        (COLUMNS, "return sigmoid(o) * np.tanh(c), c", "return c, c", "cell-for-hidden"),
        (TWO, "i, f, o, g = np.split", "i, f, g, o = np.split", "gates-in-another-order"),
        (TWO, "h = sigmoid(o) * np.tanh(c)\n        H.append(h)", "h = c\n        H.append(h)", "cell-for-hidden"),
        (TWO, '@ h + params["b"]', '@ c + params["b"]', "cell-for-hidden"),
        (TWO, "sigmoid(o) * np.tanh", "np.tanh(o) * np.tanh", "curve-of-a-gate"),
        (FOUR, '"fico"', '"ifco"', "gates-in-another-order"),
        (FOUR, "sigmoid(o) *", "np.tanh(o) *", "curve-of-a-gate"),
        (FOUR, "sigmoid(i) * np.tanh(g)", "sigmoid(i) * sigmoid(g)", "curve-of-a-gate"),
        (FOUR, "[x, h]", "[h, x]", "joined-in-another-order"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_step_is_named(kind: Kind, old: str, new: str, name: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) == name


def test_the_orders_are_told(tmp_path: Path) -> None:
    told = ROWS.told(BLOCKS, "i, g, f, o = np.split", tmp_path)
    assert told is not None
    assert told.sentence == "The four blocks are taken for the gates i, g, f, o; they lie there as i, f, g, o."


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (ROWS, "sigmoid(f)", "sigmoid(2 * f)"),
        (ROWS, "sigmoid(f)", "sigmoid(f + 0.5)"),
        (ROWS, "f * c + i * g", "f * c + (1 - f) * g"),
        (ROWS, "f * c + i * g", "f * c - i * g"),
        (ROWS, 'params["W"].T + params["b"]', 'params["W"].T'),
        (ROWS, ENDS, "return o * np.tanh(c), o * c"),
        (ROWS, CURVES, "sigmoid(i), sigmoid(f), np.maximum(g, 0), sigmoid(o)"),
        # Two at once.
        (ROWS, "f * c + i * g\n    return o * np.tanh(c), c", "c + i * g\n    return o * c, c"),
        (TWO, "H.append(h)", "H.append(2 * h)"),
        (TWO, "h = c = np.zeros", "h = c = np.ones"),
        (FOUR, '+ params["b" + key]', '- params["b" + key]'),
    ],
)  # fmt: skip
def test_other_steps_get_none_of_these_names(kind: Kind, old: str, new: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) not in NAMES


NAMES = {
    "gates-in-another-order", "joined-in-another-order", "curve-of-a-gate", "forget-bias", "cell-for-hidden",
    "cell-without-tanh", "gate-left-out", "cell-not-kept", "cell-before-its-step", "one-gate", "carry-overwritten",
    "carry-and-gate",
}  # fmt: skip

BACK = Kind(
    "lstm_back",
    '["dh: (n, m)", "dc: (n, m)", "x: (n, d)", "h: (n, m)", "c: (n, m)", "W: (4*m, d+m)", "b: (4*m,)"]',
    '["dx: (n, d)", "dh_prev: (n, m)", "dc_prev: (n, m)", "dW: (4*m, d+m)", "db: (4*m,)"]',
    """(
        exam.normal(5, 3), exam.normal(5, 3), exam.normal(5, 2), exam.normal(5, 3), exam.normal(5, 3),
        exam.normal(12, 5), exam.normal(12),
    )""",
    SIGMOID
    + """def lstm_back(dh, dc, x, h, c, W, b):
    d, X = x.shape[1], np.concatenate([x, h], axis=1)
    i, f, g, o = np.split(X @ W.T + b, 4, axis=1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    now = np.tanh(f * c + i * g)
    total = dc + dh * o * (1 - now**2)
    di, df = total * g * i * (1 - i), total * c * f * (1 - f)
    dg, do = total * i * (1 - g**2), dh * now * o * (1 - o)
    dZ = np.concatenate([di, df, dg, do], axis=1)
    dX = dZ @ W
    return dX[:, :d], dX[:, d:], total * f, dZ.T @ X, dZ.sum(axis=0)
""",
)
TURNED = replace(
    BACK,
    arguments=BACK.arguments.replace("W: (4*m, d+m)", "W: (d+m, 4*m)"),
    returns=BACK.returns.replace("dW: (4*m, d+m)", "dW: (d+m, 4*m)"),
    case=BACK.case.replace("exam.normal(12, 5)", "exam.normal(5, 12)"),
    reference=BACK.reference.replace("X @ W.T + b", "X @ W + b")
    .replace("dZ @ W", "dZ @ W.T")
    .replace("dZ.T @ X", "X.T @ dZ"),
)
LOST = ("total = dc + dh", "total = dh")
STACK = "[di, df, dg, do]"


@pytest.mark.parametrize("kind", [BACK, TURNED])
@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ([("f * (1 - f)", "(1 - f)")], "one-gate"),
        ([("dh * now * o * (1 - o)", "dh * now")], "one-gate"),
        ([("i * (1 - g**2)", "i * g * (1 - g)")], "one-gate"),
        ([LOST], "carry-overwritten"),
        ([LOST, ("f * (1 - f)", "(1 - f)")], "carry-and-gate"),
        ([(STACK, "[df, di, dg, do]")], "gates-in-another-order"),
        ([(STACK, "[do, di, df, dg]")], "gates-in-another-order"),
    ],
)
def test_the_way_back_through_stacked_gates_is_named(
    kind: Kind, changes: list[tuple[str, str]], name: str, tmp_path: Path
) -> None:
    source = kind.reference
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    assert name_of(kind.told_of(source, tmp_path)) == name


@pytest.mark.parametrize("kind", [BACK, TURNED])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("total = dc + dh", "total = 0.5 * dc + dh"),
        ("(1 - now**2)", "(1 - now)"),
        ("f * (1 - f)", "(1 - f)\n    di = 2 * di"),
        ("axis=1)\n    dX", "axis=1)[::-1]\n    dX"),
    ],
)
def test_other_ways_back_get_none_of_these_names(kind: Kind, old: str, new: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) not in NAMES


def test_the_gate_is_told_by_its_block(tmp_path: Path) -> None:
    told = BACK.told("f * (1 - f)", "(1 - f)", tmp_path)
    assert told is not None
    assert "only that of the second block is off" in told.sentence


def test_the_gate_is_told_by_its_letter_where_the_exercise_has_the_step_as_well(tmp_path: Path) -> None:
    functions = "".join(
        f'[[functions]]\nname = "{one.name}"\narguments = {one.arguments}\nreturns = {one.returns}\n\n'
        for one in (ROWS, BACK)
    )
    step = ROWS.reference.removeprefix(SIGMOID)
    asked = f"    exam.compare('lstm_step', *{ROWS.case})\n"
    exam = HEAD + asked + CALLS.replace("{name!r}", "'lstm_back'").replace("{case}", BACK.case)
    bundle = a_bundle(tmp_path, table=functions + CHECK, exam=exam, reference=IMPORT + BACK.reference + "\n\n" + step)
    sitting = take(bundle, bundle.reference.replace("f * (1 - f)", "(1 - f)"))
    told = by_certainty(diagnose(sitting), Certainty.RELATION)
    assert told is not None
    assert "only f is off" in told.sentence


START = Kind(
    "begin",
    '["d: int", "m: int", "rng: Generator"]',
    '["params: {W: (4*m, d+m), b: (4*m,)}"]',
    "int(exam.integers(2, 5)), int(exam.integers(2, 6)), exam.rng()",
    """def begin(d, m, rng):
    b = np.zeros(4 * m)
    b[m : 2 * m] = 1.0
    return {"W": rng.normal(size=(4 * m, d + m)) / np.sqrt(d + m), "b": b}
""",
)


@pytest.mark.parametrize(
    ("new", "place"),
    [
        ("b[:m] = 1.0", "It is in the first one."),
        ("b[2 * m : 3 * m] = 1.0", "It is in the third one."),
        ("b[:] = 1.0", "It is in all of them."),
        ("pass", "It is in none."),
    ],
)
def test_a_forget_bias_in_another_place_is_named(new: str, place: str, tmp_path: Path) -> None:
    told = START.told("b[m : 2 * m] = 1.0", new, tmp_path)
    assert told is not None
    assert (told.id, told.sentence.endswith(place)) == ("forget-bias", True)


@pytest.mark.parametrize("new", ["b[m] = 1.0", "b[m : 2 * m] = 2.0", "b[m : 2 * m] = rng.normal(size=m)"])
def test_other_biases_are_not_called_so(new: str, tmp_path: Path) -> None:
    assert name_of(START.told("b[m : 2 * m] = 1.0", new, tmp_path)) != "forget-bias"
