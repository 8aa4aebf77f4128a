"""Where a learner goes on: the exercise in hand, else the first that is not passed."""

from __future__ import annotations

from accounts.models import User
from exercises.models import Draft, Exercise, Solution


def where_to_continue(*, learner: User) -> Exercise | None:
    """The unsolved exercise worked on last, else the first unsolved one of the road, else the last one.

    None only while the catalogue is empty.
    """
    solved = Solution.objects.filter(learner=learner).values("exercise")
    catalogue = Exercise.objects.filter(published__isnull=False).select_related("stage")
    unsolved = catalogue.exclude(pk__in=solved)
    in_hand = Draft.objects.filter(learner=learner, exercise__in=unsolved).order_by("-saved_at").first()
    if in_hand is not None:
        return unsolved.get(pk=in_hand.exercise_id)
    return unsolved.first() or catalogue.last()
