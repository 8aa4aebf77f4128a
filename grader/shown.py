"""What a submission showed and tracked in its visible phase: told on as it comes, and kept for the verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.events import PictureShown, PointsTracked
from grader.messages import BadMessage, read_picture, read_points

MOST_PICTURES, MOST_POINTS = 12, 2_000
# A little more than the examiner sends: it counts in other pieces.
MOST_BYTES = 1_100_000


@dataclass
class Shown:
    """Bounded once more here: the examiner that tells of it runs an author's code."""

    pictures: list[Mapping[str, Any]] = field(default_factory=list)
    points: list[Mapping[str, float]] = field(default_factory=list)
    is_over: bool = False
    bytes_left: int = MOST_BYTES

    def picture(self, message: Mapping[str, Any]) -> PictureShown:
        """Raises BadMessage."""
        self._check(len(self.pictures) < MOST_PICTURES, message)
        self.pictures.append(read_picture(message))
        return PictureShown(self.pictures[-1])

    def track(self, message: Mapping[str, Any]) -> PointsTracked:
        """Raises BadMessage."""
        points = read_points(message, MOST_POINTS)
        self._check(len(self.points) + len(points) <= MOST_POINTS, message)
        self.points += points
        return PointsTracked(points)

    def as_pictures(self) -> tuple[Mapping[str, Any], ...]:
        """For the verdict: what was shown, then one curve of what was tracked."""
        return (*self.pictures, *([_curve(self.points)] if self.points else []))

    def _check(self, fits: bool, message: Mapping[str, Any]) -> None:
        self.bytes_left -= len(json.dumps(message))
        if self.is_over:
            raise BadMessage("something was shown after the visible phase")
        if not fits or self.bytes_left < 0:
            raise BadMessage("more was shown than a submission may show")


def _curve(points: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    metrics = dict.fromkeys(name for point in points for name in point if name != "step")
    told = ", ".join(f"{name} from {_ends(points, name)}" for name in metrics)
    return {
        "kind": "curve",
        "title": f"Tracked by your code: {', '.join(metrics)}"[:200],
        "data": [dict(point) for point in points],
        "alt": f"{len(points)} steps: {told}"[:500],
    }


def _ends(points: Sequence[Mapping[str, float]], name: str) -> str:
    values = [point[name] for point in points if name in point]
    return f"{values[0]:.4g} to {values[-1]:.4g}"
