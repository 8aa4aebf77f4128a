"""Which earlier functions come along to an exercise, and whose: what the page shows and what a grading is given.

The reference stands in only for exercises that the learner passed, or skipped by a recorded choice that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import User
from exercises.models import Carry, CarryChoice, Exercise, Solution

if TYPE_CHECKING:
    from grader import Bundle


class Use(StrEnum):
    """Whose function an exercise finds in `mine`."""

    OWN = "own"
    REFERENCE = "reference"
    MISSING = "missing"


class NotCarried(LookupError):
    """No function of this name comes along to this exercise."""


class MayNotChoose(Exception):
    """The learner has no function of their own to choose: the exercise that gives it is not passed."""


@dataclass(frozen=True)
class CarriedFunction:
    """One earlier function as the page shows it. `exercise`: None where the catalogue no longer has it."""

    name: str
    slug: str
    title: str
    exercise: Exercise | None
    use: Use
    may_choose: Sequence[Carry]
    reference: str | None

    def as_dict(self) -> dict[str, Any]:
        """As the page's scripts read it. `reference`: the code that stands in, where it does."""
        url = None if self.exercise is None else self.exercise.get_absolute_url()
        return {
            "name": self.name,
            "exercise": {"slug": self.slug, "title": self.title, "url": url},
            "use": self.use.value,
            "may_choose": [choice.value for choice in self.may_choose],
            "reference": self.reference,
        }


@dataclass(frozen=True)
class Brought:
    """What a grading is given: own sources by exercise, and the functions for which the reference stands in."""

    mine: Mapping[str, str] = field(default_factory=dict)
    from_reference: Sequence[str] = ()


@dataclass(frozen=True)
class _Known:
    """What decides for one learner: exercises by slug, when each was passed, and the choices by function."""

    exercises: Mapping[str, Exercise]
    passed: Mapping[str, datetime]
    choices: Mapping[tuple[str, str], CarryChoice]

    def use(self, slug: str, name: str) -> Use:
        """Own once it is passed, unless the reference was chosen since; before that only what was chosen."""
        choice, passed = self.choices.get((slug, name)), self.passed.get(slug)
        if slug not in self.exercises:
            return Use.REFERENCE
        if choice is not None and choice.choice == Carry.REFERENCE and (passed is None or choice.chosen_at > passed):
            return Use.REFERENCE
        return Use.MISSING if passed is None else Use.OWN

    def may_choose(self, slug: str) -> Sequence[Carry]:
        if slug not in self.exercises:
            return ()
        return (Carry.OWN, Carry.REFERENCE) if slug in self.passed else (Carry.REFERENCE,)


def carried_functions(*, learner: User | None, bundle: Bundle) -> list[CarriedFunction]:
    """Every earlier function that `bundle` imports, as it stands for `learner`; None for someone who has not begun."""
    if not bundle.carried:
        return []
    known = _known(None if learner is None else learner.pk, [exercise.slug for exercise in bundle.carried])
    return [
        CarriedFunction(
            name=name,
            slug=carried.slug,
            title=carried.title,
            exercise=known.exercises.get(carried.slug),
            use=(use := known.use(carried.slug, name)),
            may_choose=known.may_choose(carried.slug),
            reference=carried.reference if use is Use.REFERENCE else None,
        )
        for carried in bundle.carried
        for name in carried.names
    ]


def brought_by(*, learner_id: int, bundle: Bundle) -> Brought:
    """What a grading of this learner finds in `mine`."""
    if not bundle.carried:
        return Brought()
    slugs = [exercise.slug for exercise in bundle.carried]
    known = _known(learner_id, slugs)
    uses = {(each.slug, name): known.use(each.slug, name) for each in bundle.carried for name in each.names}
    own = {slug for (slug, _), use in uses.items() if use is Use.OWN}
    solutions = Solution.objects.filter(learner=learner_id, exercise__slug__in=own)
    return Brought(
        mine=dict(solutions.values_list("exercise__slug", "submission__source")),
        from_reference=[name for (_, name), use in uses.items() if use is Use.REFERENCE],
    )


def choose(*, learner: User, bundle: Bundle, function: str, choice: Carry) -> None:
    """Record whose `function` comes along from now on. Raises NotCarried, MayNotChoose."""
    slug = next((each.slug for each in bundle.carried if function in each.names), None)
    known = _known(learner.pk, [] if slug is None else [slug])
    if slug is None or slug not in known.exercises:
        raise NotCarried(function)
    if choice not in known.may_choose(slug):
        raise MayNotChoose(function)
    CarryChoice.objects.update_or_create(
        learner=learner,
        exercise=known.exercises[slug],
        function=function,
        defaults={"choice": choice, "chosen_at": timezone.now()},
    )


def _known(learner_id: int | None, slugs: Sequence[str]) -> _Known:
    exercises = Exercise.objects.filter(slug__in=slugs, published__isnull=False).select_related("stage")
    by_slug = {exercise.slug: exercise for exercise in exercises}
    if learner_id is None:
        return _Known(by_slug, {}, {})
    passed = Solution.objects.filter(learner=learner_id, exercise__slug__in=slugs)
    choices = CarryChoice.objects.filter(learner=learner_id, exercise__slug__in=slugs).select_related("exercise")
    return _Known(
        by_slug,
        dict(passed.values_list("exercise__slug", "first_passed_at")),
        {(choice.exercise.slug, choice.function): choice for choice in choices},
    )
