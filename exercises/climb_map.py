"""The map of the climb: every idea of the curriculum and what it needs, written already or not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from exercises.models import Exercise

FILE = "graph.json"


@dataclass(frozen=True)
class Place:
    """One idea on the map; `exercise` is None where it is not in the catalogue."""

    slug: str
    title: str
    stage: str
    requires: tuple[str, ...]
    exercise: Exercise | None = None


def climb_map(catalogue: Sequence[Exercise]) -> list[Place]:
    """The map with the catalogue laid over it, in the order of the climb; what only the catalogue knows comes last."""
    written = {exercise.slug: exercise for exercise in catalogue}
    drawn = _drawn()
    known = {place.slug for place in drawn} | set(written)
    places = [_written(written[place.slug], known) if place.slug in written else place for place in drawn]
    on_map = {place.slug for place in drawn}
    return [*places, *(_written(exercise, known) for exercise in catalogue if exercise.slug not in on_map)]


def _written(exercise: Exercise, known: set[str]) -> Place:
    requires = tuple(slug for slug in exercise.requires if slug in known)
    return Place(exercise.slug, exercise.title, exercise.stage.slug, requires, exercise)


@cache
def _drawn() -> tuple[Place, ...]:
    """`graph.json`; nothing where the curriculum has no map."""
    path = Path(settings.CURRICULUM_DIR) / FILE
    if not path.is_file():
        return ()
    steps = json.loads(path.read_text(encoding="utf-8"))
    return tuple(Place(step["slug"], step["title"], step["stage"], tuple(step["requires"])) for step in steps)
