"""Localising: the line where it first goes wrong, under any names; never a value, never a wrong line."""

from __future__ import annotations

import re

import pytest

from grader.diagnosis.diagnosing import diagnose
from grader.learner.looking import Looked, Swap
from grader.verdict import Certainty, Diagnosis
from tests.grader.diagnosis.taking import bundle_of, by_certainty, take

BACKPROP = "05-backprop/05-two-layer-backprop"
OWN_NAMES = """

def loss_and_grads(X, y, params):
    hidden, scores = forward(X, params)
    blame = output_error(scores, y)
    slope = hidden * (1 - hidden)
    back = (blame @ params["W2"]) * slope
    return cross_entropy(scores, y), {
        "W1": back.T @ X,
        "b1": back.sum(axis=0),
        "W2": blame.T @ hidden,
        "b2": blame.sum(axis=0),
    }
"""


def localised(source: str) -> Diagnosis | None:
    return by_certainty(diagnose(take(bundle_of(BACKPROP), source)), Certainty.LOCALISED)


def own_names(old: str, new: str) -> tuple[str, int]:
    """The reference with a chain under names of one's own, one line of it changed; and the number of that line."""
    reference = bundle_of(BACKPROP).reference
    source = reference[: reference.index("\n\ndef loss_and_grads")] + OWN_NAMES
    assert old in source
    changed = source.replace(old, new)
    return changed, changed[: changed.index(new)].count("\n") + 1


def test_the_line_is_named_with_what_is_right_before_it() -> None:
    source = bundle_of(BACKPROP).reference.replace("dA1 * A1 * (1 - A1)", "dA1 * A1 * (1 + A1)")
    found = localised(source)
    assert found is not None
    line = source[: source.index("(1 + A1)")].count("\n") + 1
    assert f"Right up to `dA1`; it first goes wrong at line {line}, `dZ1`" in found.sentence
    assert found.where == "loss_and_grads"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("back.T @ X", "back.T @ X * 3"),
        ("blame.T @ hidden", "blame.T @ hidden ** 2"),
        ('(blame @ params["W2"]) * slope', '(blame @ params["W2"]) / slope'),
    ],
)
def test_names_of_ones_own_hide_nothing(old: str, new: str) -> None:
    source, line = own_names(old, new)
    found = localised(source)
    assert found is not None
    assert f"line {line}" in found.sentence


def test_no_number_of_an_array_is_told() -> None:
    source, _ = own_names("1 - hidden", "2 - hidden")
    found = localised(source)
    assert found is not None
    assert not re.search(r"\d\.\d", found.sentence)


def test_an_exception_is_told_with_the_line_where_it_stops() -> None:
    source = bundle_of(BACKPROP).reference.replace("dZ2[np.arange(len(y)), y] -= 1", "dZ2[np.arange(y), y] -= 1")
    found = localised(source)
    assert found is not None
    line = source[: source.index("np.arange(y)")].count("\n") + 1
    assert f"Right up to `dZ2`; it stops at line {line}." in found.sentence


def test_a_given_value_takes_the_place_of_a_computed_one() -> None:
    looked = Looked("def f(x):\n    y = x + 1\n    return y * 2\n", "solution.py")
    first = next(place for place, one in enumerate(looked.places) if one.targets == ("y",))
    assert looked.call("f", [1.0]).value == 4.0
    assert looked.call("f", [1.0], Swap(first, 0, -1, 10.0)).value == 20.0


def test_what_an_exception_ended_is_marked() -> None:
    look = Looked("def f(x):\n    return [][x]\n", "solution.py").call("f", [3])
    assert look.raised
    assert look.stopped


@pytest.mark.parametrize(
    "body",
    [
        "    total = 0\n    for i in range(3):\n        total += i * x\n    return total\n",
        "    return [i * x for i in range(3) if i]\n",
        "    g = lambda v: v * x\n    return g(3)\n",
        "    d = {}\n    d['a'] = x + 1\n    d['a'] += 2\n    return d\n",
        "    def inner():\n        nonlocal x\n        x += 1\n        return x\n    return inner() + x\n",
        "    with open_like() as y:\n        return y * x\n",
        "    a, (b, c) = x, (x + 1, x * 2)\n    return a + b * c\n",
        "    match x:\n        case 1: return -x\n        case _: return f'{x + 1}'\n",
        "    try:\n        return 1 / (x - x)\n    except ZeroDivisionError as error:\n        return x, str(error)\n",
        "    while x < 10:\n        x = x * 2 if x % 2 else x + 3\n    return x\n",
        "    if (y := x + 1) > 1:\n        return y ** 2\n    return 0\n",
    ],
)  # fmt: skip
def test_code_that_is_looked_at_answers_as_it_does_alone(body: str) -> None:
    head = "import contextlib\nopen_like = lambda: contextlib.nullcontext(5)\n\n\ndef f(x):\n"
    plain: dict[str, object] = {}
    exec(compile(head + body, "solution.py", "exec"), plain)  # noqa: S102 - our own lines
    for x in (1, 4):
        look = Looked(head + body, "solution.py").call("f", [x])
        assert not look.raised
        assert look.value == plain["f"](x)  # type: ignore[operator]
