"""Budgets: what an author may ask, what is counted where, and what an author may not ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.exam.failing import AuthorFault
from grader.verdict import CheckOutcome, CheckResult
from tests.grader.in_process import sit
from tests.grader.sample_bundles import a_bundle

TABLE = """
[[functions]]
name = "climb"
arguments = ["grad: (x: float) -> float", "x: float", "steps: int"]
returns = ["float"]

[[checks]]
id = "cheap"
task = 1
title = "Cheap"
visibility = "always"
"""
REFERENCE = """
class Net:
    def forward(self, x):
        return 2 * x


def half(x):
    return x / 2


def climb(grad, x, steps):
    for _ in range(steps):
        x = x - half(grad(x))
    Net().forward(x)
    return float(x)
"""


def taken(budget: str, source: str, tmp_path: Path) -> CheckResult:
    exam = f"from grader.exam import Exam, check\n\n\n@check('cheap')\ndef cheap(exam):\n    {budget}\n"
    bundle = a_bundle(tmp_path, table=TABLE, exam=exam, reference=REFERENCE)
    return sit(bundle, source).results["cheap"]


def asked(limits: str) -> str:
    return f"exam.budget('climb', (lambda x: 2 * x, 1.0, 3), {limits})"


@pytest.mark.parametrize(
    "calls", [{"grad": 3}, {"half": 3}, {"Net.forward": 1}, {"grad": 3, "half": 4, "Net.forward": 9, "never": 0}]
)
def test_calls_within_their_number_pass(calls: dict[str, int], tmp_path: Path) -> None:
    assert taken(asked(f"calls={calls}"), REFERENCE, tmp_path).outcome is CheckOutcome.PASSED


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        ({"grad": 2}, "`climb` called `grad` 3 times; 2 times is enough, 1.5 times as much."),
        ({"half": 1}, "`climb` called `half` 3 times; once is enough, 3 times as much."),
        ({"Net.forward": 0}, "`climb` called `Net.forward` once; it should do without."),
    ],
)
def test_one_call_too_many_is_told(calls: dict[str, int], told: str, tmp_path: Path) -> None:
    result = taken(asked(f"calls={calls}"), REFERENCE, tmp_path)
    assert result.outcome is CheckOutcome.FAILED
    assert result.message == told


def test_functions_of_the_exam_are_counted_where_they_are_answered(tmp_path: Path) -> None:
    """A wrapper of the learner's changes nothing: the calls that arrive are counted."""
    source = REFERENCE.replace(
        "    for _", "    asked = grad\n    grad = lambda x: (asked(x) + asked(x)) / 2\n    for _"
    )
    result = taken(asked("calls={'grad': 3}"), source, tmp_path)
    assert result.message.startswith("`climb` called `grad` 6 times; 3 times is enough")


def test_callbacks_that_the_exam_made_count_from_here_on(tmp_path: Path) -> None:
    budget = (
        "with exam.callbacks(grad=lambda x: 2 * x) as seen:\n"
        "        exam.call('climb', seen.grad, 1.0, 4)\n"
        "        exam.budget('climb', (seen.grad, 1.0, 3), calls={'grad': 3})\n"
        "    exam.holds(len(seen.calls) == 7, 'both were seen')"
    )
    assert taken(budget, REFERENCE, tmp_path).outcome is CheckOutcome.PASSED


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        ("", "needs at least one of"),
        ("growth=20", "give both or neither"),
        ("larger=(lambda x: x, 1.0, 9)", "give both or neither"),
        ("larger=(lambda x: x, 1.0, 9), growth=2", "would fail code for a busy machine"),
        ("larger=(lambda x: x, 1.0, 9), resident_bytes=1000", "the allocator's habits"),
    ],
)
def test_what_no_budget_can_keep_is_the_author_s_fault(limits: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(AuthorFault, match=fault):
        taken(asked(limits), REFERENCE, tmp_path)


def test_growth_is_measured_from_outside(tmp_path: Path) -> None:
    def told(steps: int) -> Any:
        return taken(asked(f"larger=(lambda x: 2 * x, 1.0, {steps}), growth=50"), REFERENCE, tmp_path / str(steps))

    assert told(300).outcome is CheckOutcome.PASSED
