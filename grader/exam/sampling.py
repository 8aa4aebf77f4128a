"""Which entries of the gradients are compared: all of them, or of a large model a sample and random directions.

A direction mixes all entries of a parameter: an error in any of them shows in the slope along it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.exam.parameters import Parameter
from grader.sandbox.wire import GeneratorSeed

Array = np.ndarray[Any, Any]
MOST_ENTRIES = 10_000
SAMPLED = 400
DIRECTIONS = 8


@dataclass(frozen=True)
class Sample:
    """Of one parameter: flat places, in order, and directions of length 1, a row each."""

    places: Array
    directions: Array


@dataclass(frozen=True)
class Extent:
    """How much of all gradients is compared."""

    entries: int
    total: int
    samples: dict[str, Sample]

    @property
    def sentence(self) -> str:
        return (
            f"Checked at {self.entries:,} of {self.total:,} entries and along {DIRECTIONS} directions."
            if self.samples
            else ""
        )

    def as_figure(self) -> dict[str, int] | None:
        """What the picture says of it; None where every entry was compared."""
        told = {"entries": self.entries, "total": self.total, "directions": DIRECTIONS}
        return told if self.samples else None


def extent_of(parameters: Sequence[Parameter], args: Sequence[Any], seed: Callable[[], GeneratorSeed]) -> Extent:
    """Every entry up to 10,000; beyond that 400, shared among the parameters, small ones whole."""
    sizes = {one.name: int(np.size(one.value_in(args))) for one in parameters}
    total = sum(sizes.values())
    if total <= MOST_ENTRIES:
        return Extent(total, total, {})
    rng = np.random.default_rng(seed().seed)
    least = SAMPLED // (2 * len(sizes))
    samples = {}
    for name, size in sizes.items():
        wanted = min(size, max(least, SAMPLED * size // total))
        directions = rng.standard_normal((DIRECTIONS, size))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        samples[name] = Sample(np.sort(rng.choice(size, wanted, replace=False)), directions)
    return Extent(sum(sample.places.size for sample in samples.values()), total, samples)
