"""One worker's work: claim the best waiting submission, have it graded, record what came of it."""

from __future__ import annotations

import enum
import logging
import traceback
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from exercises.announcing import Announcer
from exercises.carrying import brought_by
from exercises.claiming import Claimed, claim_next
from exercises.heartbeat import Heartbeat
from exercises.models import Exercise, ExerciseVersion, Lane, Purpose, Submission
from exercises.presenting import submissions_to_present
from exercises.recording import PlatformFault, hand_back, record_fault, record_trace, record_verdict
from exercises.worker_identity import WorkerIdentity

if TYPE_CHECKING:
    from grader import Bundle, Verdict

logger = logging.getLogger(__name__)


class Graded(enum.Enum):
    """What one call of `grade_one` did."""

    NOTHING_WAITED = enum.auto()
    RECORDED = enum.auto()
    FAULT_COUNTED = enum.auto()
    CLAIM_LOST = enum.auto()


def grade_one(*, worker: WorkerIdentity) -> Graded:
    """Claim one submission and bring it to a verdict, or count a fault of ours.

    Raises IsolationUnavailable; the submission then waits for another worker.
    """
    claim = claim_next(worker=worker)
    if claim is None:
        return Graded.NOTHING_WAITED
    submission = claim.submission
    submission.exercise = exercise_of(submission.exercise_id)
    announcer = Announcer(claim)
    announcer.begin(submission)
    graded = Graded.CLAIM_LOST
    try:
        graded = _grade(claim, submission, announcer)
    finally:
        # What was recorded stands in the row at hand; whatever else happened, the database knows.
        rows = [submission] if graded is Graded.RECORDED else submissions_to_present(submission.pk)
        for current in rows:
            announcer.end(current)
    return graded


def _grade(claim: Claimed, submission: Submission, announcer: Announcer) -> Graded:
    from grader import IsolationUnavailable

    try:
        if submission.purpose == Purpose.TRACE:
            is_recorded = record_trace(claim=claim, trace=_trace(claim, submission, announcer))
            return Graded.RECORDED if is_recorded else Graded.CLAIM_LOST
        reach = _scratch if submission.purpose == Purpose.SCRATCH else _verdict
        verdict = reach(claim, submission, announcer)
    except IsolationUnavailable:
        hand_back(claim=claim)
        raise
    except Exception:
        logger.exception("The engine failed on submission %s", submission.pk)
        return _count(claim, PlatformFault(traceback.format_exc()))
    if verdict.fault == "platform":
        logger.error("A fault of ours on submission %s: %s", submission.pk, verdict.ending)
        return _count(claim, PlatformFault(_why(verdict)))
    is_recorded = record_verdict(claim=claim, verdict=verdict.as_dict())
    return Graded.RECORDED if is_recorded else Graded.CLAIM_LOST


def _verdict(claim: Claimed, submission: Submission, announcer: Announcer) -> Verdict:
    import grader

    bundle = bundle_of(submission.version_id)
    brought = brought_by(learner_id=submission.learner_id, bundle=bundle)
    with Heartbeat(claim, at_each_look=announcer.flush) as heartbeat:
        return grader.grade(
            bundle,
            submission.source,
            visible_only=submission.lane == Lane.RUN,
            on_event=lambda event: announcer.event(event.as_dict()),
            should_stop=heartbeat.should_stop,
            mine=brought.mine,
            from_reference=brought.from_reference,
        )


def _trace(claim: Claimed, submission: Submission, announcer: Announcer) -> dict[str, Any]:
    import grader

    bundle = bundle_of(submission.version_id)
    brought = brought_by(learner_id=submission.learner_id, bundle=bundle)
    with Heartbeat(claim, at_each_look=announcer.flush) as heartbeat:
        return grader.trace_shapes(
            bundle,
            submission.source,
            function=submission.function,
            should_stop=heartbeat.should_stop,
            mine=brought.mine,
            from_reference=brought.from_reference,
        )


@lru_cache(maxsize=256)
def exercise_of(exercise_id: int) -> Exercise:
    """Of the exercise, what never changes: its slug."""
    return Exercise.objects.only("slug").get(pk=exercise_id)


def _scratch(claim: Claimed, submission: Submission, announcer: Announcer) -> Verdict:
    import grader

    bundle = bundle_of(submission.version_id)
    brought = brought_by(learner_id=submission.learner_id, bundle=bundle)
    with Heartbeat(claim, at_each_look=announcer.flush) as heartbeat:
        return grader.run_scratch(
            bundle,
            submission.source,
            submission.scratch,
            on_event=lambda event: announcer.event(event.as_dict()),
            should_stop=heartbeat.should_stop,
            mine=brought.mine,
            from_reference=brought.from_reference,
        )


@lru_cache(maxsize=256)
def bundle_of(version_id: int) -> Bundle:
    """The bundle of a version; versions never change, so a worker reads each once."""
    from grader import Bundle

    return Bundle.from_bytes(bytes(ExerciseVersion.objects.only("bundle").get(pk=version_id).bundle))


def _count(claim: Claimed, fault: PlatformFault) -> Graded:
    return Graded.FAULT_COUNTED if record_fault(claim=claim, fault=fault) else Graded.CLAIM_LOST


def _why(verdict: Verdict) -> str:
    said = f"{verdict.error.type}: {verdict.error.message}" if verdict.error else "no more is known"
    return f"{verdict.ending}: {said}"
