"""Training steps: moved too early, moments stored corrected, never cleared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grader.diagnosis.kinds import Kind, name_of

STEP = Kind(
    "train_step",
    '["X: (n, d)", "Y: (n, k)", "params: {W1: (h, d), b1: (h,), W2: (k, h), b2: (k,)}", "lr: float"]',
    '["params: like params"]',
    """(
        exam.normal(5, 3),
        exam.normal(5, 2),
        {"W1": exam.normal(4, 3), "b1": exam.normal(4), "W2": exam.normal(2, 4), "b2": exam.normal(2)},
        0.3,
    )""",
    """def train_step(X, Y, params, lr):
    W1, b1, W2, b2 = (params[key].copy() for key in ("W1", "b1", "W2", "b2"))
    A = np.tanh(X @ W1.T + b1)
    dZ2 = (A @ W2.T + b2 - Y) / len(X)
    dZ1 = (dZ2 @ W2) * (1 - A**2)
    W2 -= lr * dZ2.T @ A
    b2 -= lr * dZ2.sum(axis=0)
    W1 -= lr * dZ1.T @ X
    b1 -= lr * dZ1.sum(axis=0)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
""",
)
SLOPE = "    dZ1 = (dZ2 @ W2) * (1 - A**2)\n"
MOVE = "    b2 -= lr * dZ2.sum(axis=0)\n"
AFRESH = "    dZ1 = ((A @ W2.T + b2 - Y) / len(X) @ W2) * (1 - A**2)\n"
ADAM = Kind(
    "adam",
    '["p: (q,)", "g: (q,)", "m: (q,)", "v: (q,)", "t: int", "lr: float"]',
    '["p: (q,)", "m: (q,)", "v: (q,)"]',
    "exam.normal(6), exam.normal(6), exam.normal(6), exam.uniform(6), int(exam.integers(2, 9)), 0.1",
    """def adam(p, g, m, v, t, lr):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    mh, vh = m / (1 - 0.9**t), v / (1 - 0.999**t)
    p = p - lr * mh / (np.sqrt(vh) + 1e-8)
    return p, m, v
""",
)
WITH_STATE = Kind(
    "adam_step",
    '["p: (q,)", "g: (q,)", "state: {m: (q,), v: (q,), t: int}", "lr: float"]',
    '["p: (q,)", "state: {m: (q,), v: (q,), t: int}"]',
    'exam.normal(6), exam.normal(6), {"m": exam.normal(6), "v": exam.uniform(6), "t": int(exam.integers(1, 9))}, 0.1',
    """def adam_step(p, g, state, lr):
    t = state["t"] + 1
    m = 0.9 * state["m"] + 0.1 * g
    v = 0.999 * state["v"] + 0.001 * g**2
    mh, vh = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return p - lr * mh / (np.sqrt(vh) + 1e-8), {"m": m, "v": v, "t": t}
""",
)
SGD = """    def step(self, x, y, lr):
        self.slope = (self.w @ x - y) * x
        self.w = self.w - lr * self.slope
"""
LINE = Kind(
    "Line.step",
    '["x: (d,)", "y: float", "lr: float"]',
    '["any"]',
    "",
    """class Line:
    def __init__(self, w):
        self.w, self.slope = w, 0 * w

"""
    + SGD,
    '''    w, x, y = exam.normal(4), exam.normal(4), exam.normal()
    got = exam.session(
        """
        line, trace = Line(w), []
        for _ in range(3):
            line.step(x, y, lr)
            trace.append(line.w)
        result = trace
        """,
        w=w, x=x, y=y, lr=0.1,
    )
    for one in got:
        slope = (w @ x - y) * x
        w = w - 0.1 * slope
        exam.expect(one, equals=w, because="Down the hill.")
''',
)
LAYER = Kind(
    "Layer.backward",
    '["d: (k,)", "x: (m,)"]',
    '["any"]',
    "",
    """class Layer:
    def __init__(self, W):
        self.W, self.dW, self.turn = W, np.zeros(W.shape), 0

    def backward(self, d, x):
        self.turn += 1
        self.dW = np.outer(d, x)
        return self.dW.copy()
""",
    '''    W, d, x = exam.normal(3, 4), exam.normal(3), exam.normal(4)
    twice = exam.session(
        """
        layer = Layer(W)
        result = [layer.backward(d, x), layer.backward(d, x)]
        """,
        W=W, d=d, x=x,
    )
    for one in twice:
        exam.expect(one, equals=np.outer(d, x), because="The same batch, the same slope.")
''',
)
PARTS = Kind(
    "Parts.one",
    "[]",
    '["any"]',
    "",
    """class Parts:
    def __init__(self, x):
        self.x = x

    def one(self):
        return self.x

    def two(self):
        return self.x + 0

    def three(self):
        return self.x * 1
""",
    '''    x = exam.normal(3)
    got = exam.session(
        """
        parts = Parts(x)
        result = [ask() for ask in (parts.one, parts.two, parts.three)]
        """,
        x=x,
    )
    for one in got:
        exam.expect(one, equals=x, because="All alike.")
''',
)
NET = Kind(
    "Net.learn",
    '["x: (d,)", "y: float", "lr: float"]',
    '["any"]',
    "",
    """class Net:
    def __init__(self, u, v):
        self.u, self.v = u, v

    def learn(self, x, y, lr):
        z = self.u * x
        error = self.v @ z - y
        du, dv = error * self.v * x, error * z
        self.v = self.v - lr * dv
        self.u = self.u - lr * du
""",
    '''    u, v, x, y = exam.normal(4), exam.normal(4), exam.normal(4), exam.normal()
    u_and_v = exam.session(
        """
        net = Net(u, v)
        net.learn(x, y, lr)
        result = {"u": net.u, "v": net.v}
        """,
        u=u, v=v, x=x, y=y, lr=0.2,
    )
    error = v @ (u * x) - y
    exam.expect(u_and_v["u"], equals=u - 0.2 * error * v * x, because="Down the hill.")
    exam.expect(u_and_v["v"], equals=v - 0.2 * error * u * x, because="Down the hill.")
''',
)

TWO_AND_THREE = "return 2 * self.x\n\n    def three(self):\n        return 3 * self.x"


def moved_first(source: str) -> str:
    return source.replace(SLOPE, "").replace(MOVE, MOVE + SLOPE)


def test_weights_that_moved_before_the_error_passed_are_named(tmp_path: Path) -> None:
    told = STEP.told_of(moved_first(STEP.reference), tmp_path)
    assert name_of(told) == "moved-before-passing-back"


def test_a_method_that_moves_too_early_is_named_as_well(tmp_path: Path) -> None:
    late = NET.reference.replace("- lr * du", "- lr * error * self.v * x")
    assert name_of(NET.told_of(late, tmp_path)) == "moved-before-passing-back"


@pytest.mark.parametrize(
    "source",
    [
        # Foreign slopes below: off by lr, not by its square.
        STEP.reference.replace("(1 - A**2)", "A * (1 - A)"),
        # The error itself is asked again behind the move.
        STEP.reference.replace(SLOPE, "").replace(MOVE, MOVE + AFRESH),
        STEP.reference.replace("W1 -= lr *", "W1 -= lr**2 *"),
        STEP.reference.replace("W1 -= lr * dZ1.T @ X", "W1 -= lr * (dZ1.T @ X + 0.1 * W1)"),
        # Above as well, so more is wrong than the order.
        moved_first(STEP.reference).replace("lr * dZ2.T", "2 * lr * dZ2.T"),
    ],
)
def test_other_steps_are_not_called_so(source: str, tmp_path: Path) -> None:
    assert name_of(STEP.told_of(source, tmp_path)) != "moved-before-passing-back"


@pytest.mark.parametrize(
    ("kind", "old", "new", "name"),
    [
        (ADAM, "return p, m, v", "return p, mh, vh", "corrected-moments-stored"),
        (ADAM, "return p, m, v", "return p, mh, v", "corrected-moments-stored"),
        (ADAM, "(1 - 0.9**t)", "(1 - 0.9)", "later-steps"),
        (WITH_STATE, '"m": m, "v": v', '"m": mh, "v": vh', "corrected-moments-stored"),
    ],
)
def test_moments_are_named(kind: Kind, old: str, new: str, name: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) == name


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (ADAM, "return p, m, v", "return p, 2 * m, v"),
        (ADAM, "return p, m, v", "return p, t * m, v"),
        (ADAM, "return p, m, v", "return p + 1, mh, vh"),
        (WITH_STATE, '"m": m,', '"m": m / 0.1,'),
        (WITH_STATE, '"m": m,', '"m": m * t,'),
    ],
)
def test_other_moments_are_not_called_so(kind: Kind, old: str, new: str, tmp_path: Path) -> None:
    # A factor that follows a number that was given is no sum over examples either.
    assert name_of(kind.told(old, new, tmp_path)) not in {"corrected-moments-stored", "mean_or_sum"}


@pytest.mark.parametrize(
    ("kind", "old", "new", "name"),
    [
        (LAYER, "self.dW = ", "self.dW += ", "not-cleared"),
        (LINE, "self.slope = (", "self.slope = self.slope + (", "not-cleared"),
        (LINE, "self.slope = (", "self.slope = 0.9 * self.slope + (", "later-steps"),
    ],
)  # fmt: skip
def test_what_is_kept_in_an_object_is_named(kind: Kind, old: str, new: str, name: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) == name


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (LAYER, "return self.dW.copy()", "return self.dW * self.turn**2"),
        (LAYER, "self.dW = ", "self.dW = 0.5 * self.dW + "),
        (LAYER, "np.outer(d, x)", "2 * np.outer(d, x)"),
        (LINE, "- lr * self.slope", "+ lr * self.slope"),
        # Three numbers of one moment are no three steps.
        (PARTS, "self.x + 0", "2 * self.x"),
        (PARTS, "self.x + 0\n\n    def three(self):\n        return self.x * 1", "2 * self.x\n\n    three = two"),
        (PARTS, "return self.x + 0\n\n    def three(self):\n        return self.x * 1", TWO_AND_THREE),
    ],
)  # fmt: skip
def test_other_objects_are_not_called_so(kind: Kind, old: str, new: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) not in {"not-cleared", "later-steps"}
