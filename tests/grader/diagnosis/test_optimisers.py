"""Adam kept in an object: the slip is told by the whole trajectory, however the class takes and gives its numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.diagnosis.adam import FORMS
from grader.diagnosis.adam_slips import slips_of
from grader.diagnosis.optimisers import of_optimiser
from tests.grader.diagnosis.kinds import Kind, name_of

NEW_ARRAYS = Kind(
    "Adam.step",
    '["p: (q,)", "g: (q,)"]',
    '["any"]',
    "",
    """class Adam:
    def __init__(self, lr, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps
        self.t, self.m, self.v = 0, None, None

    def step(self, p, g):
        if self.m is None:
            self.m, self.v = np.zeros_like(p), np.zeros_like(p)
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g**2
        mh = self.m / (1 - self.b1**self.t)
        vh = self.v / (1 - self.b2**self.t)
        return p - self.lr * mh / (np.sqrt(vh) + self.eps)
""",
    '''    p, gs = exam.normal(4), exam.normal(3, 4)
    got = exam.session(
        """
        adam, trace = Adam(lr), []
        for g in gs:
            p = adam.step(p, g)
            trace.append(p)
        result = trace
        """,
        p=p, gs=gs, lr=0.1,
    )
    exam.expect(got, equals=by_hand(p, gs), because="Three steps by hand.", tolerance=1e-13)


def by_hand(p, gs):
    m, v, found = 0 * p, 0 * p, []
    for t, g in enumerate(gs, 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        p = p - 0.1 * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        found.append(p)
    return found
''',
)
# Parameters by name, moved where they lie; the slopes follow from where they stand.
IN_PLACE = Kind(
    "Adam.update",
    '["grads: dict"]',
    '["any"]',
    "",
    """class Adam:
    def __init__(self, params, lr=0.05):
        self.params, self.lr, self.count = params, lr, 0
        self.means = {key: np.zeros(value.shape) for key, value in params.items()}
        self.squares = {key: np.zeros(value.shape) for key, value in params.items()}

    def update(self, grads):
        self.count += 1
        rate = self.lr * np.sqrt(1 - 0.95**self.count) / (1 - 0.8**self.count)
        for key, grad in grads.items():
            self.means[key] *= 0.8
            self.means[key] += 0.2 * grad
            self.squares[key] += (1 - 0.95) * (grad * grad - self.squares[key])
            floor = 1e-6 * np.sqrt(1 - 0.95**self.count)
            self.params[key] -= rate * self.means[key] / (np.sqrt(self.squares[key]) + floor)
""",
    '''    W, b, X = exam.normal(3, 2), exam.normal(3), exam.normal(5, 2)
    W_and_b = exam.session(
        """
        params = {"W": W.copy(), "b": b.copy()}
        adam = Adam(params)
        for _ in range(4):
            Z = X @ params["W"].T + params["b"] - 1
            adam.update({"W": Z.T @ X, "b": Z.sum(axis=0)})
        result = params
        """,
        W=W, b=b, X=X,
    )
    W_right, b_right = by_hand(W, b, X)
    exam.expect(W_and_b["W"], equals=W_right, because="Four steps by hand.", tolerance=1e-12)
    exam.expect(W_and_b["b"], equals=b_right, because="Four steps by hand.", tolerance=1e-12)


def by_hand(W, b, X):
    kept = [[0, 0], [0, 0]]
    for t in range(1, 5):
        Z = X @ W.T + b - 1
        moved = []
        for place, (p, g) in enumerate(((W, Z.T @ X), (b, Z.sum(axis=0)))):
            m, v = kept[place]
            kept[place] = m, v = 0.8 * m + 0.2 * g, 0.95 * v + 0.05 * g**2
            moved.append(p - 0.05 * m / (1 - 0.8**t) / (np.sqrt(v / (1 - 0.95**t)) + 1e-6))
        W, b = moved
    return W, b
''',
)
# Parameters are objects with their slope beside them; a step takes nothing and gives nothing.
LIKE_TORCH = Kind(
    "Adam.step",
    "[]",
    '["any"]',
    "",
    """class Parameter:
    def __init__(self, data):
        self.data, self.grad = data, np.zeros(data.shape)


class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.99)):
        self.params, self.lr, self.betas, self.t = params, lr, betas, 0
        self.state = [{"m": 0 * p.data, "v": 0 * p.data} for p in params]

    def step(self):
        self.t += 1
        for p, state in zip(self.params, self.state):
            b1, b2 = self.betas
            state["m"] = b1 * state["m"] + (1 - b1) * p.grad
            state["v"] = b2 * state["v"] + (1 - b2) * np.square(p.grad)
            m = state["m"] / (1 - b1**self.t)
            v = state["v"] / (1 - b2**self.t)
            p.data = p.data - self.lr * m / (v**0.5 + 1e-8)
""",
    '''    x, y, slopes = exam.normal(3), exam.normal(3), exam.normal(4, 2, 3)
    got = exam.session(
        """
        a, b = Parameter(x), Parameter(y)
        adam, trace = Adam([a, b], 0.2), []
        for one, other in slopes:
            a.grad, b.grad = one, other
            adam.step()
            trace.append((a.data, b.data, adam.state[0]["m"]))
        result = trace
        """,
        x=x, y=y, slopes=slopes,
    )
    for place, one in enumerate(by_hand(x, slopes[:, 0])):
        exam.expect(got[place][0], equals=one, because="Four steps by hand.", tolerance=1e-12)
    for place, one in enumerate(by_hand(y, slopes[:, 1])):
        exam.expect(got[place][1], equals=one, because="Four steps by hand.", tolerance=1e-12)


def by_hand(p, gs):
    m, v, found = 0 * p, 0 * p, []
    for t, g in enumerate(gs, 1):
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        p = p - 0.2 * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
        found.append(p)
    return found
''',
)
M, V = "self.m / (1 - self.b1**self.t)", "self.v / (1 - self.b2**self.t)"
MEAN = "self.b1 * self.m + (1 - self.b1) * g"
SQUARES = "self.b2 * self.v + (1 - self.b2) * g**2"
LAST = "return p - self.lr * mh / (np.sqrt(vh) + self.eps)"
ROOT = "(np.sqrt(vh) + self.eps)"
BEFORE = "return p - self.lr * mh / (np.sqrt(self.v) + self.eps) * np.sqrt(1 - self.b2**self.t)"
LATE = """        mh, vh = self.m / (1 - self.b1**self.t), self.v / (1 - self.b2**self.t)
        self.m, self.v = self.b1 * self.m + (1 - self.b1) * g, self.b2 * self.v + (1 - self.b2) * g**2
"""
UPDATE = NEW_ARRAYS.reference[
    NEW_ARRAYS.reference.index("        self.m = ") : NEW_ARRAYS.reference.index("        return")
]
GIVEN = "self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps"
SHARED = '[{"m": 0 * params[0].data, "v": 0 * params[0].data}] * len(params)'
# The same algebra, in another order.
FOLDED = """rate = self.lr / (1 - self.b1**self.t)
        return p - rate * self.m / (np.sqrt(self.v / (1 - self.b2**self.t)) + self.eps)"""
NAMES = {slip.told.id for form in FORMS for slip in slips_of(form)}
RATE = """        self.count += 1
        rate = self.lr * np.sqrt(1 - 0.95**self.count) / (1 - 0.8**self.count)
        for key, grad in grads.items():
"""
RATE_WITHIN = """        for key, grad in grads.items():
            self.count += 1
            rate = self.lr * np.sqrt(1 - 0.95**self.count) / (1 - 0.8**self.count)
"""


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (M, "self.m", "correction-missing"),
        (V, "self.v", "correction-missing"),
        (M + "\n        vh = " + V, "self.m\n        vh = self.v", "correction-missing"),
        (M, "self.m / (1 - self.b1)", "corrected-as-the-first"),
        ("self.t += 1", "self.t = 1", "corrected-as-the-first"),
        ("self.t, self.m, self.v = 0", "self.t, self.m, self.v = 1", "step-miscounted"),
        ("mh = self.m /", "self.m = mh = self.m /", "corrected-moments-stored"),
        ("vh = self.v /", "self.v = vh = self.v /", "corrected-moments-stored"),
        ("if self.m is None:", "if True:", "moments-begin-anew"),
        ("if self.m is None:", "self.t = 0\n        if True:", "moments-begin-anew"),
        (UPDATE, LATE, "moments-used-late"),
        (GIVEN, "self.lr, self.b2, self.b1, self.eps = lr, b1, b2, eps", "rates-exchanged"),
        (
            M + "\n        vh = " + V,
            V.replace("v", "m") + "\n        vh = " + M.replace("self.m", "self.v"),
            "rates-exchanged",
        ),
        (V, V.replace("b2", "b1"), "one-rate-for-both"),
        (SQUARES, SQUARES.replace("b2", "b1"), "one-rate-for-both"),
        (MEAN, "self.b1 * self.m + g", "share-missing"),
        (SQUARES, "self.b2 * self.v + g**2", "share-missing"),
        (MEAN, "(1 - self.b1) * self.m + self.b1 * g", "shares-exchanged"),
        ("(1 - self.b2) * g**2", "(1 - self.b2) * self.m**2", "moments-mixed"),
        ("self.b1 * self.m", "self.b1 * self.v", "moments-mixed"),
        ("g**2", "np.abs(g)", "square-missing"),
        (ROOT, "np.sqrt(vh + self.eps)", "epsilon-misplaced"),
        (ROOT, "(np.sqrt(vh) - self.eps)", "epsilon-misplaced"),
        (LAST, "return p - self.lr * (mh / np.sqrt(vh) + self.eps)", "epsilon-misplaced"),
        (LAST, BEFORE, "epsilon-misplaced"),
        (ROOT, "np.sqrt(vh)", "epsilon-missing"),
        (ROOT, "(vh + self.eps)", "root-missing"),
        ("mh / " + ROOT, "mh", "squares-not-used"),
        ("self.lr * mh", "self.lr * g", "mean-not-used"),
        # The rate is 0.1, as the share of what is new is: other rates tell the two apart.
        ("self.lr * mh", "mh", "rate-left-out"),
        ("return p -", "return p +", "uphill"),
    ],
)
def test_the_slip_is_named(old: str, new: str, name: str, tmp_path: Path) -> None:
    assert name_of(NEW_ARRAYS.told(old, new, tmp_path)) == name


@pytest.mark.parametrize(
    ("kind", "old", "new", "name"),
    [
        (IN_PLACE, " / (1 - 0.8**self.count)", "", "correction-missing"),
        (IN_PLACE, RATE, RATE_WITHIN, "step-counted-for-each"),
        (IN_PLACE, "self.means[key] *= 0.8", "self.means[key] *= 0", "moments-begin-anew"),
        (IN_PLACE, "(1 - 0.95) * (grad", "0.95 * (grad", "shares-exchanged"),
        (IN_PLACE, "grad * grad - self.squares[key]", "self.means[key] ** 2 - self.squares[key]", "moments-mixed"),
        (IN_PLACE, "+ floor", "+ 1e-6", "epsilon-misplaced"),
        (LIKE_TORCH, "1 - b1**self.t", "1 - b1", "corrected-as-the-first"),
        (LIKE_TORCH, "b1, b2 = self.betas", "b2, b1 = self.betas", "rates-exchanged"),
        (LIKE_TORCH, 'm = state["m"] /', 'm = state["m"] = state["m"] /', "corrected-moments-stored"),
        (LIKE_TORCH, "v**0.5 + 1e-8", "v + 1e-8", "root-missing"),
        (LIKE_TORCH, '[{"m": 0 * p.data, "v": 0 * p.data} for p in params]', SHARED, "moments-shared"),
    ],
)
def test_other_classes_are_understood_as_well(kind: Kind, old: str, new: str, name: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) == name


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        # A constant of its own is no slip of the formula.
        (NEW_ARRAYS, "b1=0.9", "b1=0.8"),
        (NEW_ARRAYS, "eps=1e-8", "eps=1e-3"),
        (NEW_ARRAYS, "self.lr * mh", "0.5 * self.lr * mh"),
        # Something of another kind is added.
        (NEW_ARRAYS, LAST, LAST + " - 0.01 * p"),
        (NEW_ARRAYS, "self.t += 1", "self.t += 2"),
        (NEW_ARRAYS, "self.t += 1", "self.t += 1\n        g = np.clip(g, -0.5, 0.5)"),
        (NEW_ARRAYS, "self.lr * mh", "self.lr * (self.b1 * mh + (1 - self.b1) * g)"),
        (NEW_ARRAYS, "g**2", "np.abs(g) ** 1.5"),
        (NEW_ARRAYS, "np.sqrt(vh)", "vh**0.4"),
        # Two slips at once: neither alone is the truth.
        (NEW_ARRAYS, UPDATE, UPDATE.replace(M, "self.m").replace("g**2", "np.abs(g)")),
        # The mean is reset now and then, not in each step.
        (NEW_ARRAYS, "if self.m is None:", "if self.t == 2 or self.m is None:"),
        (IN_PLACE, " / (1 - 0.8**self.count)", " / (1 - 0.8**(self.count + 2))"),
        (IN_PLACE, "self.means[key] *= 0.8", "self.means[key] *= 0.7"),
        (LIKE_TORCH, "(1 - b1) * p.grad", "(1 - b2) * p.grad"),
    ],
)
def test_other_mistakes_do_not_get_the_name(kind: Kind, old: str, new: str, tmp_path: Path) -> None:
    assert name_of(kind.told(old, new, tmp_path)) in {"", "later-steps", "mean_or_sum", "factor"}


@pytest.mark.parametrize("new", [LAST, "step = self.lr * mh / (vh**0.5 + self.eps)\n        return p - step", FOLDED])
def test_a_right_update_is_not_blamed_for_what_else_is_wrong(new: str, tmp_path: Path) -> None:
    judged = NEW_ARRAYS.judged.replace("trace.append(p)", "trace.append(p + adam.shown())")
    shown = "\n\n    def shown(self):\n        return 0.0\n"
    kind = replace(NEW_ARRAYS, judged=judged, reference=NEW_ARRAYS.reference + shown)
    assert name_of(kind.told("return 0.0", "return 0.1 * self.t", tmp_path)) not in NAMES
    assert (
        of_optimiser(
            kind.taken(
                kind.bundle(tmp_path / "x"),
                "import numpy as np\n\n\n" + kind.reference.replace(LAST, new).replace("return 0.0", "return 0.1"),
            )
        )
        is None
    )


def test_what_is_no_adam_is_left_alone(tmp_path: Path) -> None:
    momentum = NEW_ARRAYS.reference.replace(LAST, "return p - self.lr * self.m")
    judged = NEW_ARRAYS.judged.replace("m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)", "m")
    kind = replace(NEW_ARRAYS, reference=momentum, judged=judged)
    assert name_of(kind.told(MEAN, "self.b1 * self.m + g", tmp_path)) not in NAMES
