"""Whose work counts in what those who teach see: everybody's but staff's."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from exercises.models import Solution, Submission


def staff() -> QuerySet[User, Any]:
    """The keys of those who do not count: so few that leaving them out costs less than looking at each learner."""
    return User.objects.filter(is_staff=True).values("pk")


def counted_attempts() -> QuerySet[Submission]:
    """What learners ran and handed in."""
    return Submission.objects.attempts().exclude(learner__in=staff())


def counted_learners() -> QuerySet[User]:
    """Everybody who ran or handed in something: one look at the index for each, instead of a count of all tries."""
    attempts = Submission.objects.attempts().filter(learner=OuterRef("pk"))
    return User.objects.filter(Exists(attempts), is_staff=False)


def counted_solutions() -> QuerySet[Solution]:
    """What learners passed."""
    return Solution.objects.exclude(learner__in=staff())


def has_passed(exercise: str, learner: str) -> Exists:
    """Whether a row's learner, named by these fields, has passed its exercise."""
    return Exists(Solution.objects.filter(exercise_id=OuterRef(exercise), learner_id=OuterRef(learner)))


def learner_name(person: User) -> str:
    """What a learner is called in a list; guests, who have no name, are told apart."""
    return f"{person} {person.username[-4:]}" if person.is_guest else str(person)
