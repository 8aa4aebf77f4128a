"""Curves for the pictures of the road: smooth lines through points, places along them, paths for SVG."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import hypot

Point = tuple[float, float]


def path_of(points: Sequence[Point]) -> str:
    """The `d` of a line through `points`."""
    return "M" + "L".join(f"{x:.0f} {y:.1f}" for x, y in points)


def area_of(points: Sequence[Point], *, floor: float) -> str:
    """The `d` of everything between the line and `floor`."""
    return f"{path_of(points)}V{floor:.0f}H{points[0][0]:.0f}Z"


def smooth(values: Sequence[float], width: int) -> list[float]:
    """A running mean over `width` neighbours on either side; the ends stay where they are."""
    padded = [values[0]] * width + list(values) + [values[-1]] * width
    sums = [0.0, *accumulate(padded)]
    window = 2 * width + 1
    return [(sums[i + window] - sums[i]) / window for i in range(len(values))]


def monotone(knots: Sequence[Point], across: Sequence[float]) -> list[Point]:
    """Points at `across` on a curve through `knots` that has no bends but theirs (Fritsch and Carlson's)."""
    slopes = _slopes(knots)
    return [(x, _value(knots, slopes, x)) for x in across]


def _slopes(knots: Sequence[Point]) -> list[float]:
    rises = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(knots)]
    inner = [0.0 if before * after <= 0 else 2 / (1 / before + 1 / after) for before, after in pairwise(rises)]
    return [rises[0], *inner, rises[-1]]


def _value(knots: Sequence[Point], slopes: Sequence[float], x: float) -> float:
    at = min(max(bisect_right([knot[0] for knot in knots], x) - 1, 0), len(knots) - 2)
    (x0, y0), (x1, y1) = knots[at], knots[at + 1]
    wide = x1 - x0
    t = (x - x0) / wide
    rest = 1 - t
    return (
        y0 * (1 + 2 * t) * rest**2
        + y1 * t**2 * (3 - 2 * t)
        + wide * t * rest * (slopes[at] * rest - slopes[at + 1] * t)
    )


class Trail:
    """A line on which places are found by how far one has walked."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._points = points
        lengths = (hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
        self._walked = [0.0, *accumulate(lengths)]

    @property
    def length(self) -> float:
        return self._walked[-1]

    def at(self, walked: float) -> Point:
        """The place after `walked`."""
        index = min(max(bisect_right(self._walked, walked) - 1, 0), len(self._points) - 2)
        (x0, y0), (x1, y1) = self._points[index], self._points[index + 1]
        long = self._walked[index + 1] - self._walked[index]
        part = 0.0 if not long else (walked - self._walked[index]) / long
        return x0 + part * (x1 - x0), y0 + part * (y1 - y0)

    def between(self, start: float, end: float) -> list[Point]:
        """The line from one place to another."""
        inner = [point for point, far in zip(self._points, self._walked, strict=True) if start < far < end]
        return [self.at(start), *inner, self.at(end)]

    def to_x(self, x: float) -> float:
        """How far one has walked at `x`, on a line that only goes right."""
        index = min(max(bisect_right([point[0] for point in self._points], x) - 1, 0), len(self._points) - 2)
        (x0, _), (x1, _) = self._points[index], self._points[index + 1]
        return self._walked[index] + (x - x0) / (x1 - x0) * (self._walked[index + 1] - self._walked[index])
