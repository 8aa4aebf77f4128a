"""`ascent.show` and `ascent.track`: pictures and curves from the learner's code, bounded in size and number."""

from __future__ import annotations

from typing import Any

import numpy as np

MOST_PICTURES = 12
MOST_NUMBERS = 8_192
MOST_STEPS = 2_000
MOST_METRICS = 8
KINDS = ("image", "heat", "line", "points")


class Easel:
    """Holds what was shown until the next answer carries it away. Past a bound, more is left out in silence."""

    def __init__(self) -> None:
        self._pictures: list[dict[str, Any]] = []
        self._steps: list[dict[str, Any]] = []
        self._pictures_left = MOST_PICTURES
        self._steps_left = MOST_STEPS

    def show(self, array: Any, as_: str = "image", title: str = "") -> None:
        """Show an array on the page as "image", "heat", "line" or "points"."""
        if as_ not in KINDS:
            raise ValueError(f'show(…, as_="{as_}"): as_ is one of {", ".join(KINDS)}')
        numbers = np.array(array, dtype=np.float64)
        if numbers.size > MOST_NUMBERS:
            raise ValueError(f"show takes up to {MOST_NUMBERS} numbers, not {numbers.size}")
        if self._pictures_left > 0:
            self._pictures_left -= 1
            self._pictures.append({"kind": as_, "title": str(title)[:200], "data": numbers})

    def track(self, step: int, **metrics: float) -> None:
        """Add one point to the live curves, as in track(step, loss=loss)."""
        if len(metrics) > MOST_METRICS:
            raise ValueError(f"track takes up to {MOST_METRICS} metrics at a time")
        if self._steps_left > 0:
            self._steps_left -= 1
            point = {str(name)[:80]: float(value) for name, value in metrics.items()}
            self._steps.append({"step": int(step), **point})

    def take(self) -> dict[str, Any]:
        """What was shown and tracked since the last time, as notes of an answer."""
        notes: dict[str, Any] = {}
        if self._pictures:
            notes["pictures"], self._pictures = self._pictures, []
        if self._steps:
            notes["tracked"], self._steps = self._steps, []
        return notes
