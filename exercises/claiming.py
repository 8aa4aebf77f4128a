"""Choose the submission that should be graded next and make it one worker's own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from exercises.models import Lane, State, Submission
from exercises.presence import COUNTS_AS_ALIVE
from exercises.worker_identity import WorkerIdentity

LEASE = timedelta(seconds=10)
# A learner's share is counted over this time: who was served least in it comes first.
SHARE_WINDOW = timedelta(seconds=30)
LANES_IN_ORDER = (Lane.RUN, Lane.SUBMIT, Lane.REGRADE)

# Written out: every grading waits for this statement, and the ORM takes longer to word it than the database to do it.
TAKE = """
UPDATE exercises_submission
SET state = 'grading', claim = %s, claimed_by = %s, lease_until = %s, started_at = %s
WHERE state = 'queued' AND id = ({chosen})
RETURNING *
"""
# Run before Submit, then the learner who was served least, that learner's newest. Guests are made with one click:
# they never hold more than half of the workers, so that whoever has an account finds one.
BEST_OF_LEARNERS = """
SELECT waiting.id FROM exercises_submission AS waiting
JOIN accounts_user AS learner ON learner.id = waiting.learner_id
WHERE waiting.state = 'queued' AND waiting.lane IN ('run', 'submit') AND NOT EXISTS (
    SELECT 1 FROM exercises_submission AS newer
    WHERE newer.state = 'queued' AND newer.lane = waiting.lane AND newer.learner_id = waiting.learner_id
    AND newer.queued_at > waiting.queued_at
) AND (NOT learner.is_guest OR (
    SELECT COUNT(*) FROM exercises_submission AS held
    JOIN accounts_user AS holder ON holder.id = held.learner_id
    WHERE held.state = 'grading' AND holder.is_guest
) < (
    SELECT CASE WHEN COUNT(*) < 4 THEN 1 ELSE COUNT(*) / 2 END
    FROM exercises_gradingworker AS worker
    WHERE worker.state = 'ready' AND worker.seen_at > %s
))
ORDER BY CASE waiting.lane WHEN 'run' THEN 0 ELSE 1 END, (
    SELECT COUNT(*) FROM exercises_submission AS served
    WHERE served.learner_id = waiting.learner_id AND served.started_at > %s
), waiting.queued_at
LIMIT 1
"""
OLDEST_REGRADE = """
SELECT waiting.id FROM exercises_submission AS waiting
WHERE waiting.state = 'queued' AND waiting.lane = 'regrade'
ORDER BY waiting.queued_at
LIMIT 1
"""


@dataclass(frozen=True)
class Claim:
    """The right to grade one submission and to write its result, for as long as the lease is renewed."""

    submission_id: uuid.UUID
    token: uuid.UUID


@dataclass(frozen=True)
class Claimed(Claim):
    """A claim just made, with the row as it then was."""

    submission: Submission


def claim_next(*, worker: WorkerIdentity) -> Claimed | None:
    """Claim the best waiting submission: Run before Submit before regrading, then the learner who was
    served least, that learner's newest. None if nothing waits."""
    token, since = uuid.uuid4(), timezone.now() - SHARE_WINDOW
    heard_since = timezone.now() - COUNTS_AS_ALIVE
    taken = _take(BEST_OF_LEARNERS, token, worker, heard_since, since) or _take(OLDEST_REGRADE, token, worker)
    return None if taken is None else Claimed(taken.pk, token, taken)


def renew_lease(claim: Claim) -> bool:
    """Say that the holder of `claim` is alive; whether it still holds it."""
    return bool(held_by(claim).update(lease_until=timezone.now() + LEASE))


def held_by(claim: Claim) -> QuerySet[Submission]:
    """The submission, if `claim` still holds it: the condition of every write of a worker."""
    return Submission.objects.filter(pk=claim.submission_id, state=State.GRADING, claim=claim.token)


def _take(chosen: str, token: uuid.UUID, worker: WorkerIdentity, *chosen_by: datetime) -> Submission | None:
    """Choose and change in one statement, so that no two workers take the same row; None where nothing waits."""
    now = timezone.now()
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in (now + LEASE, now, *chosen_by)]
    stored_token = token if connection.features.has_native_uuid_field else token.hex
    # With row locks workers choose past each other's choice; without them they write one after the other.
    locked = "FOR UPDATE OF waiting SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    rows = Submission.objects.raw(TAKE.format(chosen=chosen + locked), [stored_token, str(worker), *moments])
    return next(iter(rows), None)
