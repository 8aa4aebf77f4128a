"""Choose the submission that should be graded next and make it one worker's own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from exercises.models import Lane, State, Submission
from exercises.worker_identity import WorkerIdentity

LEASE = timedelta(seconds=10)
# A learner's share is counted over this time: who was served least in it comes first.
SHARE_WINDOW = timedelta(seconds=30)
LANES_IN_ORDER = (Lane.RUN, Lane.SUBMIT, Lane.REGRADE)


@dataclass(frozen=True)
class Claim:
    """The right to grade one submission and to write its result, for as long as the lease is renewed."""

    submission_id: uuid.UUID
    token: uuid.UUID


def claim_next(*, worker: WorkerIdentity) -> Claim | None:
    """Claim the best waiting submission: Run before Submit before regrading, then the learner who was
    served least, that learner's newest. None if nothing waits."""
    for lane in LANES_IN_ORDER:
        claim = _claim_in(lane, worker)
        if claim is not None:
            return claim
    return None


def renew_lease(claim: Claim) -> bool:
    """Say that the holder of `claim` is alive; whether it still holds it."""
    return bool(held_by(claim).update(lease_until=timezone.now() + LEASE))


def held_by(claim: Claim) -> QuerySet[Submission]:
    """The submission, if `claim` still holds it: the condition of every write of a worker."""
    return Submission.objects.filter(pk=claim.submission_id, state=State.GRADING, claim=claim.token)


def _claim_in(lane: Lane, worker: WorkerIdentity) -> Claim | None:
    now = timezone.now()
    while True:
        with transaction.atomic():
            best = _best_waiting(lane, now)
            if best is None:
                return None
            claim = Claim(best, uuid.uuid4())
            # Conditional: of two workers that chose the same row one changes it, the other looks again.
            taken = Submission.objects.filter(pk=best, state=State.QUEUED).update(
                state=State.GRADING,
                claim=claim.token,
                claimed_by=str(worker),
                lease_until=now + LEASE,
                started_at=now,
            )
        if taken:
            return claim


def _best_waiting(lane: Lane, now: datetime) -> uuid.UUID | None:
    waiting = Submission.objects.filter(state=State.QUEUED, lane=lane)
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    if lane is Lane.REGRADE:
        return waiting.order_by("queued_at").values_list("pk", flat=True).first()
    newer = waiting.model.objects.filter(
        Q(queued_at__gt=OuterRef("queued_at")), state=State.QUEUED, lane=lane, learner=OuterRef("learner")
    )
    return (
        waiting.filter(~Exists(newer))
        .alias(served=_times_served(now))
        .order_by("served", "queued_at")
        .values_list("pk", flat=True)
        .first()
    )


def _times_served(now: datetime) -> Coalesce:
    recent = Submission.objects.filter(learner=OuterRef("learner"), started_at__gt=now - SHARE_WINDOW)
    counted = recent.order_by().values("learner").annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(counted), 0)
