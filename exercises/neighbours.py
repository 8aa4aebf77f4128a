"""Where an exercise sits on the map of the climb: what it needs and what it opens, written already or not."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from exercises.climb_map import Place, climb_map
from exercises.hill import SIGNS, StepState
from exercises.models import Exercise

MOST_SHOWN = 5


@dataclass(frozen=True)
class Neighbour:
    """An exercise one step away. `url` is None where it is on the map, but not in the catalogue."""

    title: str
    url: str | None
    state: StepState

    @property
    def sign(self) -> str:
        return SIGNS[self.state][0]

    @property
    def sign_classes(self) -> str:
        return SIGNS[self.state][1]


@dataclass(frozen=True)
class Neighbours:
    """The steps before and after one exercise; `more` opened ones are not listed."""

    needs: Sequence[Neighbour]
    opens: Sequence[Neighbour]
    more: int = 0

    @property
    def has_unwritten(self) -> bool:
        """Whether any of them is on the map only."""
        return any(each.url is None for each in (*self.needs, *self.opens))


def neighbours_of(exercise: Exercise, catalogue: Sequence[Exercise], passed: Set[int]) -> Neighbours:
    """What stands directly before and after `exercise`, in the order of the climb. No query."""
    places = climb_map(catalogue)
    needs = [_neighbour(place, passed) for place in places if place.slug in exercise.requires]
    opens = [_neighbour(place, passed) for place in places if exercise.slug in place.requires]
    return Neighbours(needs, opens[:MOST_SHOWN], max(0, len(opens) - MOST_SHOWN))


def _neighbour(place: Place, passed: Set[int]) -> Neighbour:
    if place.exercise is None:
        return Neighbour(place.title, None, StepState.OPEN)
    state = StepState.PASSED if place.exercise.pk in passed else StepState.OPEN
    return Neighbour(place.title, place.exercise.get_absolute_url(), state)
