"""Queue what runs beside the attempts: a shape trace, a run of Scratch. It is claimed like something to be run."""

from __future__ import annotations

import uuid
from functools import partial

from django.db import transaction

from accounts.models import User
from exercises.bell import ring
from exercises.live import announce_states
from exercises.models import FINAL_STATES, Exercise, Lane, Purpose, Submission
from exercises.rate_limits import spend_submission
from exercises.submitting import NothingPublished, one_at_a_time, store, supersede_queued


def queue_beside(
    *,
    learner: User,
    exercise: Exercise,
    network: str,
    purpose: Purpose,
    identity: uuid.UUID | None,
    source: str,
    function: str = "",
    scratch: str = "",
) -> Submission:
    """Queue `source` for `purpose`. It counts like a Run for the rate limit; only the newest of a purpose is kept.

    Raises NothingPublished, LimitReached.
    """
    version_id = exercise.published_id
    if version_id is None:
        raise NothingPublished(exercise.slug)
    with transaction.atomic():
        spend_submission(learner=learner, network=network, lane=Lane.RUN)
        one_at_a_time(learner)
        superseded = supersede_queued(learner, exercise, Lane.RUN, purpose)
        _forget_ended(learner, exercise, purpose)
        queued = store(
            learner,
            exercise,
            version_id,
            source,
            Lane.RUN,
            purpose=purpose,
            identity=identity,
            function=function,
            scratch=scratch,
        )
        transaction.on_commit(ring)
        transaction.on_commit(partial(announce_states, superseded))
    return queued


def _forget_ended(learner: User, exercise: Exercise, purpose: Purpose) -> None:
    rows = Submission.objects.filter(learner=learner, exercise=exercise, purpose=purpose)
    rows.filter(state__in=FINAL_STATES).delete()
