"""Adam as steps that can be walked, each piece exchangeable: Kingma and Ba 2015, algorithm 1.

m ← b₁m + (1 − b₁)g, v ← b₂v + (1 − b₂)g², and p ← p − lr · m̂ / (√v̂ + ε) with m̂ = m / (1 − b₁ᵗ), v̂ = v / (1 − b₂ᵗ).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.diagnosis.views import Array


@dataclass(frozen=True)
class Rates:
    """`lr`: the length of a step; `b1`, `b2`: what stays of the two means; `eps`: keeps the root from being 0."""

    lr: float
    b1: float
    b2: float
    eps: float


@dataclass(frozen=True)
class Turn:
    """Which step it is, from 1; and which of how many parameters, from 0."""

    step: int
    place: int
    count: int


@dataclass(frozen=True)
class Means:
    """The running mean of the gradients and that of their squares."""

    m: Array
    v: Array


def running_mean(rates: Rates, kept: Means, g: Array) -> Any:
    return rates.b1 * kept.m + (1 - rates.b1) * g


def running_mean_of_squares(rates: Rates, kept: Means, m: Array, g: Array) -> Any:
    return rates.b2 * kept.v + (1 - rates.b2) * g**2


def corrections_at(rates: Rates, step: int) -> tuple[float, float]:
    return 1 - rates.b1**step, 1 - rates.b2**step


def length_of_a_step(rates: Rates, m: Array, v: Array, corrections: tuple[float, float]) -> Any:
    """What the learning rate multiplies, of the raw means."""
    return m / corrections[0] / (np.sqrt(v / corrections[1]) + rates.eps)


@dataclass(frozen=True)
class Rule:
    """An update, each of its pieces for itself, so that one of them can be another.

    `counted`: the number of the step that the correction goes by. `anew`: the means that begin at 0 in each step.
    `stored`: those that are kept corrected. `of_one`: the parameters share their means. `sign`: −1 is downhill.
    """

    mean: Callable[[Rates, Means, Array], Any] = running_mean
    mean_square: Callable[[Rates, Means, Array, Array], Any] = running_mean_of_squares
    counted: Callable[[Turn], int] = lambda turn: turn.step
    corrections: Callable[[Rates, int], tuple[float, float]] = corrections_at
    length: Callable[[Rates, Array, Array, tuple[float, float]], Any] = length_of_a_step
    anew: str = ""
    stored: str = ""
    late: bool = False
    of_one: bool = False
    sign: float = -1.0

    def move(self, rates: Rates, kept: Means, g: Array, turn: Turn) -> tuple[Any, Means]:
        """What is added to the parameter, and the means for the next step."""
        kept = Means(kept.m * ("m" not in self.anew), kept.v * ("v" not in self.anew))
        m = np.asarray(self.mean(rates, kept, g))
        v = np.asarray(self.mean_square(rates, kept, m, g))
        corrections = self.corrections(rates, self.counted(turn))
        used = kept if self.late else Means(m, v)
        added = self.sign * rates.lr * self.length(rates, used.m, used.v, corrections)
        by = (corrections[0] if "m" in self.stored else 1, corrections[1] if "v" in self.stored else 1)
        return added, Means(np.asarray(m / by[0]), np.asarray(v / by[1]))


ADAM = Rule()


def _epsilon_first(rates: Rates, m: Array, v: Array, by: tuple[float, float]) -> Any:
    """As section 2 of the paper folds both corrections into the rate: ε stands beside the raw root."""
    return m * (np.sqrt(by[1]) / by[0]) / (np.sqrt(v) + rates.eps)


# The forms that an author may have written; the slips are slips of either.
FORMS = (ADAM, replace(ADAM, length=_epsilon_first))
