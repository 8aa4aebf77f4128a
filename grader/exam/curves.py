"""The loss of a running training, told while it runs: a few points at a time, at most ten messages a second."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

PER_SECOND = 10
MOST_POINTS = 200

# A little more than a second, so that what was sent in time does not arrive too soon.
SENDING_WINDOW_S = 1.1

Point = list[float]
Tell = Callable[[str, Sequence[Point]], None]


class Pace:
    """Lets through at most PER_SECOND within any `window_s`; evenly where there is a choice."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, window_s: float = 1.0) -> None:
        self._clock = clock
        self._window_s = window_s
        self._times: deque[float] = deque(maxlen=PER_SECOND)

    def allows(self, *, is_last: bool = False) -> bool:
        """May something be sent now? What is last need not wait for its tenth of a second, only for the second."""
        now = self._clock()
        if len(self._times) == PER_SECOND and now - self._times[0] < self._window_s:
            return False
        if not is_last and self._times and now - self._times[-1] < 1.0 / PER_SECOND:
            return False
        self._times.append(now)
        return True


class LiveCurve:
    """Points of one curve. `tell` receives (name, points); without it the points are only kept."""

    def __init__(self, name: str, tell: Tell | None, pace: Pace) -> None:
        self._name = name
        self._tell = tell
        self._pace = pace
        self._waiting: list[Point] = []

    def add(self, step: float, value: float) -> None:
        if self._tell is None or not math.isfinite(value):
            return
        self._waiting = [*self._waiting, [step, round(value, 6)]][-MOST_POINTS:]
        self._send(is_last=False)

    def end(self) -> None:
        self._send(is_last=True)

    def _send(self, *, is_last: bool) -> None:
        if self._tell is not None and self._waiting and self._pace.allows(is_last=is_last):
            self._tell(self._name, self._waiting)
            self._waiting = []


def curve_data(losses: Sequence[float]) -> list[dict[str, Any]]:
    """The data of a picture of kind "curve": one point for each epoch with a finite loss, thinned where too many."""
    every = -(-len(losses) // MOST_POINTS) or 1
    points = [(epoch, loss) for epoch, loss in enumerate(losses, start=1) if math.isfinite(loss)]
    return [{"step": epoch, "loss": round(loss, 6)} for epoch, loss in points if epoch % every == 0 or epoch == 1]
