"""The mistakes that were named in a learner's tries, and which of them are still open."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.utils.translation import gettext_lazy

from accounts.models import User
from courses.overview import sentences_of
from exercises.models import DiagnosisFound, Exercise, Purpose, Solution, State, Submission
from exercises.naming_versions import Standing


class MistakeState(Enum):
    """Where a mistake stands. What a try does not reach is not named in it: only a pass says that it is gone."""

    OPEN = Standing(gettext_lazy("in the last try"), "fail", "failed")
    NOT_SEEN = Standing(gettext_lazy("not in the last try"), "", "notrun")
    PASSED = Standing(gettext_lazy("passed since"), "pass", "passed")


@dataclass(frozen=True)
class Mistake:
    """One mistake in one exercise, in the words of the verdict that named it last."""

    exercise: Exercise
    sentence: str
    tries: int
    last_at: datetime
    state: MistakeState

    @property
    def is_open(self) -> bool:
        return self.state is MistakeState.OPEN

    @property
    def standing(self) -> Standing:
        return self.state.value


@dataclass
class _Found:
    """What is read of one mistake."""

    tries: set[uuid.UUID]
    last_at: datetime
    newest: int


def read_mistakes(learner: User) -> list[Mistake]:
    """Every mistake that was named; the open ones first, then the one that was met last. Five questions."""
    found = _found(learner)
    exercises = Exercise.objects.filter(published__isnull=False).in_bulk({exercise_id for exercise_id, _ in found})
    passed = dict(Solution.objects.filter(learner=learner).values_list("exercise_id", "first_passed_at"))
    last = _last_tries(learner, exercises)
    sentences = sentences_of(one.newest for one in found.values())
    mistakes = [
        Mistake(
            exercise=exercises[exercise_id],
            sentence=sentences.get(one.newest, diagnosis_id),
            tries=len(one.tries),
            last_at=one.last_at,
            state=_state(one, last.get(exercise_id), passed.get(exercise_id)),
        )
        for (exercise_id, diagnosis_id), one in found.items()
        if exercise_id in exercises
    ]
    return sorted(mistakes, key=lambda mistake: (not mistake.is_open, -mistake.last_at.timestamp()))


def _found(learner: User) -> dict[tuple[int, str], _Found]:
    rows = DiagnosisFound.objects.filter(submission__learner=learner, submission__purpose=Purpose.GRADE)
    found: dict[tuple[int, str], _Found] = {}
    for exercise_id, diagnosis_id, pk, submission_id, at in rows.order_by("submission__queued_at", "pk").values_list(
        "exercise_id", "diagnosis_id", "pk", "submission_id", "submission__queued_at"
    ):
        one = found.setdefault((exercise_id, diagnosis_id), _Found(set(), at, pk))
        one.tries.add(submission_id)
        one.last_at, one.newest = at, pk
    return found


def _last_tries(learner: User, exercises: Collection[int]) -> Mapping[int, uuid.UUID]:
    """The last try of each of these exercises that came to a verdict."""
    ended = Submission.objects.attempts().filter(learner=learner, exercise__in=exercises, state=State.GRADED)
    return dict(ended.order_by("queued_at").values_list("exercise_id", "pk"))


def _state(found: _Found, last: uuid.UUID | None, passed_at: datetime | None) -> MistakeState:
    if last in found.tries:
        return MistakeState.OPEN
    if passed_at is not None and passed_at > found.last_at:
        return MistakeState.PASSED
    return MistakeState.NOT_SEEN
