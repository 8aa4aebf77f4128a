"""Where an exercise sits on the map of the climb: what it needs and what it opens, written already or not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

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
    here = {other.slug: other for other in catalogue}
    titles = {step["slug"]: step["title"] for step in _map()} | {slug: other.title for slug, other in here.items()}
    requires = {step["slug"]: step["requires"] for step in _map()}
    requires |= {slug: other.requires for slug, other in here.items()}

    def neighbour(slug: str) -> Neighbour:
        other = here.get(slug)
        state = StepState.PASSED if other is not None and other.pk in passed else StepState.OPEN
        return Neighbour(titles[slug], None if other is None else other.get_absolute_url(), state)

    needs = [neighbour(slug) for slug in titles if slug in exercise.requires]
    opens = [neighbour(slug) for slug in titles if exercise.slug in requires[slug]]
    return Neighbours(needs, opens[:MOST_SHOWN], max(0, len(opens) - MOST_SHOWN))


@cache
def _map() -> tuple[Mapping[str, Any], ...]:
    """The steps of `graph.json`; none where the curriculum has no map."""
    path = Path(settings.CURRICULUM_DIR) / "graph.json"
    return tuple(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else ()
