"""Points in the plane with labels: small data sets on which a network's decisions can be seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.exam.drawing import Draws
from grader.exam.failing import AuthorFault

INNER_RADIUS = 0.45
RING_WIDTH = 0.05
BLOB_SPREAD = 0.6


class PointClouds:
    """What an exam draws of such points: `X: (n, 2)` and `y: (n,)`, the classes in turn."""

    _draws: Draws

    def moons(self, n: int, noise: float = 0.15) -> tuple[Any, Any]:
        """Two half circles that hook into each other; no line divides them."""
        angle, y = self._draws.generator.uniform(0, np.pi, _count(n)), np.arange(n) % 2
        upper = np.column_stack([np.cos(angle), np.sin(angle)])
        lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
        return self._scattered(np.where(y[:, None] == 0, upper, lower), noise), y

    def circles(self, n: int, noise: float = 0.08) -> tuple[Any, Any]:
        """One circle around another."""
        y = np.arange(_count(n)) % 2
        radius = np.where(y == 0, 1.0, INNER_RADIUS)[:, None]
        return self._scattered(radius * self._on_circle(n), noise), y

    def spirals(self, n: int, arms: int = 3, noise: float = 0.04) -> tuple[Any, Any]:
        """Arms that wind about each other, a class each."""
        radius, y = self._draws.generator.uniform(0.05, 1, _count(n)), np.arange(n) % arms
        angle = 4 * radius + 2 * np.pi * y / arms
        return self._scattered(radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), noise), y

    def blobs(self, n: int, gap: float = 1.0) -> tuple[Any, Any]:
        """Two clouds, their middles 2 `gap` apart in x and `gap` in y: one line divides them."""
        y = np.arange(_count(n)) % 2
        middles = np.where(y == 0, -gap, gap)[:, None] * np.array([1.0, 0.5])
        return self._scattered(middles, BLOB_SPREAD), y

    def ring(self, n: int) -> Any:
        """Points near a circle, without labels: `X: (n, 2)`."""
        return self._scattered(self._on_circle(_count(n)), RING_WIDTH)

    def _on_circle(self, n: int) -> Any:
        angle = self._draws.generator.uniform(0, 2 * np.pi, n)
        return np.column_stack([np.cos(angle), np.sin(angle)])

    def _scattered(self, X: Any, noise: float) -> Any:
        return X + noise * self._draws.generator.standard_normal(X.shape)


def _count(n: int) -> int:
    if n < 1:
        raise AuthorFault(f"A data set needs at least one point, not {n}.")
    return n
