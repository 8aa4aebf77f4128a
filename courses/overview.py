"""How the exercises are going: who tried, passed and is stuck, and the mistake that most make.

Staff's own submissions do not count. Every question is answered by the database in one query each,
however many exercises and learners there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef

from accounts.models import User
from exercises.models import DiagnosisFound, Exercise, Solution, Submission

STUCK_AFTER_FAILURES = 3
STUCK_AFTER = timedelta(minutes=20)
STUCK_AFTER_SAME_DIAGNOSIS = 3


@dataclass(frozen=True)
class FrequentMistake:
    """The diagnosis that most learners of an exercise met."""

    sentence: str
    learners: int


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise in numbers of learners."""

    exercise: Exercise
    tried: int
    passed: int
    stuck: int
    mistake: FrequentMistake | None


@dataclass(frozen=True)
class Overview:
    """All exercises, those with stuck learners first, then in the order of the climb."""

    rows: list[ExerciseRow]
    learners: int
    stuck: int

    @property
    def hardest(self) -> ExerciseRow | None:
        """The exercise with the most stuck learners."""
        return self.rows[0] if self.rows and self.rows[0].stuck else None


def read_overview() -> Overview:
    """The numbers of now."""
    tried, passed, mistakes = _tried(), _passed(), _mistakes()
    stuck = _stuck()
    stuck_on = Counter(exercise_id for exercise_id, _ in stuck)
    exercises = Exercise.objects.filter(published__isnull=False).select_related("stage")
    rows = [
        ExerciseRow(
            exercise=exercise,
            tried=tried.get(exercise.pk, 0),
            passed=passed.get(exercise.pk, 0),
            stuck=stuck_on[exercise.pk],
            mistake=mistakes.get(exercise.pk),
        )
        for exercise in exercises
    ]
    published = {row.exercise.pk for row in rows}
    return Overview(
        rows=sorted(rows, key=lambda row: -row.stuck),
        learners=User.objects.filter(
            Exists(Submission.objects.attempts().filter(learner=OuterRef("pk"))), is_staff=False
        ).count(),
        stuck=len({learner_id for exercise_id, learner_id in stuck if exercise_id in published}),
    )


def _tried() -> Mapping[int, int]:
    rows = Submission.objects.attempts().filter(learner__is_staff=False).values_list("exercise_id")
    return dict(rows.annotate(learners=Count("learner", distinct=True)).order_by())


def _passed() -> Mapping[int, int]:
    rows = Solution.objects.filter(learner__is_staff=False).values_list("exercise_id")
    return dict(rows.annotate(learners=Count("learner")).order_by())


def _stuck() -> set[tuple[int, int]]:
    """Exercise and learner: failing for a while, or on the same diagnosis again and again, and not passed."""
    failing = (
        Submission.objects.attempts()
        .filter(outcome="failed", learner__is_staff=False)
        .exclude(_has_passed("exercise_id", "learner_id"))
        .values_list("exercise_id", "learner_id")
        .annotate(failures=Count("pk"), first=Min("queued_at"), last=Max("queued_at"))
        .filter(failures__gte=STUCK_AFTER_FAILURES, last__gte=F("first") + STUCK_AFTER)
        .order_by()
    )
    repeated = (
        DiagnosisFound.objects.filter(submission__learner__is_staff=False)
        .exclude(_has_passed("exercise_id", "submission__learner_id"))
        .values_list("exercise_id", "submission__learner_id", "diagnosis_id")
        .annotate(times=Count("submission", distinct=True))
        .filter(times__gte=STUCK_AFTER_SAME_DIAGNOSIS)
        .order_by()
    )
    return {(row[0], row[1]) for row in (*failing, *repeated)}


def _has_passed(exercise: str, learner: str) -> Exists:
    return Exists(Solution.objects.filter(exercise_id=OuterRef(exercise), learner_id=OuterRef(learner)))


def _mistakes() -> dict[int, FrequentMistake]:
    """The most frequent diagnosis of each exercise, in the words of its newest verdict."""
    counted = (
        DiagnosisFound.objects.filter(submission__learner__is_staff=False)
        .values_list("exercise_id", "diagnosis_id")
        .annotate(learners=Count("submission__learner", distinct=True), newest=Max("pk"))
        .order_by("learners", "diagnosis_id")
    )
    top = {row[0]: row for row in counted}
    examples = DiagnosisFound.objects.filter(pk__in=[newest for *_, newest in top.values()])
    sentences = {
        pk: _sentence(verdict, diagnosis_id)
        for pk, diagnosis_id, verdict in examples.values_list("pk", "diagnosis_id", "submission__verdict")
    }
    return {
        exercise_id: FrequentMistake(sentences[newest], learners)
        for exercise_id, (_, _, learners, newest) in top.items()
    }


def _sentence(verdict: Mapping[str, Any] | None, diagnosis_id: str) -> str:
    diagnoses = [] if verdict is None else verdict["diagnoses"]
    return next((str(one["sentence"]) for one in diagnoses if one["id"] == diagnosis_id), diagnosis_id)
