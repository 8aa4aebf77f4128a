"""The concept graph: what each idea of the climb needs and opens, and which ones a learner holds."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from accounts.models import User
from exercises.climb_map import Place, climb_map
from exercises.judging_concepts import Concepts as Judged
from exercises.judging_concepts import judge
from exercises.models import Exercise, Stage
from exercises.progress import Progress, read_progress


class Hold(StrEnum):
    """How firmly a learner has an idea."""

    HELD = "held"
    SHAKY = "shaky"
    OPEN = "open"
    UNWRITTEN = "unwritten"

    @property
    def words(self) -> str:
        words = {
            Hold.HELD: gettext("held"),
            Hold.SHAKY: gettext("shaky"),
            Hold.UNWRITTEN: gettext("not here yet"),
        }
        return words.get(self, pgettext("an exercise", "open"))


SIGNS = {
    Hold.HELD: ("step-passed", "step--passed"),
    Hold.SHAKY: ("step-tried", "step--tried"),
    Hold.OPEN: ("step-open", "step--open"),
    Hold.UNWRITTEN: ("step-locked", "step--locked"),
}


FIRST = (Hold.SHAKY, Hold.HELD, Hold.OPEN)


@dataclass(frozen=True)
class Idea:
    """One idea of the map, what it needs and what it opens directly."""

    place: Place
    hold: Hold
    needs: Sequence[str]
    opens: Sequence[str]
    reasons: Sequence[str] = ()

    @property
    def slug(self) -> str:
        return self.place.slug

    @property
    def title(self) -> str:
        return self.place.title

    @property
    def exercise(self) -> Exercise | None:
        return self.place.exercise

    @cached_property
    def words(self) -> str:
        """How firmly it is held, in words."""
        return self.hold.words

    @cached_property
    def address(self) -> str:
        return reverse("concept", args=[self.slug])

    @property
    def sign(self) -> str:
        return SIGNS[self.hold][0]

    @property
    def tone(self) -> str:
        return SIGNS[self.hold][1]

    @property
    def sign_classes(self) -> str:
        return f"step {self.tone}"


@dataclass(frozen=True)
class Word:
    """A word that exercises teach, and how firmly the learner has it."""

    name: str
    hold: Hold
    ideas: Sequence[Idea]

    @property
    def sign(self) -> str:
        return SIGNS[self.hold][0]

    @property
    def sign_classes(self) -> str:
        return f"step {SIGNS[self.hold][1]}"


IdeaWithNeeds = tuple[Idea, Sequence[Idea]]


@dataclass(frozen=True)
class StageIdeas:
    """The ideas of one stage, each with those that it needs."""

    stage: Stage
    ideas: Sequence[IdeaWithNeeds]

    @property
    def held(self) -> int:
        return sum(idea.hold is Hold.HELD for idea, _ in self.ideas)

    def holds(self, slug: str) -> bool:
        return any(idea.slug == slug for idea, _ in self.ideas)


@dataclass(frozen=True)
class Concepts:
    """Every idea by its name, in the order of the climb."""

    ideas: Mapping[str, Idea]
    judged: Judged

    def count(self, hold: Hold) -> int:
        return sum(idea.hold is hold for idea in self.ideas.values())

    def by_stage(self, stages: Iterable[Stage]) -> list[StageIdeas]:
        """The ideas of each stage that has any."""
        ideas: dict[str, list[IdeaWithNeeds]] = {}
        for idea in self.ideas.values():
            ideas.setdefault(idea.place.stage, []).append((idea, self.of(idea.needs)))
        return [StageIdeas(stage, ideas[stage.slug]) for stage in stages if stage.slug in ideas]

    def of(self, slugs: Iterable[str]) -> list[Idea]:
        return [self.ideas[slug] for slug in slugs]

    def words(self) -> list[Word]:
        """The words of the catalogue: what is shaky first, then what is held, each by the alphabet."""
        taught: dict[str, list[Idea]] = {}
        for idea in self.ideas.values():
            for name in () if idea.exercise is None else idea.exercise.concepts:
                taught.setdefault(name, []).append(idea)
        words = [Word(name, self._hold_of(name), ideas) for name, ideas in taught.items()]
        return sorted(words, key=lambda word: (FIRST.index(word.hold), word.name.casefold()))

    def _hold_of(self, word: str) -> Hold:
        if word in self.judged.shaky:
            return Hold.SHAKY
        return Hold.HELD if word in self.judged.held else Hold.OPEN


def read_concepts(learner: User | None, *, now: datetime) -> Concepts:
    """The graph as `learner` sees it, in a fixed number of queries; None for someone who has not begun."""
    progress = read_progress(learner)
    return concepts_of(progress, judge(progress, now=now))


def concepts_of(progress: Progress, judged: Judged) -> Concepts:
    """The graph for what was done. No query."""
    places = climb_map([step.exercise for step in progress.steps])
    opens: dict[str, list[str]] = {place.slug: [] for place in places}
    for place in places:
        for needed in place.requires:
            opens[needed].append(place.slug)
    order = {place.slug: number for number, place in enumerate(places)}
    passed = {step.exercise.pk for step in progress.steps if step.passed_at is not None}
    looks = {look.step.exercise.pk: look.reasons for look in judged.looks}
    ideas = (
        Idea(
            place,
            _hold(place.exercise, passed, looks),
            needs=sorted(place.requires, key=order.__getitem__),
            opens=opens[place.slug],
            reasons=() if place.exercise is None else looks.get(place.exercise.pk, ()),
        )
        for place in places
    )
    return Concepts({idea.slug: idea for idea in ideas}, judged)


def _hold(exercise: Exercise | None, passed: Set[int], looks: Container[int]) -> Hold:
    """Shaky: worth another look, by the rule of the progress page. Held: passed otherwise."""
    if exercise is None:
        return Hold.UNWRITTEN
    if exercise.pk in looks:
        return Hold.SHAKY
    return Hold.HELD if exercise.pk in passed else Hold.OPEN
