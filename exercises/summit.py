"""What stands at the top of an exercise that is passed: what was built, how it went, where it leads, other ways."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from accounts.models import User
from exercises.carrying_onward import Onward, carried_onward
from exercises.models import Exercise, Lane, Solution, Submission
from exercises.other_solutions import OtherWay, own_solution, ways_beside
from exercises.progress import signs_of_life, worked_on

MOST_SHOWN = 4


@dataclass(frozen=True)
class Summit:
    """`minutes` is 0 where too little is known of the time; `more` ways on are not listed."""

    number: int
    total: int
    minutes: int
    handed_in: int
    onward: Sequence[Onward]
    more: int
    ways: Sequence[OtherWay]
    earns_badge: bool


def read_summit(
    *, learner: User | None, exercise: Exercise, catalogue: Sequence[Exercise], passed: Set[int]
) -> Summit | None:
    """The passed state of `exercise`; None for whoever has not passed it. A fixed number of queries."""
    own = None if learner is None else own_solution(learner=learner, exercise=exercise)
    if learner is None or own is None:
        return None
    onward = carried_onward(exercise, catalogue)
    return Summit(
        number=next(number for number, other in enumerate(catalogue, start=1) if other.pk == exercise.pk),
        total=len(catalogue),
        minutes=round(_worked(learner, exercise, own) / timedelta(minutes=1)),
        handed_in=_handed_in(learner, exercise, own),
        onward=onward[:MOST_SHOWN],
        more=max(0, len(onward) - MOST_SHOWN),
        ways=ways_beside(own.submission.source, exercise),
        earns_badge=all(other.pk in passed for other in catalogue if other.stage_id == exercise.stage_id),
    )


def _worked(learner: User, exercise: Exercise, own: Solution) -> timedelta:
    """The time until it passed, at least."""
    events = [event for event in signs_of_life(learner) if event[0] <= own.first_passed_at]
    return worked_on(events).get(exercise.pk, timedelta())


def _handed_in(learner: User, exercise: Exercise, own: Solution) -> int:
    """Submissions until it passed, with the one that did."""
    rows = Submission.objects.attempts().filter(learner=learner, exercise=exercise, lane=Lane.SUBMIT)
    return max(1, rows.filter(queued_at__lte=own.first_passed_at).count())
