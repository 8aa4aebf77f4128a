"""One exam from its first check to its last: every visible check before the first hidden input."""

from __future__ import annotations

import builtins
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from grader.bundling.exercise_toml import CheckSpec
from grader.bundling.standard_checks import StandardProbe
from grader.contract import FunctionContract
from grader.exam.calling import Desk, Recorded
from grader.exam.cases import Case
from grader.exam.casework import case_of
from grader.exam.curves import SENDING_WINDOW_S, Pace, Point
from grader.exam.drawing import Draws
from grader.exam.exam import Exam
from grader.exam.failing import AuthorFault, CheckFailed, Figure, LearnerGone, LearnerRaised, NotAttempted
from grader.exam.marks import Measured
from grader.exam.paper import Paper
from grader.exam.reference import Reference
from grader.exam.registry import CheckFunction
from grader.exam.source import Source
from grader.exam.standard import Probing, run_probe
from grader.exam.subject import ReloadFailed, Subject
from grader.sandbox.frames import ProtocolViolation
from grader.verdict import CheckOutcome, CheckResult, LearnerError, Visibility

BUILT_IN_ERRORS = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, Exception)
)
ONLY_WHEN_HANDED_IN = "This check runs when you hand in."


@dataclass(frozen=True)
class Failure:
    """A check that failed, and how."""

    check: CheckSpec
    cause: CheckFailed | LearnerRaised

    @property
    def function(self) -> str:
        return self.cause.function


@dataclass
class Sitting:
    """`begin` receives each check's id, `report` each result; `enter_hidden` returns once nothing is recorded."""

    paper: Paper
    checks: Mapping[str, CheckFunction]
    subject: Subject
    reference: Reference
    source: Source
    untouched: frozenset[str]
    begin: Callable[[str], None]
    report: Callable[[CheckResult], None]
    enter_hidden: Callable[[], None]
    tell_curve: Callable[[str, str, Sequence[Point]], None] | None = None
    results: dict[str, CheckResult] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    records: list[Recorded] = field(default_factory=list)
    pictures: list[Mapping[str, Any]] = field(default_factory=list)
    cases: dict[str, list[Case]] = field(default_factory=dict)
    first_error: LearnerError | None = None
    measured: list[Measured] = field(default_factory=list)
    pace: Pace = field(default_factory=lambda: Pace(window_s=SENDING_WINDOW_S))
    is_open: bool = True
    is_fresh: bool = True

    def run(self) -> None:
        """Take every check. Raises AuthorFault, LearnerGone or ProtocolViolation; results so far stand."""
        for spec in self.paper.checks:
            if spec.visibility is not Visibility.ALWAYS and self.is_open and not self.paper.visible_only:
                self.enter_hidden()
                self.is_open = False
            self._take(spec)

    def _take(self, spec: CheckSpec) -> None:
        reason = self._why_not(spec)
        if reason:
            self._keep(self._result(spec, CheckOutcome.NOT_RUN, reason=reason))
            return
        self.begin(spec.id)
        try:
            self._start_afresh()
            result = self._outcome_of(spec)
        except ReloadFailed as failed:
            result = self._raised(spec, LearnerRaised("", failed.error))
        self._keep(result)

    def _why_not(self, spec: CheckSpec) -> str:
        if self.paper.visible_only and spec.visibility is not Visibility.ALWAYS:
            return ONLY_WHEN_HANDED_IN
        for need in spec.needs:
            if self.results[need].outcome is not CheckOutcome.PASSED:
                return self._needs(next(one for one in self.paper.checks if one.id == need))
        return ""

    def _needs(self, needed: CheckSpec) -> str:
        named = needed.visibility.is_open(passed=False)
        return f'Needs "{needed.title}" first.' if named else "Another check comes first."

    def _start_afresh(self) -> None:
        """No state may pass from one check to the next."""
        if not self.is_fresh:
            self.subject.reload()
        self.is_fresh = False

    def _outcome_of(self, spec: CheckSpec) -> CheckResult:
        desk = self.desk(spec)
        try:
            if spec.standard:
                return self._probed(spec, desk)
            self._call_author(spec, desk)
        except CheckFailed as failed:
            return self._failed(spec, desk, failed)
        except LearnerRaised as raised:
            return self._raised(spec, raised)
        except NotAttempted as untouched:
            return self._result(spec, CheckOutcome.NOT_RUN, reason=_not_written(untouched.function))
        finally:
            self.records += desk.records
            self.pictures += desk.pictures
            self.measured += desk.measured
        return self._result(spec, CheckOutcome.PASSED)

    def _call_author(self, spec: CheckSpec, desk: Desk) -> None:
        exam = Exam(desk, Draws(self.paper.seed, spec.id))
        try:
            self._call_settled(spec, desk, exam)
        except (CheckFailed, LearnerRaised, NotAttempted, LearnerGone, ProtocolViolation, ReloadFailed):
            raise
        except Exception as error:
            raise AuthorFault(f'Check "{spec.id}": {_where_in_exam(error)}{type(error).__name__}: {error}') from error
        if not desk.asserted:
            raise AuthorFault(f'Check "{spec.id}" asks nothing: it would pass for anyone.')

    def _call_settled(self, spec: CheckSpec, desk: Desk, exam: Exam) -> None:
        try:
            self.checks[spec.id](exam)
        finally:
            # What was asked ahead stands before whatever ended the check: its failure is the first.
            desk.settle()

    def _probed(self, spec: CheckSpec, desk: Desk) -> CheckResult:
        """A standard probe on the functions that are written and that no earlier check found wrong."""
        doubtful = self._doubtful()
        clean = [contract for contract in self.paper.functions if contract.name not in doubtful]
        probing = Probing(desk, Draws(self.paper.seed, spec.id), self.records, self.cases)
        run_probe(StandardProbe(spec.id), probing, clean)
        if len(clean) == len(self.paper.functions):
            return self._result(spec, CheckOutcome.PASSED)
        first = self.failures[0].check if self.failures else None
        reason = self._needs(first) if first else _not_written(*sorted(self.untouched))
        return self._result(spec, CheckOutcome.NOT_RUN, reason=reason)

    def _doubtful(self) -> set[str]:
        """The functions that are not written or not right yet, and those that build on them."""
        found = {failure.function for failure in self.failures} | self.untouched
        while True:
            building = {name for name in self.source.names if found.intersection(self.source.calls_in(name))}
            if building <= found:
                return found
            found |= building

    def desk(self, spec: CheckSpec) -> Desk:
        """A fresh desk for one check."""
        functions: dict[str, FunctionContract] = {one.name: one for one in self.paper.functions}
        desk = Desk(spec.id, functions, self.subject, self.reference, self.source, self.untouched, self.is_open)
        desk.training_seeds, desk.pace = self.paper.training_seeds, self.pace
        if self.tell_curve is not None and spec.visibility is Visibility.ALWAYS:
            desk.tell_curve = partial(self.tell_curve, spec.id)
        return desk

    def _failed(self, spec: CheckSpec, desk: Desk, failed: CheckFailed) -> CheckResult:
        self.failures.append(Failure(spec, failed))
        message = failed.sentence if desk.shows_numbers else failed.safe_sentence
        figures = [*failed.figures, *_only_case(desk, failed)] if desk.shows_numbers else failed.safe_figures
        return self._result(spec, CheckOutcome.FAILED, message=message, figures=tuple(figures))

    def _raised(self, spec: CheckSpec, raised: LearnerRaised) -> CheckResult:
        if raised.error.type == "NotImplementedError" and self.untouched:
            return self._result(spec, CheckOutcome.NOT_RUN, reason=_not_written(*sorted(self.untouched)))
        self.failures.append(Failure(spec, raised))
        error = raised.error if self.is_open else without_text(raised.error)
        self.first_error = self.first_error or error
        return self._result(spec, CheckOutcome.FAILED, message=error_in_words(raised.function, error))

    def _result(self, spec: CheckSpec, outcome: CheckOutcome, **told: Any) -> CheckResult:
        return CheckResult(spec.id, spec.task, spec.title, spec.visibility, outcome, points=spec.points, **told)

    def _keep(self, result: CheckResult) -> None:
        self.results[result.id] = result
        self.report(result)


def _only_case(desk: Desk, failed: CheckFailed) -> Sequence[Figure]:
    """The one call of a check that judged its answer by hand: the case that failed."""
    if len(desk.records) != 1 or any(figure["kind"] == "case" for figure in failed.figures):
        return ()
    call = desk.records[0].call
    return () if call.driver is not None else case_of(desk.functions[call.name], call.args).figures()


def without_text(error: LearnerError) -> LearnerError:
    """An exception of the hidden phase: its text, and the name of a class of their own, can carry an input out."""
    kind = error.type if error.type in BUILT_IN_ERRORS else "Exception"
    return replace(error, type=kind, message="", column=None, traceback="")


def error_in_words(function: str, error: LearnerError) -> str:
    subject = f"`{function}` stopped" if function else "Your code stopped while it was loaded"
    line = f" at line {error.line}" if error.line else ""
    text = f": {error.message}" if error.message else "."
    return f"{subject}{line} with `{error.type}`{text}"


def _not_written(*functions: str) -> str:
    if len(functions) == 1:
        return f"`{functions[0]}` is still as the starter left it."
    return f"Still as the starter left them: {', '.join(f'`{name}`' for name in functions)}."


def _where_in_exam(error: Exception) -> str:
    if isinstance(error, AuthorFault):
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "exam.py"]
    else:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename in ("exam.py", "reference.py")]
    return f"exam.py:{lines[-1]}: " if lines else ""
