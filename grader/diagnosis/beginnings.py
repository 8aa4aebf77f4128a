"""The first weights of an LSTM: which of the four gates begins with a bias that keeps its door open.

Gers et al. 2000, and Jozefowicz et al. 2015, section 3.2: a forget gate that begins at 1 lets the memory through.
"""

from __future__ import annotations

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.views import Array, Told, View, Views

BLOCKS = 4
IN_ORDER = ("first", "second", "third", "fourth")


def forget_bias_elsewhere(contract: FunctionContract, views: Views) -> Told | None:
    """Of all parts only the bias of four gates is off: its ones stand in another block, in none, or in all."""
    labels = {label for view in views for label in view.wrong}
    if len(labels) != 1:
        return None
    (label,) = labels
    pairs = [(_lifted(view.parts[label].truth), _lifted(view.parts[label].got)) for view in views]
    if len(set(pairs)) != 1 or not all(_is_of_gates(view, label) for view in views):
        return None
    right, mine = pairs[0]
    if (
        right is None
        or mine is None
        or len(right) != 1
        or right == mine
        or len({view.parts[label].truth.size for view in views}) < 2
    ):
        return None
    stand = {0: "It is in none", BLOCKS: "It is in all of them"}.get(len(mine), f"It is in the {_listed(mine)} one")
    return Told(
        "forget-bias",
        f"In `{label}` one of the four blocks has a bias at the start, the {_listed(right)}: the forget gate. {stand}.",
    )


def _lifted(value: Array) -> tuple[int, ...] | None:
    """The blocks that hold one number, other than 0; None where a block holds several."""
    if value.ndim != 1 or not value.size or value.size % BLOCKS:
        return None
    blocks = np.split(value, BLOCKS)
    if any(np.ptp(one) for one in blocks) or len({float(one[0]) for one in blocks} - {0.0}) > 1:
        return None
    return tuple(place for place, one in enumerate(blocks) if one[0])


def _is_of_gates(view: View, label: str) -> bool:
    """Does a weight have as many rows, or columns, as this bias has entries?"""
    size = view.parts[label].truth.size
    return any(size in part.truth.shape for part in view.parts.values() if part.truth.ndim == 2)


def _listed(blocks: tuple[int, ...]) -> str:
    return " and ".join(IN_ORDER[place] for place in blocks)
