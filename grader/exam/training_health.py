"""The health of a training run that missed its mark: what the curve of the loss and the hidden units say.

Nothing is named unless it is plain; a wrong name is worse than none. The patterns are those of Karpathy, *A Recipe for
Training Neural Networks* (2019), and of Glorot and Bengio (2010) for saturated units.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.exam.failing import Health

Array = np.ndarray[Any, Any]

# Moves compared with their gradients that must agree before a sign is called wrong.
LEAST_MOVES = 5
UPHILL, GROWN, HARDLY_FELL = 0.5, 3.0, 0.9
MANY_UNITS, EDGE, STILL = 0.5, 0.02, 1e-6
FELL_WELL, GAP = 0.5, 3.0


@dataclass(frozen=True)
class Signs:
    """`losses`: one mean per epoch; `start`: the loss before the first step; `moves`: −1 downhill … +1 uphill.

    `activations`: (examples, hidden units). `held_out`: the loss on examples that were not trained on.
    """

    losses: Sequence[float]
    moves: Sequence[float] = ()
    activations: Array | None = None
    held_out: float | None = None
    start: float | None = None


def health_of(signs: Signs) -> Health | None:
    """What the run suffers from, or None where nothing is plain."""
    return next((Health(name, sentence) for name, (sentence, shows) in ILLS.items() if shows(signs)), None)


def _wrong_sign(signs: Signs) -> bool:
    return len(signs.moves) >= LEAST_MOVES and float(np.median(signs.moves)) > UPHILL


def _diverged(signs: Signs) -> bool:
    losses = signs.losses
    if any(not math.isfinite(loss) for loss in losses):
        return True
    start = losses[0] if signs.start is None and losses else signs.start
    return bool(losses) and start is not None and losses[-1] > GROWN * max(start, 1e-12)


def _dead(signs: Signs) -> bool:
    """Most hidden units say the same to every example, away from the edges of their range."""
    if signs.activations is None or len(signs.activations) < 2:
        return False
    return _share(np.ptp(signs.activations, axis=0) < STILL) > MANY_UNITS


def _alike(signs: Signs) -> bool:
    """All hidden units say the same as the first one."""
    units = signs.activations
    return units is not None and units.shape[1] > 1 and bool(np.ptp(units, axis=1).max(initial=0.0) < STILL)


def _saturated(signs: Signs) -> bool:
    """Most activations lie at the ends of the range of tanh or sigmoid, where the slope is nearly 0."""
    if signs.activations is None or not signs.activations.size:
        return False
    units = np.abs(signs.activations)
    if units.max() > 1 + STILL:
        return False
    at_an_end = units > 1 - EDGE
    if signs.activations.min() >= 0:
        # A sigmoid never says exactly 0; a rectified unit does, and that is not an edge.
        at_an_end |= (units < EDGE) & (units > 0)
    return _share(at_an_end) > MANY_UNITS


def _flat(signs: Signs) -> bool:
    losses = signs.losses
    return len(losses) > 1 and min(losses) > HARDLY_FELL * losses[0]


def _over_fitted(signs: Signs) -> bool:
    if signs.held_out is None or len(signs.losses) < 2 or signs.losses[-1] > FELL_WELL * signs.losses[0]:
        return False
    return signs.held_out > GAP * max(signs.losses[-1], 1e-12) and signs.held_out > FELL_WELL * signs.losses[0]


def _share(marks: Array) -> float:
    return float(np.mean(marks)) if marks.size else 0.0


ILLS: dict[str, tuple[str, Callable[[Signs], bool]]] = {
    "wrong-sign": ("Every step goes up the hill: the sign of the update, or of the gradient, is turned.", _wrong_sign),
    "diverged": ("The loss grew instead of falling: the steps are too long for this hill.", _diverged),
    "over-fitting": (
        "The training examples are known by heart, the unseen ones are not: this run over-fits.",
        _over_fitted,
    ),
    "clones": ("All hidden units do the same: they began alike, and nothing ever told them apart.", _alike),
    "dead-units": ("Most hidden units are dead: they say the same to every example, so nothing reaches them.", _dead),
    "saturated": (
        "Most hidden units are saturated, at the ends of their range, where the slope is nearly 0: too large weights?",
        _saturated,
    ),
    "flat": ("The loss hardly moved: too little of the gradient reaches the parameters.", _flat),
}
