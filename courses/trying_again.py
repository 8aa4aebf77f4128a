"""Try again what could not be checked: the same submission goes back into its lane, for the version of today."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.auditing import record_event
from accounts.models import AuditAction, User
from courses.access import attempts_open_to
from exercises.bell import ring
from exercises.live import announce_states
from exercises.models import CheckOutcome, DiagnosisFound, State, Submission
from exercises.presenting import submissions_to_present


class NothingToTryAgain(Exception):
    """It is graded, or waits already: somebody else was quicker, or the button was pressed twice."""


def try_again(*, teacher: User, pk: uuid.UUID) -> Submission | None:
    """Queue the submission `pk` again and write it to the audit log; None where there is none.

    Raises NothingToTryAgain where it does not stand at `could_not_check`, or its exercise is not published.
    """
    rows = attempts_open_to(teacher).select_related("learner", "exercise__stage")
    submission = rows.defer("source", "verdict", "trace").filter(pk=pk).first()
    if submission is None:
        return None
    with transaction.atomic():
        _queue(submission)
        record_event(
            actor=teacher,
            about=submission.learner,
            action=AuditAction.QUEUED_AGAIN,
            subject=submission.exercise.title,
            number=submission.number,
        )
    ring()
    announce_states(submissions_to_present(submission.pk))
    return submission


def _queue(submission: Submission) -> None:
    """By a condition, so that two who press at once queue it once. Faults of before count no more."""
    version_id = submission.exercise.published_id
    waiting = Submission.objects.filter(pk=submission.pk, state=State.COULD_NOT_CHECK)
    if version_id is None or not waiting.update(
        state=State.QUEUED,
        version=version_id,
        queued_at=timezone.now(),
        started_at=None,
        ended_at=None,
        claimed_by="",
        faults=0,
        outcome="",
        ending="",
        fault="",
        score=None,
        verdict=None,
    ):
        raise NothingToTryAgain(submission.pk)
    CheckOutcome.objects.filter(submission=submission).delete()
    DiagnosisFound.objects.filter(submission=submission).delete()
