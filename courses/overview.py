"""How each exercise is going: from who began it to who passed, who is stuck, and the most frequent mistake.

Staff's own submissions do not count. The database answers in a fixed number of questions, however many exercises and
learners there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from courses.counted import counted_attempts, counted_learners, counted_solutions, staff
from courses.stuck import Stuck, StuckShown, describe_stuck, find_stuck
from exercises.models import DiagnosisFound, Draft, Exercise, Lane, Submission

STUCK_SHOWN = 30
ALL = Q()


@dataclass(frozen=True)
class FrequentMistake:
    """The diagnosis that was found most often in an exercise, and in how many tries."""

    sentence: str
    times: int


@dataclass(frozen=True)
class Funnel:
    """How many learners came how far with one exercise; each number is part of the one before."""

    began: int = 0
    ran: int = 0
    submitted: int = 0
    passed: int = 0


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise in numbers of learners."""

    exercise: Exercise
    funnel: Funnel
    stuck: int
    mistake: FrequentMistake | None


@dataclass(frozen=True)
class Overview:
    """All exercises, those with stuck learners first, then in the order of the climb; and who is stuck, by need."""

    rows: Sequence[ExerciseRow]
    learners: int
    stuck: Sequence[Stuck]
    shown: Sequence[StuckShown]

    @property
    def stuck_learners(self) -> int:
        """How many people are stuck; one of them may be so on two exercises."""
        return len({row.learner_id for row in self.stuck})

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has begun anything: there is nothing to count yet."""
        return not any(row.funnel.began for row in self.rows)

    @property
    def hardest(self) -> ExerciseRow | None:
        """The exercise with the most stuck learners."""
        return self.rows[0] if self.rows and self.rows[0].stuck else None


def read_overview(*, now: datetime, most: int = STUCK_SHOWN) -> Overview:
    """The numbers of now, and the `most` who need somebody most."""
    stuck = find_stuck(now=now)
    return Overview(
        rows=read_rows(stuck),
        learners=counted_learners().count(),
        stuck=stuck,
        shown=describe_stuck(stuck[:most], now=now),
    )


def read_rows(stuck: Iterable[Stuck]) -> list[ExerciseRow]:
    """Each published exercise."""
    funnels, mistakes = read_funnels(), _mistakes()
    stuck_on = Counter(row.exercise_id for row in stuck)
    rows = [
        ExerciseRow(
            exercise=exercise,
            funnel=funnels.get(exercise.pk, Funnel()),
            stuck=stuck_on[exercise.pk],
            mistake=mistakes.get(exercise.pk),
        )
        for exercise in Exercise.objects.filter(published__isnull=False).select_related("stage")
    ]
    return sorted(rows, key=lambda row: -row.stuck)


def read_funnels(which: Q = ALL) -> dict[int, Funnel]:
    """The funnel of each exercise by its key. Nothing tells who only looked: who typed something has a draft."""
    attempts = counted_attempts().filter(which).order_by()
    counted = attempts.values_list("exercise_id").annotate(
        ran=Count("learner", distinct=True), submitted=Count("learner", distinct=True, filter=~Q(lane=Lane.RUN))
    )
    tried: dict[int, tuple[int, int]] = {row[0]: (row[1], row[2]) for row in counted}
    began = _learners(Draft.objects.filter(which).exclude(learner__in=staff()))
    passed = _learners(counted_solutions().filter(which))
    return {
        key: _funnel(began.get(key, 0), *tried.get(key, (0, 0)), passed.get(key, 0))
        for key in {*began, *tried, *passed}
    }


def _funnel(began: int, ran: int, submitted: int, passed: int) -> Funnel:
    """Each number holds at least those that come after it: a draft may have been left behind with a guest."""
    submitted = max(submitted, passed)
    ran = max(ran, submitted)
    return Funnel(max(began, ran), ran, submitted, passed)


def _learners(rows: Any) -> dict[int, int]:
    """How many rows each exercise has, where a learner has one at most."""
    return dict(rows.values_list("exercise_id").annotate(learners=Count("learner")).order_by())


def _mistakes() -> dict[int, FrequentMistake]:
    """The diagnosis of each exercise that was found most often, in the words of its newest verdict."""
    counted = DiagnosisFound.objects.values_list("exercise_id", "diagnosis_id").order_by()
    of_staff = Submission.objects.attempts().filter(learner__in=staff()).values("pk")
    # Counted apart and taken off: a join for each row would cost a hundred times more.
    taken_off = {row[:2]: row[2] for row in counted.filter(submission__in=of_staff).annotate(times=Count("pk"))}
    top: dict[int, tuple[int, int]] = {}
    for exercise_id, diagnosis_id, times, newest in counted.annotate(times=Count("pk"), newest=Max("pk")):
        left = times - taken_off.get((exercise_id, diagnosis_id), 0)
        top[exercise_id] = max(top.get(exercise_id, (0, 0)), (left, newest))
    sentences = sentences_of(newest for _, newest in top.values())
    return {
        exercise_id: FrequentMistake(sentences[newest], times)
        for exercise_id, (times, newest) in top.items()
        if times and newest in sentences
    }


def sentences_of(found: Iterable[int]) -> dict[int, str]:
    """What each of these rows of DiagnosisFound says, by its key."""
    examples = DiagnosisFound.objects.filter(pk__in=list(found))
    return {
        pk: _sentence(verdict, diagnosis_id)
        for pk, diagnosis_id, verdict in examples.values_list("pk", "diagnosis_id", "submission__verdict")
    }


def _sentence(verdict: Mapping[str, Any] | None, diagnosis_id: str) -> str:
    diagnoses = [] if verdict is None else verdict["diagnoses"]
    return next((str(one["sentence"]) for one in diagnoses if one["id"] == diagnosis_id), diagnosis_id)
