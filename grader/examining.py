"""The examiner's main: read the paper, examine the learner at the other end of the channel, report to the worker."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NoReturn

from grader.contract import bind_arguments
from grader.diagnosis.diagnosing import diagnose, prepare_diagnosis
from grader.exam.control import Control
from grader.exam.digits import read_digits
from grader.exam.failing import AuthorFault, LearnerGone
from grader.exam.paper import Paper, compiled, read_lasting
from grader.exam.reference import Reference
from grader.exam.registry import CheckFunction, checks_of
from grader.exam.rehearsing import PAPER, REHEARSALS, StandIn, stand_in_worker
from grader.exam.showing import MOST_PICTURES
from grader.exam.shown import Shown
from grader.exam.sitting import Sitting
from grader.exam.source import Source
from grader.exam.subject import LearnerSubject
from grader.exam.tracing import traced
from grader.exam.unread import MARK, unread
from grader.learner.own_modules import builtins_with, compiled_earlier
from grader.sandbox.frames import Channel, ProtocolViolation
from grader.verdict import CheckOutcome, CheckResult, Diagnosis, Ending, Fault, LearnerError

MOST_LENGTHS = 100
MOST_MEASURED = 50
DOES_NOT_PARSE = "Your code cannot be read yet."
DOES_NOT_LOAD = "Your code stops while it is loaded."
NOTHING_YET = "Nothing to check yet: the functions are as the starter left them."


def prepare() -> None:
    """Read the data sets before the cage is shut: inside it there are no files."""
    read_digits()
    for _ in range(REHEARSALS):
        rehearse()


def rehearse() -> None:
    """Take a small exam of our own."""
    with stand_in_worker() as control_fd:
        control = Control(control_fd)
        control.verdict(_Examination(Paper.from_bytes(PAPER), LearnerSubject(StandIn()), control).told())


def learn(lasting: bytes) -> None:
    """Read and compile the lasting part of a paper for the children to come; nothing of it is executed."""
    table = read_lasting(lasting)
    compiled(table["exam"], table["reference"], table["starter"])
    prepare_diagnosis(table["reference"], table["mistakes"])
    for each in table["mine"]:
        compiled_earlier(each)


def examine(channel_fd: int, control_fd: int, payload: bytes) -> NoReturn:
    """Examine one submission and end the process."""
    control = Control(control_fd)
    subject = LearnerSubject(Channel(channel_fd), control.usage)
    control.verdict(_Examination(Paper.from_bytes(payload), subject, control).told())
    os._exit(0)


@dataclass
class _Examination:
    paper: Paper
    subject: LearnerSubject
    control: Control

    def __post_init__(self) -> None:
        self.shown = Shown(self.control)
        self.subject.on_shown = self.shown.hear

    def told(self) -> dict[str, Any]:
        """Take the exam, sending results as they come; the last message as a dict."""
        try:
            return self._taken()
        except AuthorFault as fault:
            error = LearnerError("AuthorFault", str(fault)[:2000])
            return _verdict(fault=Fault.AUTHOR, error=error)
        except ProtocolViolation as violation:
            return _verdict(fault=Fault.LEARNER, ending=Ending.PROTOCOL_VIOLATION, error=_violation(violation))
        except LearnerGone:
            return _verdict(fault=Fault.LEARNER)
        finally:
            self.shown.close()

    def _taken(self) -> dict[str, Any]:
        checks, reference = author_code(self.paper)
        self.control.reading()
        opening = self.subject.opening()
        if isinstance(opening, LearnerError):
            return self._none_run(DOES_NOT_PARSE, _verdict(fault=Fault.LEARNER, error=opening))
        source = Source(opening)
        untouched = self._untouched(source)
        # A paper without functions asks for nothing: the source is Scratch, to be executed as it is.
        if self.paper.functions and len(untouched) == len(self.paper.functions):
            return self._none_run(NOTHING_YET, _verdict(attempted=False))
        error = self.subject.loading()
        if error is not None:
            return self._none_run(DOES_NOT_LOAD, _verdict(fault=Fault.LEARNER, error=error))
        sitting = Sitting(
            self.paper,
            checks,
            self.subject,
            reference,
            source,
            untouched,
            begin=self.control.started,
            report=self.control.result,
            enter_hidden=self._enter_hidden,
            tell_curve=self.control.curve,
        )
        return self._sat(sitting)

    def _sat(self, sitting: Sitting) -> dict[str, Any]:
        if self.paper.trace is not None:
            self.control.trace(traced(sitting, self.subject, self.paper.trace))
            return _verdict()
        ending, fault, error = _sat_through(sitting)
        self.shown.close()
        return _verdict(
            fault=fault,
            ending=ending,
            error=error,
            diagnoses=diagnose(sitting),
            pictures=sitting.pictures[:MOST_PICTURES],
            calls=Counter(record.call.name for record in sitting.records),
            lengths=_lengths(sitting),
            measured=[one.as_dict() for one in sitting.measured if isfinite(one.value)][:MOST_MEASURED],
        )

    def _enter_hidden(self) -> None:
        self.shown.close()
        self.control.enter_hidden()

    def _untouched(self, source: Source) -> frozenset[str]:
        """The functions whose syntax tree is the starter's."""
        starter = Source(self.paper.code.starter_facts)
        names = [contract.name for contract in self.paper.functions]
        return frozenset(name for name in names if source.dump(name) and source.dump(name) == starter.dump(name))

    def _none_run(self, reason: str, verdict: dict[str, Any]) -> dict[str, Any]:
        for spec in self.paper.checks:
            self.control.result(
                CheckResult(
                    spec.id,
                    spec.task,
                    spec.title,
                    spec.visibility,
                    CheckOutcome.NOT_RUN,
                    reason=reason,
                    points=spec.points,
                )
            )
        return verdict


def _sat_through(sitting: Sitting) -> tuple[Ending, Fault | None, LearnerError | None]:
    """Take the exam; where the learner's process ends early, what was seen until then still gets its diagnosis."""
    try:
        sitting.run()
    except LearnerGone:
        return Ending.FINISHED, Fault.LEARNER, sitting.first_error
    except ProtocolViolation as violation:
        return Ending.PROTOCOL_VIOLATION, Fault.LEARNER, _violation(violation)
    return Ending.FINISHED, Fault.LEARNER if sitting.first_error else None, sitting.first_error


def _lengths(sitting: Sitting) -> dict[str, list[dict[str, int]]]:
    """The named lengths of each function's calls, for the proof of the exercise."""
    return {
        contract.name: [
            bind_arguments(contract.arguments, record.call.args)
            for record in sitting.records
            if record.call.name == contract.name
        ][:MOST_LENGTHS]
        for contract in sitting.paper.functions
    }


def _violation(violation: ProtocolViolation) -> LearnerError:
    return LearnerError("ProtocolViolation", str(violation)[:200])


def author_code(paper: Paper) -> tuple[dict[str, CheckFunction], Reference]:
    """The executed exam.py and reference.py. Raises AuthorFault."""
    namespace: dict[str, Any] = {"__name__": "exam", "__builtins__": builtins_with(paper.mine), MARK: unread}
    try:
        exec(paper.code.exam, namespace)  # noqa: S102 - the author's code, in its own cage
        reference = Reference(paper.code.reference, paper.mine)
    except Exception as error:
        raise AuthorFault(f"exam.py or reference.py does not load: {type(error).__name__}: {error}") from error
    checks = checks_of(namespace)
    missing = [spec.id for spec in paper.checks if not spec.standard and spec.id not in checks]
    if missing:
        raise AuthorFault(f'exam.py has no check "{missing[0]}".')
    return checks, reference


def _verdict(
    *,
    attempted: bool = True,
    fault: Fault | None = None,
    ending: Ending = Ending.FINISHED,
    error: LearnerError | None = None,
    diagnoses: list[Diagnosis] | None = None,
    pictures: list[Mapping[str, Any]] | None = None,
    calls: Mapping[str, int] | None = None,
    lengths: Mapping[str, list[dict[str, int]]] | None = None,
    measured: list[dict[str, object]] | None = None,
) -> dict[str, Any]:
    return {
        "attempted": attempted,
        "fault": fault,
        "ending": ending,
        "error": error.as_dict() if error else None,
        "diagnoses": [diagnosis.as_dict() for diagnosis in diagnoses or []],
        "pictures": [dict(picture) for picture in pictures or []],
        "calls": dict(calls or {}),
        "lengths": dict(lengths or {}),
        "measured": list(measured or []),
    }
