"""Run or hand in a solution: store it, then queue it for grading."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.rate_limits import LimitReached
from exercises.bell import ring_unless_enough_are_called
from exercises.claiming import LANES_IN_ORDER
from exercises.drafting import keep_as_draft
from exercises.live import announce_states
from exercises.models import Draft, Exercise, Lane, Purpose, State, Submission
from exercises.presenting import submissions_to_present
from exercises.rate_limits import spend_submission
from exercises.source_rules import check_gradable

# In one question and written out: each of a class that hands in at once waits for it.
STANDING = """
SELECT
    (SELECT COALESCE(MAX(number), 0) FROM exercises_submission
     WHERE learner_id = %s AND exercise_id = %s AND purpose = %s),
    (SELECT COUNT(*) FROM exercises_submission
     WHERE learner_id = %s AND exercise_id = %s AND purpose = %s AND state = 'queued' AND lane = %s),
    (SELECT COUNT(*) FROM exercises_submission WHERE state = 'queued' AND lane IN ({lanes}))
"""


@dataclass(frozen=True)
class Submitted:
    """What was stored: the queued submission, its place in the queue (1 for the next one), and the draft that now
    stands in the editor."""

    submission: Submission
    position_in_queue: int
    draft: Draft


class NothingPublished(Exception):
    """The exercise has no version that could be graded."""


def submit(
    *,
    learner: User,
    exercise: Exercise,
    source: str,
    lane: Lane,
    network: str,
    revision: int | None = None,
    identity: uuid.UUID | None = None,
) -> Submitted:
    """Keep `source` as the draft, store it as a submission and queue it once the transaction commits.

    `identity`: of the submission, where it was chosen before.
    Raises SourceRefused; NothingPublished; LimitReached, and then the draft is kept all the same.
    """
    check_gradable(source)
    version_id = version_to_grade(exercise)
    with transaction.atomic():
        draft = keep_as_draft(learner=learner, exercise=exercise, source=source, revision=revision)
        refusal = _refusal(learner, network, lane)
        if refusal is None:
            return Submitted(*_queue(learner, exercise, version_id, source, lane, identity), draft)
    # Raised only here: within the block it would undo the draft.
    raise refusal


def version_to_grade(exercise: Exercise) -> int:
    """The key of the version that submissions are pinned to. Raises NothingPublished."""
    if exercise.published_id is None:
        raise NothingPublished(exercise.slug)
    return exercise.published_id


def _refusal(learner: User, network: str, lane: Lane) -> LimitReached | None:
    """Spend one of the learner's allowance; why not, where none is left."""
    try:
        spend_submission(learner=learner, network=network, lane=lane)
    except LimitReached as reached:
        return reached
    return None


def next_number(*, learner: User, exercise_id: int, purpose: str = Purpose.GRADE) -> int:
    """The number of the learner's next submission to this exercise, counted by purpose."""
    rows = Submission.objects.filter(learner=learner, exercise_id=exercise_id, purpose=purpose)
    return (rows.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def one_at_a_time(learner: User) -> None:
    """One learner's submissions are stored one after the other, so that their numbers are too.

    Where a database has no row locks, the transaction itself keeps others from writing.
    """
    if connection.features.has_select_for_update:
        User.objects.select_for_update(no_key=True).values_list("pk").get(pk=learner.pk)


def _queue(
    learner: User, exercise: Exercise, version_id: int, source: str, lane: Lane, identity: uuid.UUID | None
) -> tuple[Submission, int]:
    """The queued submission, and its place in the queue."""
    one_at_a_time(learner)
    last_number, own_waiting, all_waiting = _standing(learner, exercise, lane)
    superseded = supersede_queued(learner, exercise, lane) if own_waiting else []
    submission = store(learner, exercise, version_id, source, lane, number=last_number + 1, identity=identity)
    ahead = all_waiting - len(superseded)
    transaction.on_commit(partial(ring_unless_enough_are_called, ahead))
    transaction.on_commit(partial(announce_states, superseded))
    return submission, ahead + 1


def _standing(learner: User, exercise: Exercise, lane: Lane) -> tuple[int, int, int]:
    """The learner's last number here, how many of theirs wait in `lane`, and how many of all wait before a new one."""
    lanes = [*LANES_IN_ORDER[: LANES_IN_ORDER.index(lane) + 1]]
    question = STANDING.format(lanes=", ".join("%s" for _ in lanes))
    own: list[int | str] = [learner.pk, exercise.pk, Purpose.GRADE]
    with connection.cursor() as cursor:
        cursor.execute(question, [*own, *own, lane, *lanes])
        last_number, own_waiting, all_waiting = cursor.fetchone()
    return last_number, own_waiting, all_waiting


def supersede_queued(
    learner: User, exercise: Exercise, lane: Lane, purpose: Purpose = Purpose.GRADE
) -> list[Submission]:
    """Older ones that nobody has begun to grade give way: the newest is what the learner waits for."""
    queued = Submission.objects.filter(
        learner=learner, exercise=exercise, lane=lane, purpose=purpose, state=State.QUEUED
    )
    older = list(queued.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if not older:
        return []
    Submission.objects.filter(pk__in=older, state=State.QUEUED).update(state=State.SUPERSEDED, ended_at=timezone.now())
    return [row for row in submissions_to_present(*older) if row.state == State.SUPERSEDED]


def store(
    learner: User,
    exercise: Exercise,
    version_id: int,
    source: str,
    lane: Lane,
    *,
    number: int,
    purpose: Purpose = Purpose.GRADE,
    identity: uuid.UUID | None = None,
    **beside: str,
) -> Submission:
    """A new queued submission with this number among those of its purpose; `beside` names more fields of it."""
    return Submission.objects.create(
        pk=identity or uuid.uuid4(),
        learner=learner,
        exercise=exercise,
        version_id=version_id,
        number=number,
        source=source,
        source_sha256=hashlib.sha256(source.encode()).hexdigest(),
        lane=lane,
        purpose=purpose,
        queued_at=timezone.now(),
        **beside,
    )
