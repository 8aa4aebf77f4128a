"""What someone sees who has not begun: the ridge, the first step, and where the climb leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exercises.hill import published_exercises
from exercises.models import Exercise
from exercises.ridge import Ridge, read_ridge
from exercises.ridge_drawing import draw_ridge


@dataclass(frozen=True)
class View:
    """What one has built by a summit, and after how many minutes of climbing."""

    exercise: Exercise
    minutes: int

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)

    @property
    def rounded_minutes(self) -> int:
        return 5 * round(self.minutes / 5)


@dataclass(frozen=True)
class Landing:
    """The context of the landing page."""

    first: Exercise | None
    count: int
    ridge: Ridge | None
    views: Sequence[View]

    def as_context(self) -> Mapping[str, Any]:
        """For the template."""
        drawing = None if self.ridge is None else draw_ridge(self.ridge)
        return {**vars(self), "drawing": drawing}


def read_landing() -> Landing:
    """Two queries."""
    exercises = published_exercises()
    return Landing(
        first=next(iter(exercises), None),
        count=len(exercises),
        ridge=read_ridge(),
        views=_views(exercises),
    )


def _views(exercises: Sequence[Exercise]) -> list[View]:
    """From each summit: the last exercise of a stage that ends on one."""
    views: dict[int, View] = {}
    minutes = 0
    for exercise in exercises:
        minutes += exercise.minutes
        if exercise.stage.summit:
            views[exercise.stage.pk] = View(exercise, minutes)
    return list(views.values())
