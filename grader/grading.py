"""One grading from start to end: run the pair of cages, believe only what the schema lets through, judge."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from grader.bundle import Bundle
from grader.bundling.exercise_toml import CheckSpec
from grader.carrying import Carried, carried, references_of
from grader.events import Event
from grader.exam.paper import Paper
from grader.hearing import EXAMINER_LOST, Hearing, judged
from grader.messages import Final
from grader.sandbox.ending import Ended
from grader.sandbox.job import Job, Limits
from grader.sources import SourceRefused, check_source
from grader.verdict import (
    CheckOutcome,
    CheckResult,
    Ending,
    Fault,
    LearnerError,
    Outcome,
    Output,
    Resources,
    Verdict,
    Visibility,
)

log = logging.getLogger(__name__)

MB = 1_000_000
TRIES = 2


class Cages(Protocol):
    """A pair of cages: a Slot, or in tests a pair without a cage."""

    def run(
        self,
        job: Job,
        *,
        on_message: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool] | None = None,
    ) -> Ended: ...


def grade_on(
    cages: Cages,
    bundle: Bundle,
    source: bytes | str,
    *,
    visible_only: bool = False,
    seed: int | None = None,
    on_event: Callable[[Event], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_final: Callable[[Final], None] | None = None,
    earlier: Carried | None = None,
    measuring: bool = False,
) -> Verdict:
    """Grade `source` by `bundle` in `cages`; `on_final` receives the examiner's last word.

    `earlier`: what `source` finds in `mine`, all of it the references' if nothing is given. `measuring`: `seed` is
    also the seed of each training, tried once.
    Raises IsolationUnavailable where the cages cannot be shut.
    """
    brought = carried(bundle) if earlier is None else earlier
    grading = _Grading(bundle, secrets.randbits(48) if seed is None else seed, visible_only, brought, measuring)
    try:
        data = check_source(source, most_bytes=limits_of(bundle).source_bytes)
    except SourceRefused as refused:
        return grading.refused(source, refused)
    heard, ended = _heard_out(cages, grading, data, on_event, should_stop)
    if on_final is not None and heard.final is not None:
        on_final(heard.final)
    return grading.verdict(data, heard, ended)


def _heard_out(
    cages: Cages,
    grading: _Grading,
    data: bytes,
    on_event: Callable[[Event], None] | None,
    should_stop: Callable[[], bool] | None,
) -> tuple[Hearing, Ended]:
    """What the examiner said, and how the pair ended, in the first try that did not lose the examiner."""
    for attempt in range(1, TRIES + 1):
        heard = Hearing({spec.id: spec for spec in grading.bundle.checks}, on_event)
        ended = cages.run(grading.job(data), on_message=heard.hear, should_stop=should_stop)
        if ended.cause not in EXAMINER_LOST:
            break
        # A learner's bytes may have killed the examiner: never more than two tries of one source.
        log.warning("examiner lost (%s, %s), try %d of %d", ended.cause, ended.detail, attempt, TRIES)
    return heard, ended


@dataclass(frozen=True)
class _Grading:
    bundle: Bundle
    seed: int
    visible_only: bool
    earlier: Carried
    measuring: bool = False

    def job(self, source: bytes) -> Job:
        references = references_of(self.bundle)
        paper = Paper.of(
            self.bundle,
            seed=self.seed,
            visible_only=self.visible_only,
            mine=references,
            measuring=self.measuring,
        )
        settings = {**learner_settings(self.bundle), **self.earlier.as_settings()}
        return Job(source, settings, paper.to_bytes(), limits_of(self.bundle), paper.lasting)

    def refused(self, source: bytes | str, refused: SourceRefused) -> Verdict:
        """A submission that reaches no cage."""
        data = source.encode(errors="replace") if isinstance(source, str) else bytes(source)
        error = LearnerError(type(refused).__name__, str(refused))
        checks = tuple(_not_run(spec, refused.sentence) for spec in self.bundle.checks)
        return self._compose(data, checks, Outcome.FAILED, Fault.LEARNER, Ending.FINISHED, error=error)

    def verdict(self, source: bytes, heard: Hearing, ended: Ended) -> Verdict:
        ending, fault, error = judged(heard, ended)
        checks = tuple(self._result(spec, heard, ending, fault) for spec in self.bundle.checks)
        final = heard.final
        return self._compose(
            source,
            checks,
            self._outcome(checks, ending, fault),
            fault,
            ending,
            error=error,
            attempted=final.attempted if final else True,
            diagnoses=final.diagnoses if final else (),
            pictures=(*(final.pictures if final else ()), *heard.shown.as_pictures()),
            output=Output(ended.output.decode(errors="replace"), "", ended.output_truncated),
            resources=resources_of(ended, final, self.earlier.told(source)),
        )

    def _outcome(self, checks: tuple[CheckResult, ...], ending: Ending, fault: Fault | None) -> Outcome:
        if fault in (Fault.AUTHOR, Fault.PLATFORM):
            return Outcome.COULD_NOT_CHECK
        asked = [one for one in checks if one.visibility is Visibility.ALWAYS or not self.visible_only]
        clean = fault is None and ending is Ending.FINISHED
        return (
            Outcome.PASSED
            if clean and asked and all(one.outcome is CheckOutcome.PASSED for one in asked)
            else Outcome.FAILED
        )

    def _result(self, spec: CheckSpec, heard: Hearing, ending: Ending, fault: Fault | None) -> CheckResult:
        if spec.id in heard.results:
            return heard.results[spec.id]
        if fault in (Fault.AUTHOR, Fault.PLATFORM):
            return _not_run(spec, "We could not check this. It does not count.")
        if heard.running is not None and heard.running.id == spec.id:
            return CheckResult(
                spec.id,
                spec.task,
                spec.title,
                spec.visibility,
                CheckOutcome.FAILED,
                points=spec.points,
                message=_ending_in_words(ending, limits_of(self.bundle)),
            )
        return _not_run(spec, "The run ended before this check.")

    def _compose(
        self,
        source: bytes,
        checks: tuple[CheckResult, ...],
        outcome: Outcome,
        fault: Fault | None,
        ending: Ending,
        **told: Any,
    ) -> Verdict:
        total = sum(check.points for check in checks)
        gained = sum(check.points for check in checks if check.outcome is CheckOutcome.PASSED)
        return Verdict(
            exercise=self.bundle.slug,
            version=self.bundle.version,
            source_sha256=hashlib.sha256(source).hexdigest(),
            seed=self.seed,
            attempted=told.pop("attempted", True),
            outcome=outcome,
            fault=fault,
            ending=ending,
            score=1.0 if outcome is Outcome.PASSED and not self.visible_only else round(gained / total, 4),
            checks=checks,
            **told,
        )


def _not_run(spec: CheckSpec, reason: str) -> CheckResult:
    return CheckResult(
        spec.id, spec.task, spec.title, spec.visibility, CheckOutcome.NOT_RUN, reason=reason, points=spec.points
    )


def learner_settings(bundle: Bundle) -> dict[str, Any]:
    """What the loader in the learner's cage is told, beside what comes along."""
    return {"banned": list(bundle.table.banned), "filename": "solution.py"}


def limits_of(bundle: Bundle) -> Limits:
    """The limits that gradings of this exercise run under."""
    raised = dict(bundle.limits)
    for name in ("memory_mb", "tmp_mb", "source_bytes"):
        if name in raised:
            raised[name] = int(raised[name])
    return Limits(**raised)  # type: ignore[arg-type]  # the names were checked when the bundle was read


def _ending_in_words(ending: Ending, limits: Limits) -> str:
    return {
        Ending.TIMED_OUT: f"Stopped after {limits.wall_s:g} s, {limits.cpu_s:g} s of it computing at most.",
        Ending.OUT_OF_MEMORY: f"It asked for more than {limits.memory_mb} MB.",
        Ending.OUTPUT_LIMIT: f"It printed more than {limits.output_ended_bytes // 1000} kB.",
        Ending.TOO_MANY_PROCESSES: "It tried to start another process.",
        Ending.CRASHED: "Python ended without finishing.",
        Ending.STOPPED: "Stopped on request.",
        Ending.PROTOCOL_VIOLATION: "What came back was no answer.",
    }.get(ending, "The run ended here.")


def resources_of(ended: Ended, final: Final | None, brought: Mapping[str, str]) -> Resources:
    wall_ms, cpu_ms = ended.wall_s * 1000, ended.learner.cpu_s * 1000
    return Resources(
        wall_ms=round(wall_ms, 2),
        cpu_ms=round(cpu_ms, 2),
        peak_mb=round(ended.learner.peak_bytes / MB, 2),
        overhead_ms=round(max(wall_ms - cpu_ms, 0.0), 2),
        calls=final.calls if final else {},
        carried=brought,
    )
