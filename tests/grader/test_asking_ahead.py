"""Comparisons that nobody reads are asked ahead; what a grading decides is what it would decide one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.bundle import Bundle
from grader.exam.subject import MOST_AHEAD, Call, LearnerSubject, ReloadFailed, Returned
from grader.exam.unread import compiled_exam, unread
from grader.grading import grade_on
from grader.sandbox.frames import Encoded, ProtocolViolation, decode
from grader.verdict import CheckOutcome, CheckResult, Fault, Outcome
from tests.grader.sample_bundles import DOUBLE, DOUBLE_TABLE, a_bundle
from tests.grader.uncaged import UncagedPair

HIDDEN = """
[[checks]]
id = "hidden"
task = 1
title = "Hidden"
visibility = "outcome"
points = 1
"""
TOP = """
import numpy as np
from grader.exam import check

@check("hidden")
def hidden(exam):
"""
WRONG_FROM_THE_SECOND_ON = """
calls = 0

def double(x):
    global calls
    calls += 1
    if calls > 2:
        raise ValueError("too late")
    return x * (2 if calls == 1 else 3)
"""
ERROR = ("error", "ValueError", "no", 1, 0, "")


def hidden_bundle(folder: Path, *lines: str) -> Bundle:
    """The bundle of `double` with one hidden check of these lines, and no probes."""
    table = DOUBLE_TABLE.split("[[checks]]")[0] + HIDDEN
    exam = TOP + "\n".join(f"    {line}" for line in lines)
    return a_bundle(folder, table=table, exam=exam, reference=DOUBLE)


def hidden_check(bundle: Bundle, source: str, pair: UncagedPair) -> CheckResult:
    verdict = grade_on(pair, bundle, source, seed=1)
    return next(check for check in verdict.checks if check.id == "hidden")


class Answering:
    """A line that answers each call with its number, and the reload with what it is told."""

    def __init__(self, *, stale: bool = False, turned: bool = False) -> None:
        self.nonces: list[int] = []
        self.kinds: list[str] = []
        self.stale, self.turned = stale, turned

    def send(self, nonce: int, value: Any) -> None:
        message = decode(value.data, markers=True) if isinstance(value, Encoded) else value
        self.kinds.append(message[0])
        self.nonces.append(nonce)

    def receive(self) -> tuple[int, Any]:
        number = len(self.kinds) - len(self.nonces)
        nonce = self.nonces.pop(-1 if self.turned else 0)
        if self.stale and self.kinds[number] == "afresh":
            return nonce, ("stale", ERROR)
        return nonce, ("value", number, {})


def test_the_first_failure_in_the_order_of_the_lines_decides(tmp_path: Path, pair: UncagedPair) -> None:
    ahead, read = (
        grade_on(pair, hidden_bundle(tmp_path / name, *[line] * 4), WRONG_FROM_THE_SECOND_ON, seed=1)
        for name, line in (
            ("ahead", 'exam.compare("double", exam.normal(4))'),
            ("read", '_ = exam.compare("double", exam.normal(4))'),
        )
    )
    assert ahead.checks == read.checks
    hidden = next(check for check in ahead.checks if check.id == "hidden")
    assert hidden.outcome is CheckOutcome.FAILED
    assert "largest error" in hidden.message
    assert (ahead.error, ahead.fault, ahead.resources.calls) == (read.error, read.fault, read.resources.calls)


def test_a_fault_of_the_exam_after_a_failure_is_not_reached(tmp_path: Path, pair: UncagedPair) -> None:
    lines = ('exam.compare("double", exam.normal(4))', "1 / 0")
    bundle = hidden_bundle(tmp_path, *lines)
    assert grade_on(pair, bundle, DOUBLE).fault is Fault.AUTHOR
    assert hidden_check(bundle, "def double(x):\n    return x\n", pair).outcome is CheckOutcome.FAILED


def test_an_array_that_the_exam_changes_is_judged_as_it_was_sent(tmp_path: Path, pair: UncagedPair) -> None:
    lines = ("x = exam.normal(4)", 'exam.compare("double", x)', "x *= 0", 'exam.compare("double", x)')
    assert grade_on(pair, hidden_bundle(tmp_path, *lines), DOUBLE).outcome is Outcome.PASSED


def test_an_answer_that_is_read_is_waited_for(tmp_path: Path, pair: UncagedPair) -> None:
    lines = (
        'exam.compare("double", exam.normal(4))',
        'y = exam.compare("double", np.ones(2))',
        'exam.holds(y.tolist() == [2.0, 2.0], "Twice one is two.")',
    )
    assert grade_on(pair, hidden_bundle(tmp_path, *lines), DOUBLE).outcome is Outcome.PASSED


def test_large_answers_in_flight_block_nobody(tmp_path: Path, pair: UncagedPair) -> None:
    lines = (f"for _ in range({3 * MOST_AHEAD}):", '    exam.compare("double", exam.normal(3000))')
    assert grade_on(pair, hidden_bundle(tmp_path, *lines), DOUBLE).outcome is Outcome.PASSED
    lines = ("for _ in range(4):", '    exam.compare("double", exam.normal(200_000))')
    assert grade_on(pair, hidden_bundle(tmp_path / "large", *lines), DOUBLE).outcome is Outcome.PASSED


def test_only_so_many_calls_are_under_way() -> None:
    line = Answering()
    subject = LearnerSubject(line)
    asked = [subject.ask_ahead(Call("double", ())) for _ in range(MOST_AHEAD + 3)]
    assert len(line.nonces) == 3
    assert [one.reply() for one in asked] == [Returned(number, {}) for number in range(MOST_AHEAD + 3)]


def test_a_call_that_waits_hears_the_answers_before_its_own() -> None:
    subject = LearnerSubject(Answering())
    asked = subject.ask_ahead(Call("double", ()))
    assert subject.call(Call("double", ())) == Returned(1, {})
    assert asked.reply() == Returned(0, {})


def test_a_reload_that_fails_is_told_by_the_first_call_behind_it() -> None:
    line = Answering(stale=True)
    subject = LearnerSubject(line)
    subject.reload()
    first = subject.ask_ahead(Call("double", ()))
    subject.ask_ahead(Call("double", ()))
    with pytest.raises(ReloadFailed):
        first.reply()
    with pytest.raises(ReloadFailed):
        subject.call(Call("double", ()))
    assert line.kinds == ["afresh", "call", "afresh"]


def test_answers_in_another_order_are_a_violation() -> None:
    subject = LearnerSubject(Answering(turned=True))
    asked = [subject.ask_ahead(Call("double", ())) for _ in range(2)]
    with pytest.raises(ProtocolViolation):
        asked[0].reply()


def test_only_a_comparison_that_stands_alone_is_marked() -> None:
    source = 'exam.compare("f", 1)\ny = exam.compare("f", 2)\nlist(map(exam.compare, "f"))\n'
    assert compiled_exam(source).co_names.count("_unread") == 1

    other = object()
    assert unread(other) is other
