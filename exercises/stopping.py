"""Stop a submission that waits or is being graded."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from exercises.live import announce_states
from exercises.models import State, Submission


def stop(*, submission: Submission) -> Submission:
    """Cancel it at once if nobody grades it yet, else ask its worker to; one that has ended stays as it is.

    Returns the submission as it is now stored.
    """
    with transaction.atomic():
        row = Submission.objects.filter(pk=submission.pk)
        cancelled = row.filter(state=State.QUEUED).update(
            state=State.CANCELLED, stop_requested=True, ended_at=timezone.now()
        )
        if not cancelled:
            row.filter(state=State.GRADING).update(stop_requested=True)
    current = Submission.objects.select_related("exercise").get(pk=submission.pk)
    if cancelled:
        announce_states([current])
    return current
