"""`ascent.show` and `ascent.track`: pictures and curves from the learner's code, bounded in size, number and rate."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

MOST_PICTURES = 12
MOST_NUMBERS = 8_192
MOST_STEPS = 2_000
MOST_METRICS = 8
# The page draws no faster, and each time costs the examiner a moment.
EVERY_S = 0.1

Send = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Kind:
    """A way to show an array: what shape it has, in words, and how many axes that may be."""

    shape: str
    axes: tuple[int, ...]
    last: int | None = None

    def fits(self, shape: tuple[int, ...]) -> bool:
        return len(shape) in self.axes and 0 not in shape and self.last in (None, shape[-1])


KINDS = {
    "image": Kind("(h, w), or (n, h, w) for a row of them", (2, 3)),
    "heat": Kind("(r, c)", (2,)),
    "line": Kind("(m,), or (k, m) for several", (1, 2)),
    "points": Kind("(m, 2)", (2,), last=2),
}


class Easel:
    """Gathers what is shown and sends it on, at most every EVERY_S. Past a bound, more is left out in silence."""

    def __init__(self) -> None:
        self._pictures: list[dict[str, Any]] = []
        self._steps: list[dict[str, Any]] = []
        self._pictures_left = MOST_PICTURES
        self._steps_left = MOST_STEPS
        self._send: Send | None = None
        self._sent_at = float("-inf")
        self._covered = False

    def connect(self, send: Send) -> None:
        """`send` receives {"pictures": […], "tracked": […]}, each only where there is something."""
        self._send = send

    @contextmanager
    def covered(self) -> Iterator[None]:
        """Nothing is taken in meanwhile: code that runs a second time would show all of it again."""
        self._covered = True
        try:
            yield
        finally:
            self._covered = False

    def show(self, array: Any, as_: str = "image", title: str = "") -> None:
        """Show an array on the page as "image", "heat", "line" or "points"."""
        if as_ not in KINDS:
            raise ValueError(f'show(…, as_="{as_}"): as_ is one of {", ".join(KINDS)}')
        numbers = np.array(array, dtype=np.float64)
        if as_ in ("image", "heat") and numbers.ndim < 2:
            numbers = np.atleast_2d(numbers)
        if numbers.size > MOST_NUMBERS:
            raise ValueError(f"show takes up to {MOST_NUMBERS} numbers, not {numbers.size}")
        if not KINDS[as_].fits(numbers.shape):
            raise ValueError(f'show(…, as_="{as_}") takes the shape {KINDS[as_].shape}, not {numbers.shape}')
        if self._pictures_left > 0 and not self._covered:
            self._pictures_left -= 1
            self._pictures.append({"kind": as_, "title": str(title)[:200], "data": numbers})
            self._offer()

    def track(self, step: int, **metrics: float) -> None:
        """Add one point to the live curves, as in track(step, loss=loss)."""
        if len(metrics) > MOST_METRICS:
            raise ValueError(f"track takes up to {MOST_METRICS} metrics at a time")
        point = {str(name)[:80]: float(value) for name, value in metrics.items()}
        if self._steps_left > 0 and not self._covered:
            self._steps_left -= 1
            self._steps.append({"step": int(step), **point})
            self._offer()

    def flush(self) -> None:
        """Send what waits."""
        waiting = {"pictures": self._pictures, "tracked": self._steps}
        found = {name: shown for name, shown in waiting.items() if shown}
        if found and self._send is not None:
            self._pictures, self._steps = [], []
            self._sent_at = time.monotonic()
            self._send(found)

    def _offer(self) -> None:
        if time.monotonic() - self._sent_at >= EVERY_S:
            self.flush()
