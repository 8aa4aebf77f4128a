"""Scratch in the engine: free code beside a solution; what it prints and shows, where it stops, and no check."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.bundle import Bundle
from grader.carrying import Carried
from grader.events import Event
from grader.scratching import scratch_on
from grader.verdict import Ending, Fault, Outcome, Verdict
from tests.grader.uncaged import UncagedPair

BUNDLE = Bundle.read(Path(__file__).parents[2] / "curriculum" / "01-spark" / "01-first-spark")
SOLUTION = "import numpy as np\n\n\ndef read_digit(scores):\n    return int(np.argmax(scores))\n"


def run(scratch: str, solution: str = SOLUTION, events: list[Event] | None = None) -> Verdict:
    told: list[Event] = [] if events is None else events
    return scratch_on(UncagedPair(), BUNDLE, solution, scratch, Carried(), on_event=told.append)


def test_the_functions_of_the_solution_are_there_and_no_check_runs() -> None:
    verdict = run("import ascent\n\nascent.show([[read_digit([0, 3, 1])]], title='it')\n")
    assert (verdict.outcome, verdict.error, verdict.checks) == (Outcome.PASSED, None, ())
    assert [picture["data"] for picture in verdict.pictures] == [[[1.0]]]


def test_what_is_tracked_is_told_while_it_runs_and_stands_in_the_verdict() -> None:
    events: list[Event] = []
    verdict = run("import ascent\n\nfor step in range(3):\n    ascent.track(step, loss=3 - step)\n", events=events)
    points = [point for event in events if event.as_dict()["kind"] == "track" for point in event.as_dict()["points"]]
    assert [point["loss"] for point in points] == [3, 2, 1]
    assert verdict.pictures[-1]["kind"] == "curve"


def test_the_starter_is_no_obstacle() -> None:
    assert run("read_digit", BUNDLE.starter).outcome is Outcome.PASSED


def test_an_error_is_one_of_the_learner_at_its_line_of_scratch() -> None:
    verdict = run("x = 1\n\nread_digit(None + x)\n")
    assert verdict.error is not None
    assert (verdict.fault, verdict.error.type, verdict.error.line) == (Fault.LEARNER, "TypeError", 3)
    assert verdict.outcome is Outcome.FAILED


@pytest.mark.parametrize(("scratch", "solution", "file"), [("x =", SOLUTION, "scratch"), ("x = 1", "def", "solution")])
def test_what_does_not_parse_is_named_by_its_file(scratch: str, solution: str, file: str) -> None:
    verdict = run(scratch, solution)
    assert verdict.error is not None
    assert verdict.error.type == "SyntaxError"
    assert f"({file}.py, line 1)" in verdict.error.traceback


def test_what_is_too_long_reaches_no_cage() -> None:
    verdict = run("#" * 100_000)
    assert verdict.error is not None
    assert (verdict.error.type, verdict.ending) == ("SourceTooLong", Ending.FINISHED)
