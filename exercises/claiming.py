"""Choose the submission that should be graded next and make it one worker's own."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, When
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
    while True:
        with _holding_the_choice():
            best = _best_of_learners() or _oldest_regrade()
            if best is None:
                return None
            claim = Claim(best, uuid.uuid4())
            if _take(claim, worker):
                return claim


def renew_lease(claim: Claim) -> bool:
    """Say that the holder of `claim` is alive; whether it still holds it."""
    return bool(held_by(claim).update(lease_until=timezone.now() + LEASE))


def held_by(claim: Claim) -> QuerySet[Submission]:
    """The submission, if `claim` still holds it: the condition of every write of a worker."""
    return Submission.objects.filter(pk=claim.submission_id, state=State.GRADING, claim=claim.token)


def _holding_the_choice() -> AbstractContextManager[None]:
    """With row locks workers choose past each other's choice; without them the write alone decides."""
    return transaction.atomic() if connection.features.has_select_for_update_skip_locked else nullcontext()


def _take(claim: Claim, worker: WorkerIdentity) -> bool:
    """Of two workers that chose the same row one changes it, the other looks again."""
    now = timezone.now()
    return bool(
        Submission.objects.filter(pk=claim.submission_id, state=State.QUEUED).update(
            state=State.GRADING,
            claim=claim.token,
            claimed_by=str(worker),
            lease_until=now + LEASE,
            started_at=now,
        )
    )


def _waiting() -> QuerySet[Submission]:
    rows = Submission.objects.filter(state=State.QUEUED)
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _best_of_learners() -> uuid.UUID | None:
    newer = Submission.objects.filter(
        state=State.QUEUED,
        lane=OuterRef("lane"),
        learner=OuterRef("learner"),
        queued_at__gt=OuterRef("queued_at"),
    )
    return (
        _waiting()
        .filter(~Exists(newer), lane__in=[Lane.RUN, Lane.SUBMIT])
        .alias(rank=Case(When(lane=Lane.RUN, then=0), default=1), served=_times_served())
        .order_by("rank", "served", "queued_at")
        .values_list("pk", flat=True)
        .first()
    )


def _oldest_regrade() -> uuid.UUID | None:
    return _waiting().filter(lane=Lane.REGRADE).order_by("queued_at").values_list("pk", flat=True).first()


def _times_served() -> Coalesce:
    since = timezone.now() - SHARE_WINDOW
    recent = Submission.objects.filter(learner=OuterRef("learner"), started_at__gt=since)
    counted = recent.order_by().values("learner").annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(counted), 0)
