"""One grading from start to end, without a cage: what passes, what fails and how, whose fault it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.events import CheckEnded, CheckStarted, Event
from grader.grading import grade_on
from grader.sandbox.ending import Ended, EndedBy, ProcessEnd
from grader.sandbox.job import Job
from grader.sentences import as_plain, as_written
from grader.verdict import CheckOutcome, Ending, Fault, Outcome, Verdict
from tests.grader.sample_bundles import DOUBLE, DOUBLE_EXAM, DOUBLE_STARTER, DOUBLE_TABLE, double_bundle
from tests.grader.uncaged import UncagedPair

LIMITED = DOUBLE_TABLE + "\n[limits]\nwall_s = 2.0\n"


def outcomes(verdict: Verdict) -> dict[str, str]:
    return {check.id: check.outcome.value for check in verdict.checks}


def test_the_reference_passes(tmp_path: Path, pair: UncagedPair) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path), DOUBLE)
    assert (verdict.outcome, verdict.score, verdict.fault) == (Outcome.PASSED, 1.0, None)
    assert verdict.resources.calls["double"] > 4


def test_the_starter_is_not_attempted(tmp_path: Path, pair: UncagedPair) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path), DOUBLE_STARTER + "\n# a comment\n")
    assert (verdict.attempted, verdict.score, verdict.outcome) == (False, 0, Outcome.FAILED)
    assert set(outcomes(verdict).values()) == {"not_run"}


def test_a_wrong_answer_fails_and_what_needs_it_does_not_run(tmp_path: Path, pair: UncagedPair) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path), "def double(x):\n    return 3 * x\n")
    assert outcomes(verdict)["by-hand"] == "failed"
    assert outcomes(verdict)["drawn"] == "not_run"
    assert verdict.checks[0].message.startswith("Expected [2, 8]; yours is [3, 12].")
    assert [diagnosis.id for diagnosis in verdict.diagnoses] == ["first-wrong-line"], (
        "a place, and no name it cannot know"
    )


def test_all_visible_checks_come_before_the_first_hidden_input(tmp_path: Path, pair: UncagedPair) -> None:
    seen: list[str] = []

    class Listening(UncagedPair):
        def run(self, job: Job, *, on_message: Callable[[dict[str, Any]], None], **options: Any) -> Ended:
            def heard(message: dict[str, Any]) -> None:
                seen.append(message.get("phase") or message.get("check") or message["event"])
                on_message(message)

            return super().run(job, on_message=heard, **options)

    grade_on(Listening(), double_bundle(tmp_path), DOUBLE)
    checks = [word for word in seen if word in ("by-hand", "types", "hidden", "drawn", "secret", "untouched")]
    assert checks == ["by-hand", "types", "hidden", "drawn", "secret", "untouched"]


def test_the_visible_lane_stops_before_the_hidden_checks(tmp_path: Path, pair: UncagedPair) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path), DOUBLE, visible_only=True)
    assert verdict.outcome is Outcome.PASSED
    assert outcomes(verdict) == {
        "by-hand": "passed", "types": "passed", "drawn": "not_run", "secret": "not_run", "untouched": "not_run",
        "same-seed": "not_run", "int-and-float": "not_run", "copies": "not_run", "rows-independent": "not_run",
    }  # fmt: skip
    assert verdict.score < 1


def test_events_come_as_the_learner_may_see_them(tmp_path: Path, pair: UncagedPair) -> None:
    events: list[Event] = []
    grade_on(pair, double_bundle(tmp_path), DOUBLE, on_event=events.append)
    told = [event.as_dict() for event in events if isinstance(event, (CheckStarted, CheckEnded))]
    assert told[0] == {"kind": "started", "check": "by-hand"}
    assert "secret" not in str(told)
    assert "The secret title" not in str(told)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def double(x)\n    return 2 * x\n", "SyntaxError"),
        ("import torch\n\n\ndef double(x):\n    return 2 * x\n", "ModuleNotFoundError"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("x" * 70_000, "SourceTooLong"),
        ("\ud800", "NotText"),
        ("a = '\0'", "NotText"),
    ],
)
def test_code_that_does_not_load_runs_no_check(source: str, kind: str, tmp_path: Path, pair: UncagedPair) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path), source)
    assert verdict.error is not None
    assert (verdict.outcome, verdict.fault, verdict.error.type) == (Outcome.FAILED, Fault.LEARNER, kind)
    assert set(outcomes(verdict).values()) == {"not_run"}


def test_an_exception_of_the_visible_phase_tells_its_text_and_line(tmp_path: Path, pair: UncagedPair) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path), "def double(x):\n    raise ValueError(f'saw {x[1]}')\n")
    assert verdict.error is not None
    assert (verdict.error.message, verdict.error.line) == ("saw 4.0", 2)
    assert verdict.checks[0].message == "`double` stopped at line 2 with `ValueError`: saw 4.0"


def test_backticks_of_the_learners_own_text_are_told_from_ours(tmp_path: Path, pair: UncagedPair) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path), "def double(x):\n    raise ValueError('use `x`, not `')\n")
    assert verdict.error is not None
    assert verdict.error.message == as_written("use `x`, not `")
    assert verdict.error.traceback.endswith("ValueError: use `x`, not `")
    assert verdict.checks[0].message == r"`double` stopped at line 2 with `ValueError`: use \`x\`, not \`"
    assert as_plain(verdict.checks[0].message) == "`double` stopped at line 2 with `ValueError`: use `x`, not `"


def test_an_exception_of_the_hidden_phase_tells_its_line_alone(tmp_path: Path, pair: UncagedPair) -> None:
    source = (
        "def double(x):\n"
        "    if len(x) > 6 and abs(x).max() > 50:\n"
        "        raise type('Saw' + str(int(x[0])), (Exception,), {})(str(x))\n"
        "    return 2 * x\n"
    )
    verdict = grade_on(pair, double_bundle(tmp_path), source)
    assert outcomes(verdict)["secret"] == "failed"
    assert verdict.error is not None
    assert (verdict.error.type, verdict.error.message, verdict.error.line) == ("Exception", "", 3)
    assert "Saw" not in str(verdict.as_dict())


def test_no_number_of_the_hidden_phase_is_told(tmp_path: Path, pair: UncagedPair) -> None:
    source = "def double(x):\n    return 2 * x + (0.123456 if len(x) > 2 or len(x) == 1 else 0)\n"
    verdict = grade_on(pair, double_bundle(tmp_path), source, seed=5)
    drawn = next(check for check in verdict.checks if check.id == "drawn")
    assert drawn.message.startswith("`y` is off: largest error 0.12, relative error 0.")
    assert drawn.message.endswith("Every number is off by the same amount.")
    assert all(figure["kind"] == "relation" for figure in drawn.figures)


def test_each_check_starts_from_a_fresh_submission(tmp_path: Path, pair: UncagedPair) -> None:
    source = "calls = []\n\n\ndef double(x):\n    calls.append(1)\n    return 2 * x if len(calls) < 40 else 3 * x\n"
    assert grade_on(pair, double_bundle(tmp_path), source).outcome is Outcome.PASSED


def test_an_endless_loop_keeps_what_was_reached(tmp_path: Path, pair: UncagedPair) -> None:
    source = "def double(x):\n    while len(x) != 2:\n        pass\n    return 2 * x\n"
    verdict = grade_on(pair, double_bundle(tmp_path, table=LIMITED), source)
    assert (verdict.ending, verdict.fault) == (Ending.TIMED_OUT, Fault.LEARNER)
    assert outcomes(verdict)["by-hand"] == "passed"
    stopped = next(check for check in verdict.checks if check.outcome is CheckOutcome.FAILED)
    assert stopped.id == "types"
    assert stopped.message.startswith("Stopped after 2 s")


def test_a_process_that_ends_itself_is_a_crash(tmp_path: Path, pair: UncagedPair) -> None:
    source = "import os\n\n\ndef double(x):\n    os._exit(0)\n"
    verdict = grade_on(pair, double_bundle(tmp_path), source)
    assert (verdict.outcome, verdict.ending, verdict.fault) == (Outcome.FAILED, Ending.CRASHED, Fault.LEARNER)


def test_a_stop_on_request_is_nobodys_fault(tmp_path: Path, pair: UncagedPair) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path), DOUBLE, should_stop=lambda: True)
    assert (verdict.outcome, verdict.ending, verdict.fault) == (Outcome.FAILED, Ending.STOPPED, None)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"exam": DOUBLE_EXAM.replace("equals=[2.0, 8.0]", "equal=3")}, 'Check "by-hand": exam.py:8'),
        ({"exam": DOUBLE_EXAM.replace('@check("drawn")', "")}, 'exam.py has no check "drawn"'),
        ({"exam": "import numpy as np\n1 / 0\n"}, "does not load: ZeroDivisionError"),
        ({"reference": "def triple(x):\n    return x\n"}, "has no `double`"),
        ({"reference": "def double(x):\n    return list(x)\n"}, "breaks its own contract"),
        ({"exam": DOUBLE_EXAM.replace("exam.expect(", "pass  # (")}, "asks nothing"),
    ],
)  # fmt: skip
def test_a_fault_of_the_author_is_never_the_learners(
    changed: dict[str, str], says: str, tmp_path: Path, pair: UncagedPair
) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path, **changed), DOUBLE)
    assert (verdict.outcome, verdict.fault) == (Outcome.COULD_NOT_CHECK, Fault.AUTHOR)
    assert verdict.error is not None
    assert says in verdict.error.message


def test_the_seed_replays_a_grading(tmp_path: Path, pair: UncagedPair) -> None:
    bundle, source = double_bundle(tmp_path), "def double(x):\n    return 2 * x + 0.1 * x**3 * (len(x) != 2)\n"
    first, again = (grade_on(pair, bundle, source, seed=11) for _ in range(2))
    assert [check.message for check in first.checks] == [check.message for check in again.checks]


class Scripted:
    """Cages that say what they are told to say."""

    def __init__(self, cause: EndedBy, *messages: dict[str, Any]) -> None:
        self.cause = cause
        self.messages = messages
        self.runs = 0

    def run(self, job: Job, *, on_message: Callable[[dict[str, Any]], None], should_stop: object = None) -> Ended:
        self.runs += 1
        for message in self.messages:
            on_message(message)
        return Ended(self.cause, "told so", ProcessEnd(), ProcessEnd(), b"", False, 0.1, 0.0)


READING = {"event": "reading"}
BY_HAND = {"event": "check", "id": "by-hand", "outcome": "passed", "reason": None, "message": "", "figures": []}


def test_an_examiner_lost_to_a_learners_bytes_is_tried_twice_then_failed(tmp_path: Path) -> None:
    cages = Scripted(EndedBy.EXAMINER_GONE, READING, BY_HAND)
    verdict = grade_on(cages, double_bundle(tmp_path), DOUBLE)
    assert cages.runs == 2
    assert (verdict.outcome, verdict.ending, verdict.fault) == (
        Outcome.FAILED,
        Ending.PROTOCOL_VIOLATION,
        Fault.LEARNER,
    )
    assert outcomes(verdict)["by-hand"] == "passed"


def test_an_examiner_lost_before_it_read_anything_is_the_authors_fault(tmp_path: Path) -> None:
    verdict = grade_on(Scripted(EndedBy.EXAMINER_GONE), double_bundle(tmp_path), DOUBLE)
    assert (verdict.outcome, verdict.fault) == (Outcome.COULD_NOT_CHECK, Fault.AUTHOR)


def test_a_message_that_breaks_the_schema_never_passes(tmp_path: Path) -> None:
    forged = {"event": "check", "id": "secret", "outcome": "excellent"}
    verdict = grade_on(Scripted(EndedBy.EXAMINER_DONE, READING, forged), double_bundle(tmp_path), DOUBLE)
    assert (verdict.outcome, verdict.ending) == (Outcome.FAILED, Ending.PROTOCOL_VIOLATION)


def test_cages_that_refuse_are_the_platforms_fault(tmp_path: Path) -> None:
    verdict = grade_on(Scripted(EndedBy.REFUSED), double_bundle(tmp_path), DOUBLE)
    assert (verdict.outcome, verdict.fault) == (Outcome.COULD_NOT_CHECK, Fault.PLATFORM)
    assert verdict.ending is Ending.ISOLATION_UNAVAILABLE


@pytest.mark.parametrize("cause", [EndedBy.OUT_OF_MEMORY, EndedBy.OUTPUT_LIMIT, EndedBy.TOO_MANY_PROCESSES])
def test_endings_are_told_apart(cause: EndedBy, tmp_path: Path) -> None:
    verdict = grade_on(Scripted(cause, READING, BY_HAND), double_bundle(tmp_path), DOUBLE)
    assert verdict.ending.value == cause.value
    assert (verdict.outcome, verdict.fault) == (Outcome.FAILED, Fault.LEARNER)


def test_results_alone_do_not_make_a_pass(tmp_path: Path) -> None:
    bundle = double_bundle(tmp_path)
    every = [{**BY_HAND, "id": check.id} for check in bundle.checks]
    verdict = grade_on(Scripted(EndedBy.EXAMINER_DONE, READING, *every), bundle, DOUBLE)
    assert verdict.outcome is Outcome.FAILED
    assert replace(verdict, checks=()).score == 1
