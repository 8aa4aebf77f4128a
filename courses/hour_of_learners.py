"""Who was at work in the last hour, on what, and how each try ended: who is stuck first, then who tried last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from courses.counted import counted_attempts, learner_name
from courses.durations import lasting
from courses.overview import Overview
from courses.stuck import Pair, Stuck
from exercises.models import Exercise

HOUR = timedelta(hours=1)
STUCK_SHOWN, OTHERS_SHOWN = 8, 6


@dataclass(frozen=True)
class Try:
    """One run or submission that came to a verdict."""

    at: datetime
    passed: bool


@dataclass(frozen=True)
class Line:
    """One learner on one exercise. `stuck_for` is "" for one who is not stuck; `since` may lie before the hour."""

    learner_id: int
    name: str
    exercise: Exercise
    since: datetime
    stuck_for: str
    tries: Sequence[Try]

    @property
    def failed(self) -> int:
        return sum(not one.passed for one in self.tries)

    @property
    def passed(self) -> int:
        return len(self.tries) - self.failed


@dataclass(frozen=True)
class HourOfLearners:
    """The lines that are shown, and of how many learners at work how many are stuck."""

    now: datetime
    lines: Sequence[Line]
    at_work: int
    stuck: int

    @property
    def others(self) -> int:
        """How many at work have no line."""
        return self.at_work - len({line.learner_id for line in self.lines})


def read_hour_of_learners(overview: Overview, *, now: datetime) -> HourOfLearners:
    """The hour up to `now`, in two questions: the rest is read for the overview anyway."""
    exercises = {row.exercise.pk: row.exercise for row in overview.rows}
    tries = _tries(now, exercises)
    stuck = {row.pair: row for row in overview.stuck if row.pair in tries}
    shown = [*_longest_stuck(stuck), *_latest_others(tries, stuck)]
    people = User.objects.in_bulk({learner_id for _, learner_id in shown})
    return HourOfLearners(
        now=now,
        lines=[
            _line(people[pair[1]], exercises[pair[0]], tries[pair], stuck.get(pair), now)
            for pair in shown
            # Whoever is deleted between two questions is left out.
            if pair[1] in people
        ],
        at_work=len({learner_id for _, learner_id in tries}),
        stuck=len({learner_id for _, learner_id in stuck}),
    )


def _tries(now: datetime, exercises: Mapping[int, Exercise]) -> dict[Pair, list[Try]]:
    # By their end too: that has an index of its own.
    recent = counted_attempts().filter(ended_at__gte=now - HOUR, queued_at__gte=now - HOUR)
    rows = recent.filter(outcome__in=["passed", "failed"])
    tries: dict[Pair, list[Try]] = defaultdict(list)
    for exercise_id, learner_id, at, outcome in rows.order_by("queued_at").values_list(
        "exercise_id", "learner_id", "queued_at", "outcome"
    ):
        if exercise_id in exercises:
            tries[exercise_id, learner_id].append(Try(at, outcome == "passed"))
    return dict(tries)


def _longest_stuck(stuck: Mapping[Pair, Stuck]) -> list[Pair]:
    return sorted(stuck, key=lambda pair: stuck[pair].since)[:STUCK_SHOWN]


def _latest_others(tries: Mapping[Pair, Sequence[Try]], stuck: Mapping[Pair, Stuck]) -> list[Pair]:
    """Of each learner who is not stuck, what they tried last."""
    are_stuck = {learner_id for _, learner_id in stuck}
    last: dict[int, Pair] = {}
    for pair in sorted(tries, key=lambda pair: tries[pair][-1].at):
        if pair[1] not in are_stuck:
            last[pair[1]] = pair
    return sorted(last.values(), key=lambda pair: tries[pair][-1].at, reverse=True)[:OTHERS_SHOWN]


def _line(learner: User, exercise: Exercise, tries: Sequence[Try], stuck: Stuck | None, now: datetime) -> Line:
    return Line(
        learner_id=learner.pk,
        name=learner_name(learner),
        exercise=exercise,
        since=stuck.since if stuck else tries[0].at,
        stuck_for=lasting(now - stuck.since) if stuck else "",
        tries=tries,
    )
