"""What a grading costs: wall time, the learner's own share, and the overhead between the two."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from grader.bundle import Bundle
from grader.grading import Cages, grade_on

WARM_UPS = 10


@dataclass(frozen=True)
class Cost:
    """Milliseconds of `count` gradings of the reference, one after the other."""

    exercise: str
    count: int
    wall_ms: Sequence[float]
    learner_cpu_ms: Sequence[float]

    @property
    def overhead_ms(self) -> list[float]:
        return [wall - own for wall, own in zip(self.wall_ms, self.learner_cpu_ms, strict=True)]

    def __str__(self) -> str:
        rows = {"wall": self.wall_ms, "learner's CPU": self.learner_cpu_ms, "overhead": self.overhead_ms}
        lines = [f"{name:14} p50 {_at(row, 50):7.1f} ms   p95 {_at(row, 95):7.1f} ms" for name, row in rows.items()]
        rate = 1000 * self.count / sum(self.wall_ms)
        return "\n".join([f"{self.exercise}: {self.count} gradings, {rate:.0f} a second", *lines])


def bench(bundle: Bundle, cages: Cages, *, count: int) -> Cost:
    """Grade the reference `count` times after a few to warm up."""
    for seed in range(WARM_UPS):
        grade_on(cages, bundle, bundle.reference, seed=seed)
    walls, own = [], []
    for seed in range(count):
        began = time.perf_counter()
        verdict = grade_on(cages, bundle, bundle.reference, seed=seed)
        walls.append((time.perf_counter() - began) * 1000)
        own.append(verdict.resources.cpu_ms)
    return Cost(bundle.slug, count, walls, own)


def _at(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]
