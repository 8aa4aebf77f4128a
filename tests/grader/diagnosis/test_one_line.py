"""A function of one line: not the line is told, but what in it is off; never a number, never a name of no argument."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.diagnosis.diagnosing import diagnose
from grader.learner.looking import wrapped
from grader.verdict import Certainty, Diagnosis
from tests.grader.diagnosis.kinds import IMPORT, Kind
from tests.grader.diagnosis.taking import by_certainty, take

LINE = len(IMPORT.splitlines()) + 2


@dataclass(frozen=True)
class OneLine:
    """`returned`: the right expression."""

    kind: Kind
    returned: str

    def found(self, returned: str, folder: Path) -> list[Diagnosis]:
        sitting = take(self.kind.bundle(folder), IMPORT + self.kind.reference.replace(self.returned, returned))
        assert sitting.failures, "this is right"
        return diagnose(sitting)

    def told(self, returned: str, folder: Path) -> str:
        """What the localiser says."""
        found = by_certainty(self.found(returned, folder), Certainty.LOCALISED)
        return found.sentence if found is not None else ""


def one_line(arguments: str, returns: str, case: str, returned: str) -> OneLine:
    names = ", ".join(re.findall(r'"(\w+):', arguments))
    return OneLine(Kind("f", arguments, returns, case, f"def f({names}):\n    return {returned}\n"), returned)


LAYER = one_line(
    '["X: (n, d)", "W: (k, d)", "b: (k,)"]', '["(n, k)"]',
    "exam.normal(5, 3), exam.normal(4, 3), exam.normal(4)", "np.tanh(X @ W.T + b)",
)  # fmt: skip
SPREAD = one_line(
    '["X: (n, d)", "m: (d,)"]', '["(d,)"]', "exam.normal(5, 3), exam.normal(3)", "2 * np.mean((X - m) ** 2, axis=0)"
)
SHARE = one_line(
    '["E: (n, k)"]', '["(n, k)"]', "(exam.uniform(5, 3, low=0.5, high=2),)", "E / E.sum(axis=1, keepdims=True)"
)
TABLE = one_line('["u: (n,)", "v: (k,)"]', '["(k, n)"]', "exam.normal(5), exam.normal(3)", "np.outer(v, u) + 1")

OPERATOR = "Its two sides are right, and so is what is done afterwards: another operator belongs there."
ROUND = "Its two sides are right, but the wrong way round."
FUNCTION = "What it is given is right: another function belongs there."
AXIS = "What it is given is right: it should go along another axis."
NUMBER = "What stands beside it is right: another number belongs there."
ARGUMENT = "One of its sides is another argument of `f` than the one that belongs there."
TURNED = "What it is given is right, but rows and columns have changed places in it."
ONE_SIDE = "With one of its sides alone the line is right."


@pytest.mark.parametrize(
    ("right", "wrong", "at", "why"),
    [
        (LAYER, "np.tanh(X @ W.T - b)", "at its `-`", OPERATOR),
        (LAYER, "np.tanh(X.T @ W.T + b)", "at its `@`", TURNED),
        (LAYER, "np.tanh(W @ X.T + b)", "at its `@`", ""),
        (LAYER, "np.tanh(X @ W.T * 2 + b)", "at its `*`", ONE_SIDE),
        (LAYER, "np.exp(X @ W.T + b)", "at its call of `exp`", FUNCTION),
        (LAYER, "np.tanh(W @ W.T + b)", "at its `@`", ARGUMENT),
        (SPREAD, "2 * np.mean((X + m) ** 2, axis=0)", "at its `+`", OPERATOR),
        (SPREAD, "2 * np.mean((X - m) * 2, axis=0)", "at its second `*`", OPERATOR),
        (SPREAD, "2 * np.mean((X - m) ** 3, axis=0)", "at its `**`", NUMBER),
        (SPREAD, "2 * np.sum((X - m) ** 2, axis=0)", "at its call of `sum`", FUNCTION),
        (SPREAD, "2 * np.mean((X - m) ** 2)", "at its call of `mean`", AXIS),
        (SPREAD, "3 * np.mean((X - m) ** 2, axis=0)", "at its `*`", NUMBER),
        (SPREAD, "2 / np.mean((X - m) ** 2, axis=0)", "at its `/`", OPERATOR),
        (SHARE, "E / E.sum(axis=0, keepdims=True)", "at its call of `sum`", AXIS),
        (SHARE, "E / E.max(axis=1, keepdims=True)", "at its call of `max`", FUNCTION),
        (SHARE, "E.sum(axis=1, keepdims=True) / E", "at its `/`", ROUND),
        (SHARE, "E * E.sum(axis=1, keepdims=True)", "at its `*`", OPERATOR),
        (TABLE, "np.outer(u, v).T - 1", "at its `-`", OPERATOR),
        (TABLE, "np.outer(v, v) + 1", "at its call of `outer`", ARGUMENT),
    ],
)
def test_what_is_off_in_the_line_is_told(right: OneLine, wrong: str, at: str, why: str, tmp_path: Path) -> None:
    told = right.told(wrong, tmp_path)
    if why:
        assert told == f"It first goes wrong at line {LINE}, {at}. {why}"
    else:
        assert told == "" or f"line {LINE}" in told


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (LAYER, "np.tanh(X @ W.T + b) ** 2"),
        (LAYER, "np.tanh(X @ W.T + 2 * b - b * b)"),
        (SPREAD, "2 * np.mean((X - m) ** 2 * np.exp(X), axis=0)"),
        (SHARE, "np.sqrt(E) / E.std()"),
        (TABLE, "np.outer(v * v, u) + 1"),
    ],
)
def test_no_reason_is_told_that_does_not_hold(right: OneLine, wrong: str, tmp_path: Path) -> None:
    told = right.told(wrong, tmp_path)
    for reason in (OPERATOR, ROUND, FUNCTION, AXIS, NUMBER, ARGUMENT, TURNED):
        assert reason not in told


def test_a_line_that_only_repeats_itself_is_silent_where_a_relation_speaks(tmp_path: Path) -> None:
    found = SHARE.found("-E / E.sum(axis=1, keepdims=True)", tmp_path)
    assert [one.id for one in found if one.certainty is Certainty.RELATION] == ["sign"]
    assert all("the whole answer" not in one.sentence for one in found)


def test_the_first_sentence_is_short_and_no_number_of_the_text_is_told(tmp_path: Path) -> None:
    told = SPREAD.told("2.718 * np.mean((X - m) ** 2, axis=0)", tmp_path)
    assert "718" not in told
    assert len(told.split(". ")[0]) < 60


def test_several_lines_are_told_as_lines(tmp_path: Path) -> None:
    longer = "Z = X @ W.T - b\n    return np.tanh(Z)"
    source = LAYER.kind.reference.replace(f"return {LAYER.returned}", longer)
    sitting = take(LAYER.kind.bundle(tmp_path), IMPORT + source)
    found = by_certainty(diagnose(sitting), Certainty.LOCALISED)
    assert found is not None
    assert found.sentence == (
        f"It first goes wrong at line {LINE}, `Z`. With the right value there, the whole answer of `f` is right."
    )


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a @ b.T", "@ a #"),
        ("np.sum(a * 2, axis=1)", "call.sum # axis:=1 on:np"),
        ("(a + b).mean(0)", "call.mean =0 on:#"),
        ("f(a, key=b)", "call.f a key:b"),
        ("-a", "neg a"),
        ("a if b else a", ""),
    ],
)
def test_the_form_of_an_expression_is_told_in_words(text: str, made: str) -> None:
    _, places = wrapped(f"def f(a, b):\n    return {text}\n", "solution.py")
    assert places[0].made == made
