"""Keep a version that gives way to another one: as an entry of the history that was never run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exercises.models import Exercise, Lane, Purpose, State, Submission
from exercises.source_rules import check_storable
from exercises.submitting import NothingPublished, next_number, one_at_a_time


@dataclass(frozen=True)
class Kept:
    """The entry of the history that holds a version, and whether it was made for it."""

    entry: Submission
    is_new: bool


def keep_in_history(*, learner: User, exercise: Exercise, source: str) -> Kept:
    """Find `source` in the learner's history, or add it.

    Raises SourceRefused, NothingPublished.
    """
    check_storable(source)
    sha256 = hashlib.sha256(source.encode()).hexdigest()
    with transaction.atomic():
        one_at_a_time(learner)
        there = Submission.objects.versions().filter(learner=learner, exercise=exercise, source_sha256=sha256)
        known = there.order_by("-queued_at").first()
        if known is not None:
            return Kept(known, is_new=False)
        return Kept(_store(learner, exercise, source, sha256), is_new=True)


def _store(learner: User, exercise: Exercise, source: str, sha256: str) -> Submission:
    if exercise.published_id is None:
        raise NothingPublished(exercise.slug)
    now = timezone.now()
    return Submission.objects.create(
        learner=learner,
        exercise=exercise,
        version_id=exercise.published_id,
        number=next_number(learner=learner, exercise_id=exercise.pk, purpose=Purpose.KEPT),
        source=source,
        source_sha256=sha256,
        lane=Lane.RUN,
        purpose=Purpose.KEPT,
        state=State.CANCELLED,
        queued_at=now,
        ended_at=now,
    )
