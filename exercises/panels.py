"""Panels that packages above put on the exercise page: hints, later deadlines and comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from exercises.models import Exercise, Submission


@dataclass(frozen=True)
class Visit:
    """Someone looks at an exercise. `learner` is None where nobody is signed in.

    `latest` is the newest submission with a verdict; `addresses` are those of all exercises, by name.
    """

    learner: User | None
    exercise: Exercise
    latest: Submission | None
    addresses: Mapping[str, str]


@dataclass(frozen=True)
class Panel:
    """A part of the exercise page: a template and what it takes as `panel`."""

    template: str
    context: Mapping[str, Any]


PanelSource = Callable[[Visit], Panel | None]

_sources: dict[str, PanelSource] = {}


def register_panel(name: str, source: PanelSource) -> None:
    """Ask `source` for a panel at each visit; it answers None where it has nothing to show."""
    _sources[name] = source


def panels_for(visit: Visit) -> list[Panel]:
    """What the packages above have to show, in the order in which they registered."""
    panels = (source(visit) for source in _sources.values())
    return [panel for panel in panels if panel is not None]
