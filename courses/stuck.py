"""Who is stuck, on what, since when and with which diagnosis; who needs somebody most comes first.

Stuck: three failing submissions over twenty minutes on one exercise, or the same diagnosis three times in a row,
and not passed. Tries of the last two weeks count: whoever left in spring needs nobody now.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from accounts.models import User
from courses.counted import counted_attempts, has_passed, learner_name
from courses.durations import lasting
from exercises.models import DiagnosisFound, Exercise, Submission
from tutor.models import HintShown

STUCK_AFTER_FAILURES = 3
STUCK_AFTER = timedelta(minutes=20)
TRIES_COUNT_FOR = timedelta(days=14)
# Who tried within this time may still sit at it.
IS_AT_IT = timedelta(hours=1)

ALL = Q()

Pair = tuple[int, int]


@dataclass(frozen=True)
class Stuck:
    """One learner who is stuck on one exercise."""

    exercise_id: int
    learner_id: int
    failures: int
    since: datetime
    last: datetime

    @property
    def pair(self) -> Pair:
        """What tells it from the others."""
        return self.exercise_id, self.learner_id


@dataclass(frozen=True)
class StuckShown:
    """The same with all that a page says about it. `diagnosis`: of the last failing try, "" where it has none."""

    stuck: Stuck
    learner: User
    exercise: Exercise
    last_try: Submission
    diagnosis: str
    hints: int
    lasts: str

    @property
    def name(self) -> str:
        """What the learner is called here."""
        return learner_name(self.learner)


def find_stuck(*, now: datetime, which: Q = ALL) -> list[Stuck]:
    """Everybody who is stuck, in the tries of `which`: who may still sit at it before who has been so longest."""
    failing = _failing(now, which)
    for_long = [row for row in failing if row.last - row.since >= STUCK_AFTER]
    others = [row for row in failing if row.last - row.since < STUCK_AFTER]
    same = _with_the_same_diagnosis(others, now)
    rows = [*for_long, *(row for row in others if row.pair in same)]
    return sorted(rows, key=lambda row: (row.last < now - IS_AT_IT, row.since))


def describe_stuck(rows: Sequence[Stuck], *, now: datetime) -> list[StuckShown]:
    """`rows` with names, last tries, diagnoses and hints, in five questions however many they are."""
    learners = User.objects.in_bulk({row.learner_id for row in rows})
    exercises = Exercise.objects.select_related("stage").in_bulk({row.exercise_id for row in rows})
    tries = _last_tries(rows, now)
    hints = _hints(rows)
    return [
        StuckShown(
            stuck=row,
            learner=learners[row.learner_id],
            exercise=exercises[row.exercise_id],
            last_try=last,
            diagnosis=diagnosis_of(last.verdict),
            hints=hints.get(row.pair, 0),
            lasts=lasting(now - row.since),
        )
        for row in rows
        # Whoever is deleted or passes between two questions is left out.
        if (last := tries.get(row.pair)) is not None and row.learner_id in learners and row.exercise_id in exercises
    ]


def diagnosis_of(verdict: Mapping[str, Any] | None) -> str:
    """The first mistake that `verdict` names, as a sentence."""
    diagnoses = [] if verdict is None else verdict.get("diagnoses", [])
    return str(diagnoses[0]["sentence"]) if diagnoses else ""


def _tries(now: datetime) -> QuerySet[Submission]:
    """The tries that count of everybody who has not passed the exercise."""
    return (
        counted_attempts().filter(queued_at__gte=now - TRIES_COUNT_FOR).exclude(has_passed("exercise_id", "learner_id"))
    )


def _failing(now: datetime, which: Q) -> list[Stuck]:
    rows = (
        _tries(now)
        .filter(which, outcome="failed", exercise__published__isnull=False)
        .values_list("exercise_id", "learner_id")
        .annotate(failures=Count("queued_at"), first=Min("queued_at"), last=Max("queued_at"))
        .filter(failures__gte=STUCK_AFTER_FAILURES)
        .order_by()
    )
    return [Stuck(*row) for row in rows]


def _with_the_same_diagnosis(rows: Collection[Stuck], now: datetime) -> set[Pair]:
    """Which of those who fail have one diagnosis in each of their last three tries."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    last_three = _last_three(rows, now)
    wanted = [pk for tries in last_three.values() for pk in tries]
    for submission_id, diagnosis_id in DiagnosisFound.objects.filter(submission__in=wanted).values_list(
        "submission", "diagnosis_id"
    ):
        found[submission_id].add(diagnosis_id)
    return {
        pair
        for pair, tries in last_three.items()
        if len(tries) == STUCK_AFTER_FAILURES and set.intersection(*(found[pk] for pk in tries))
    }


def _last_three(rows: Collection[Stuck], now: datetime) -> dict[Pair, list[uuid.UUID]]:
    """The last tries that ended, of each of `rows`; one that passes what it may see counts as a try too."""
    pairs = {row.pair for row in rows}
    ended = _tries(now).filter(
        outcome__in=["failed", "passed"],
        exercise__in={exercise_id for exercise_id, _ in pairs},
        learner__in={learner_id for _, learner_id in pairs},
    )
    last: dict[Pair, list[uuid.UUID]] = defaultdict(list)
    for exercise_id, learner_id, pk in ended.order_by("-queued_at").values_list("exercise_id", "learner_id", "pk"):
        if (exercise_id, learner_id) in pairs and len(last[exercise_id, learner_id]) < STUCK_AFTER_FAILURES:
            last[exercise_id, learner_id].append(pk)
    return last


def _last_tries(rows: Collection[Stuck], now: datetime) -> dict[Pair, Submission]:
    wanted = {(row.exercise_id, row.learner_id, row.last) for row in rows}
    found = (
        _tries(now)
        .filter(
            outcome="failed",
            exercise__in={row.exercise_id for row in rows},
            learner__in={row.learner_id for row in rows},
            queued_at__in={row.last for row in rows},
        )
        .only("exercise_id", "learner_id", "queued_at", "number", "verdict")
    )
    return {
        (last.exercise_id, last.learner_id): last
        for last in found
        if (last.exercise_id, last.learner_id, last.queued_at) in wanted
    }


def _hints(rows: Collection[Stuck]) -> dict[Pair, int]:
    """How many hints each of them has opened there."""
    opened = HintShown.objects.filter(
        exercise__in={row.exercise_id for row in rows}, learner__in={row.learner_id for row in rows}
    )
    counted = opened.values_list("exercise_id", "learner_id").annotate(count=Count("pk")).order_by()
    return {(exercise_id, learner_id): count for exercise_id, learner_id, count in counted}
