"""Marks that a run may miss by bad luck: measured over many seeds of the reference, failed only if two seeds fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from grader.exam.calling import Desk

# The seeds of a training that is graded: a verdict repeats, and no single unlucky start fails anyone.
SEEDS = (0, 1)

Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Mark:
    """What a run has to reach: `threshold` at least, or at most where lower is better."""

    what: str
    threshold: float
    lower_is_better: bool = False

    def is_met_by(self, value: float) -> bool:
        # A NaN meets nothing.
        return value <= self.threshold if self.lower_is_better else value >= self.threshold


@dataclass(frozen=True)
class Measured:
    """What one run reached, for the author's histogram."""

    check: str
    mark: Mark
    value: float

    def as_dict(self) -> dict[str, object]:
        return {"check": self.check, "value": self.value, **self.mark.__dict__}


def tried(
    desk: Desk, mark: Mark, run: Callable[[int], Outcome], value_of: Callable[[Outcome], float]
) -> Iterator[tuple[int, Outcome, float]]:
    """Seed, outcome and value of each run, until one meets the mark or no seed is left."""
    for seed in desk.training_seeds:
        outcome = run(seed)
        value = value_of(outcome)
        desk.measured.append(Measured(desk.check, mark, value))
        yield seed, outcome, value
        if mark.is_met_by(value):
            return
