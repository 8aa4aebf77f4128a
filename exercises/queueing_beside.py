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
from exercises.submitting import next_number, one_at_a_time, store, supersede_queued, version_to_grade


def queue_beside(
    *,
    learner: User,
    exercise: Exercise,
    network: str,
    purpose: Purpose,
    identity: uuid.UUID | None,
    source: str,
    **beside: str,
) -> Submission:
    """Queue `source` for `purpose`. It counts like a Run for the rate limit; only the newest of a purpose is kept.

    `beside` names more fields of the submission.
    Raises NothingPublished, LimitReached.
    """
    version_id = version_to_grade(exercise)
    with transaction.atomic():
        spend_submission(learner=learner, network=network, lane=Lane.RUN)
        one_at_a_time(learner)
        superseded = supersede_queued(learner, exercise, Lane.RUN, purpose)
        _forget_ended(learner, exercise, purpose)
        number = next_number(learner=learner, exercise_id=exercise.pk, purpose=purpose)
        queued = store(
            learner, exercise, version_id, source, Lane.RUN, number=number, purpose=purpose, identity=identity, **beside
        )
        transaction.on_commit(ring)
        transaction.on_commit(partial(announce_states, superseded))
    return queued


def _forget_ended(learner: User, exercise: Exercise, purpose: Purpose) -> None:
    rows = Submission.objects.filter(learner=learner, exercise=exercise, purpose=purpose)
    rows.filter(state__in=FINAL_STATES).delete()
