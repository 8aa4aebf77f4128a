"""Open the next rung of a ladder of hints and remember that it was shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from exercises.models import Exercise, Submission
from tutor.climbing import Climb, RungState, climbs
from tutor.fingerprint import fingerprint
from tutor.models import HintShown


class UnknownRung(LookupError):
    """No such ladder is offered for this submission, or it has no such rung."""


class RungTooHigh(Exception):
    """The rung below is still closed."""


class RungClosed(Exception):
    """The rung is the next one, but closed for at most `opens_in` more."""

    def __init__(self, opens_in: timedelta) -> None:
        super().__init__(f"opens in {opens_in}")
        self.opens_in = opens_in


def open_rung(
    *,
    learner: User,
    exercise: Exercise,
    submission: Submission | None,
    ladder: str,
    rung: int,
    now: datetime,
) -> Climb:
    """Show `rung` of `ladder` to `learner`; one that is open already stays open. Returns the ladder as it is then.

    `submission` is the learner's own. Raises UnknownRung, RungTooHigh, RungClosed.
    """
    climb = _climb_on(learner, exercise, submission, ladder, now)
    if _is_open(climb, rung):
        return climb
    with transaction.atomic():
        # Two clicks at once open it once.
        HintShown.objects.get_or_create(
            learner=learner,
            exercise=exercise,
            ladder=ladder,
            rung=rung,
            defaults={
                "submission": submission,
                "fingerprint": fingerprint(_code(exercise, submission)),
                "shown_at": now,
            },
        )
    return _climb_on(learner, exercise, submission, ladder, now)


def _is_open(climb: Climb, rung: int) -> bool:
    """True if it was opened before, False if it can be opened now; raises otherwise."""
    if not 0 <= rung < len(climb.ladder.rungs):
        raise UnknownRung(rung)
    match climb.state_of(rung):
        case RungState.CLOSED:
            raise RungTooHigh(rung)
        case RungState.NEXT:
            raise RungClosed(climb.opens_in)
        case state:
            return state is RungState.OPEN


def _code(exercise: Exercise, submission: Submission | None) -> str:
    """The code that the hint is about: what was run, else the starter."""
    if submission is not None:
        return submission.source
    return "" if exercise.published is None else exercise.published.starter


def _climb_on(learner: User, exercise: Exercise, submission: Submission | None, ladder: str, now: datetime) -> Climb:
    offered = climbs(learner=learner, exercise=exercise, submission=submission, now=now)
    found = next((climb for climb in offered if climb.ladder.key == ladder), None)
    if found is None:
        raise UnknownRung(ladder)
    return found
