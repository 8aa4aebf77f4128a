"""What the learner's code shows and tracks while visible checks run: read as hostile data, told on as it comes."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.exam.control import Control
from grader.learner.showing import EVERY_S, KINDS, MOST_METRICS, MOST_NUMBERS, MOST_PICTURES, MOST_STEPS

LARGEST = 1e300
MOST_TITLE, MOST_NAME = 200, 80
# All of it together, as text.
MOST_BYTES = 1_000_000

Point = dict[str, float]


class Shown:
    """Tells the worker, at most every EVERY_S; once closed, nothing passes any more."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._points: list[Point] = []
        self._points_left = MOST_STEPS
        self._pictures_left = MOST_PICTURES
        self._bytes_left = MOST_BYTES
        self._told_at = float("-inf")
        self._is_open = True

    def hear(self, shown: Mapping[str, Any]) -> None:
        """Take in what came from the learner's process; whatever has another form is left out."""
        if not self._is_open:
            return
        for picture in _listed(shown, "pictures"):
            self._show(picture)
        points = [point for point in map(_point, _listed(shown, "tracked")) if point is not None]
        points = points[: self._points_left]
        if points and self._fits(points):
            self._points += points
            self._points_left -= len(points)
        if time.monotonic() - self._told_at >= EVERY_S:
            self._tell()

    def close(self) -> None:
        """Tell what waits, and nothing after it."""
        self._tell()
        self._is_open = False

    def _show(self, shown: Any) -> None:
        picture = _picture(shown)
        if picture is not None and self._pictures_left > 0 and self._fits(picture):
            self._pictures_left -= 1
            self._control.picture(picture)

    def _fits(self, shown: Any) -> bool:
        """Whether there is room for it; takes the room if so."""
        size = len(json.dumps(shown))
        if size > self._bytes_left:
            return False
        self._bytes_left -= size
        return True

    def _tell(self) -> None:
        if self._points:
            self._told_at = time.monotonic()
            self._control.track(self._points)
            self._points = []


def _listed(shown: Mapping[str, Any], name: str) -> list[Any]:
    found = shown.get(name)
    return found if isinstance(found, list) else []


def _picture(shown: Any) -> dict[str, Any] | None:
    kind, title, data = (shown.get(key) for key in ("kind", "title", "data")) if isinstance(shown, dict) else [None] * 3
    if not isinstance(kind, str) or kind not in KINDS or not isinstance(title, str):
        return None
    if not isinstance(data, np.ndarray) or data.dtype.kind not in "fiub" or data.size > MOST_NUMBERS:
        return None
    numbers = data.astype(np.float64)
    if not KINDS[kind].fits(numbers.shape) or not np.isfinite(numbers).all():
        return None
    alt = f"Shown by your code: {title[:MOST_TITLE]}" if title else "Shown by your code"
    return {"kind": kind, "title": title[:MOST_TITLE], "data": np.round(numbers, 4).tolist(), "alt": alt}


def _point(tracked: Any) -> Point | None:
    if not isinstance(tracked, dict) or len(tracked) > MOST_METRICS + 1 or type(tracked.get("step")) is not int:
        return None
    metrics = {name[:MOST_NAME]: round(float(value), 6) for name, value in tracked.items() if _is_number(value)}
    return {**metrics, "step": tracked["step"]}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and abs(value) < LARGEST
