"""Write what came of a grading, if the worker that brings it still holds the claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from exercises.claiming import Claim, Claimed, held_by
from exercises.models import CheckOutcome, DiagnosisFound, Lane, Purpose, Solution, State, Submission

# After so many faults of ours the submission ends: it would only fail again, and others wait.
FAULTS_ALLOWED = 3
LONGEST_FAULT = 8_000


@dataclass(frozen=True)
class PlatformFault:
    """Something of ours broke while a submission was graded."""

    reason: str


def record_verdict(*, claim: Claimed, verdict: Mapping[str, Any]) -> bool:
    """Store `verdict` (as of `Verdict.as_dict`) with its rows; False if the claim is lost, then nothing is written."""
    now = timezone.now()
    clean = storable(verdict)
    with transaction.atomic():
        if not _end(claim, **_ending(clean), ended_at=now):
            return False
        submission = claim.submission
        if submission.purpose == Purpose.REGRADE:
            # Only for comparison, until somebody applies it.
            return True
        count_outcomes(submission, clean)
        if clean["outcome"] == "passed" and submission.lane != Lane.RUN:
            carry_on(submission, now)
    return True


def count_outcomes(submission: Submission, verdict: Mapping[str, Any]) -> None:
    """Write what `verdict` says into rows that can be counted."""
    _count_checks(submission, verdict)
    _count_diagnoses(submission, verdict)


def carry_on(submission: Submission, now: datetime) -> None:
    """Make a passing `submission` the solution that later exercises of its learner import."""
    # Read anew: while it was graded, a guest may have become somebody's account.
    learner_id = Submission.objects.values_list("learner_id", flat=True).get(pk=submission.pk)
    solution = Solution(
        learner_id=learner_id,
        exercise_id=submission.exercise_id,
        submission=submission,
        first_passed_at=now,
    )
    Solution.objects.bulk_create(
        [solution],
        update_conflicts=True,
        unique_fields=["learner", "exercise"],
        update_fields=["submission"],
    )


def record_trace(*, claim: Claimed, trace: Mapping[str, Any]) -> bool:
    """Store a shape trace; False if the claim is lost. It is no attempt: nothing of it is counted."""
    was_stopped = trace["error"] is not None and trace["error"]["type"] == "Stopped"
    state = State.CANCELLED if was_stopped else State.GRADED
    return _end(claim, state=state, trace=storable(trace), ended_at=timezone.now())


def record_fault(*, claim: Claim, fault: PlatformFault) -> bool:
    """Count a fault of ours and queue the submission again; the third one ends it as `could_not_check`."""
    with transaction.atomic():
        submission = held_by(claim).select_for_update().only("faults", "stop_requested").first()
        if submission is None:
            return False
        release(submission, fault)
    return True


def hand_back(*, claim: Claim) -> bool:
    """Give up the claim without having graded: nobody's fault, it waits for another worker."""
    with transaction.atomic():
        submission = held_by(claim).select_for_update().only("stop_requested").first()
        if submission is None:
            return False
        _let_go(submission, State.CANCELLED if submission.stop_requested else State.QUEUED)
    return True


def release(submission: Submission, fault: PlatformFault) -> None:
    """Take the claim off a locked `submission` that is being graded and count `fault`."""
    faults = submission.faults + 1
    counted: dict[str, Any] = {"faults": faults, "last_fault": storable(fault.reason[-LONGEST_FAULT:])}
    if submission.stop_requested:
        _let_go(submission, State.CANCELLED, **counted)
    elif faults < FAULTS_ALLOWED:
        _let_go(submission, State.QUEUED, **counted)
    else:
        _let_go(submission, State.COULD_NOT_CHECK, **counted, fault="platform", outcome="could_not_check")


def _let_go(submission: Submission, state: State, **values: Any) -> None:
    ended_at = None if state is State.QUEUED else timezone.now()
    Submission.objects.filter(pk=submission.pk, state=State.GRADING).update(
        state=state, ended_at=ended_at, claim=None, claimed_by="", lease_until=None, **values
    )


def storable(value: Any) -> Any:
    """The same data without what PostgreSQL's JSON cannot hold: NUL and half characters in learners' output."""
    if isinstance(value, str):
        return value.replace("\x00", "�").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {str(storable(key)): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


def _end(claim: Claimed, **values: Any) -> bool:
    """Write the last of a submission, also into the row that the claim carries; False if the claim is lost."""
    values = {"claim": None, "lease_until": None, **values}
    if not held_by(claim).update(**values):
        return False
    for name, value in values.items():
        setattr(claim.submission, name, value)
    return True


def _ending(verdict: Mapping[str, Any]) -> dict[str, Any]:
    state = State.GRADED
    if verdict["ending"] == "stopped":
        state = State.CANCELLED
    elif verdict["outcome"] == "could_not_check":
        state = State.COULD_NOT_CHECK
    return {
        "state": state,
        "verdict": verdict,
        "outcome": verdict["outcome"],
        "ending": verdict["ending"],
        "fault": verdict["fault"] or "",
        "score": verdict["score"],
    }


def _count_checks(submission: Submission, verdict: Mapping[str, Any]) -> None:
    CheckOutcome.objects.bulk_create(
        CheckOutcome(
            submission=submission,
            exercise_id=submission.exercise_id,
            check_id=check["id"],
            outcome=check["outcome"],
        )
        for check in verdict.get("checks", ())
    )


def _count_diagnoses(submission: Submission, verdict: Mapping[str, Any]) -> None:
    DiagnosisFound.objects.bulk_create(
        (
            DiagnosisFound(
                submission=submission,
                exercise_id=submission.exercise_id,
                diagnosis_id=diagnosis["id"],
                place=(diagnosis["where"] or "")[:200],
                certainty=diagnosis["certainty"],
            )
            for diagnosis in verdict.get("diagnoses", ())
        ),
        ignore_conflicts=True,
    )
