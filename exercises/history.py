"""What a learner ran and handed in before."""

from __future__ import annotations

from accounts.models import User
from exercises.models import Exercise, Submission

LONGEST_HISTORY = 200


def history_of(*, learner: User, exercise: Exercise) -> list[Submission]:
    """The learner's last submissions to an exercise, newest first, without sources and verdicts."""
    rows = (
        Submission.objects.attempts()
        .filter(learner=learner, exercise=exercise)
        .defer("source", "verdict", "last_fault")
    )
    return list(rows.order_by("-number")[:LONGEST_HISTORY])


def latest_of(*, learner: User, exercise: Exercise) -> Submission | None:
    """The learner's newest submission to an exercise, ready to be presented."""
    rows = Submission.objects.attempts().select_related("exercise").filter(learner=learner, exercise=exercise)
    return rows.order_by("-number").first()
