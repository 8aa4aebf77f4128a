"""Figures, their targets, and whether they hold."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

TOLERATED = 1.5
ATTEMPTS = 3


class Better(Enum):
    """Which direction is good."""

    LOWER = "≤"
    HIGHER = "≥"


@dataclass(frozen=True)
class Figure:
    """One measured number. `target` is None for floors and peers, which are there to compare with."""

    name: str
    value: float
    unit: str
    target: float | None = None
    better: Better = Better.LOWER

    @property
    def excess(self) -> float:
        """How many times worse than the target: 1 is exactly on it, less is better."""
        if self.target is None:
            return 0.0
        if self.better is Better.LOWER:
            return self.value / self.target
        return self.target / self.value if self.value else float("inf")

    def line(self) -> str:
        """The figure as a row."""
        shown = f"{self.name:<64} {self.value:>9.2f} {self.unit:<6}"
        if self.target is None:
            return f"{shown} (to compare)"
        word = "met" if self.excess <= 1 else f"{self.excess:.2f} × the target"
        return f"{shown} {self.better.value} {self.target:g} {self.unit}: {word}"


Measure = Callable[[], list[Figure]]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def median(values: Sequence[float]) -> float:
    """The median of `values`."""
    return statistics.median(values)


def best_of_three(parts: Sequence[Measure], tell: Callable[[str], None]) -> bool:
    """Measure each part until every target of it is met, three times at most; print its best run.

    Returns False where even the best run of a part is past 1.5 times a target.
    """
    tell(machine())
    return max(_best(measure, tell) for measure in parts) <= TOLERATED


def _best(measure: Measure, tell: Callable[[str], None]) -> float:
    best = measure()
    for _ in range(ATTEMPTS - 1):
        if _worst(best) <= 1:
            break
        best = min(best, measure(), key=_worst)
    for figure in best:
        tell(figure.line())
    return _worst(best)


def _worst(figures: Sequence[Figure]) -> float:
    return max((figure.excess for figure in figures), default=0.0)


def machine() -> str:
    """What was measured on, in one line."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{os.cpu_count()} cores ({model}), Linux {platform.release()}, Python {platform.python_version()}"
