"""What the fork servers do ahead of a grading: read and compile papers, and rehearse; never execute an exam."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader import examining
from grader.exam import rehearsing
from grader.exam.paper import Paper, compiled, read_lasting
from grader.exam.subject import Call, LearnerSubject, ReloadFailed, Returned
from grader.grading import grade_on
from grader.learner import serving
from grader.sandbox.frames import ProtocolViolation
from grader.verdict import Fault, Outcome
from tests.grader.sample_bundles import DOUBLE, double_bundle
from tests.grader.uncaged import UncagedPair

ERROR = ("error", "ValueError", "twice", 1, 0, "")


class Scripted:
    """A line whose answers are told beforehand."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.sent: list[Any] = []

    def send(self, nonce: int, value: Any) -> None:
        self.nonce = nonce
        self.sent.append(value)

    def receive(self) -> tuple[int, Any]:
        return self.nonce, self.answers.pop(0)


@pytest.fixture
def paper(tmp_path: Path) -> Callable[[int], Paper]:
    bundle = double_bundle(tmp_path)
    return lambda seed: Paper.of(bundle, seed=seed, visible_only=seed > 1)


def test_a_paper_survives_its_bytes_and_shares_what_lasts(paper: Callable[[int], Paper]) -> None:
    first, second = paper(1), paper(2)
    assert first.lasting == second.lasting
    assert Paper.from_bytes(second.to_bytes()) == second
    assert (second.seed, second.visible_only) == (2, True)


def test_what_was_learnt_is_neither_read_nor_compiled_again(paper: Callable[[int], Paper]) -> None:
    examining.learn(paper(1).lasting)
    readings, compilations = read_lasting.cache_info().misses, compiled.cache_info().misses
    assert Paper.from_bytes(paper(7).to_bytes()).code is paper(1).code
    assert (read_lasting.cache_info().misses, compiled.cache_info().misses) == (readings, compilations)


def test_learning_executes_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    bundle = double_bundle(tmp_path, exam=f"open({str(mark)!r}, 'w')\n")
    examining.learn(Paper.of(bundle, seed=1, visible_only=False).lasting)
    assert not mark.exists()


def test_an_exam_that_does_not_compile_is_the_authors_fault(tmp_path: Path, pair: UncagedPair) -> None:
    verdict = grade_on(pair, double_bundle(tmp_path, exam="def broken(:\n"), DOUBLE)
    assert (verdict.outcome, verdict.fault) == (Outcome.COULD_NOT_CHECK, Fault.AUTHOR)


def test_the_rehearsed_exam_passes() -> None:
    told: list[dict[str, Any]] = []

    class Told:
        def __getattr__(self, _name: str) -> Callable[..., None]:
            return lambda *said: told.extend(one.as_dict() for one in said if hasattr(one, "as_dict"))

    subject = LearnerSubject(rehearsing.StandIn())
    verdict = examining._Examination(Paper.from_bytes(rehearsing.PAPER), subject, Told()).told()  # type: ignore[arg-type]
    assert verdict["fault"] is None
    assert {check["id"]: check["outcome"] for check in told if check["outcome"] != "passed"} == {}
    assert len(told) == 8


def test_rehearsing_leaves_nothing_behind() -> None:
    modules, finders = set(sys.modules), list(sys.meta_path)
    streams = sys.stdout, sys.stderr
    serving.rehearse()
    assert set(sys.modules) - modules == set()
    assert sys.meta_path == finders
    assert (sys.stdout, sys.stderr) == streams


def test_a_reload_travels_with_the_next_call() -> None:
    line = Scripted(("value", 2.0, {}), ("value", 3.0, {}))
    subject = LearnerSubject(line)
    subject.reload()
    assert [subject.call(Call("f", ())), subject.call(Call("f", ()))] == [Returned(2.0), Returned(3.0)]
    assert line.sent == [("afresh", ("call", "f", (), {})), ("call", "f", (), {})]


def test_a_reload_that_fails_is_tried_again_with_the_call_after() -> None:
    line = Scripted(("stale", ERROR), ("value", 3.0, {}))
    subject = LearnerSubject(line)
    subject.reload()
    with pytest.raises(ReloadFailed):
        subject.call(Call("f", ()))
    assert subject.call(Call("f", ())) == Returned(3.0)
    assert [message[0] for message in line.sent] == ["afresh", "afresh"]


@pytest.mark.parametrize("answer", [("stale", "words"), ("stale", ("value", 1, {})), ("stale",)])
def test_a_forged_failure_to_reload_breaks_the_protocol(answer: tuple[Any, ...]) -> None:
    subject = LearnerSubject(Scripted(answer))
    subject.reload()
    with pytest.raises(ProtocolViolation):
        subject.call(Call("f", ()))
