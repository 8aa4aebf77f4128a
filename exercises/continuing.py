"""Where a learner goes on: the exercise in hand, else the first that is not passed."""

from __future__ import annotations

from collections.abc import Sequence, Set

from accounts.models import User
from exercises.models import Draft, Exercise, Solution


def where_to_continue(*, learner: User) -> Exercise | None:
    """The unsolved exercise worked on last, else the first unsolved one of the road, else the last one.

    None only while the catalogue is empty.
    """
    catalogue = list(Exercise.objects.filter(published__isnull=False).select_related("stage"))
    passed = set(Solution.objects.filter(learner=learner).values_list("exercise_id", flat=True))
    return next_unsolved(catalogue, passed, learner=learner) or (catalogue[-1] if catalogue else None)


def next_unsolved(catalogue: Sequence[Exercise], passed: Set[int], *, learner: User) -> Exercise | None:
    """The same among what is read already, in one query; None where everything is solved."""
    unsolved = {exercise.pk: exercise for exercise in catalogue if exercise.pk not in passed}
    drafts = Draft.objects.filter(learner=learner, exercise__in=unsolved)
    in_hand = drafts.order_by("-saved_at").values_list("exercise_id", flat=True).first()
    return next(iter(unsolved.values()), None) if in_hand is None else unsolved[in_hand]
