"""The relabel probe: with the names of the classes exchanged, a learner that learns says the new names.

After Zhang et al. (2017), "Understanding deep learning requires rethinking generalization": what is learnt comes from
the labels that were shown. Answers that were stored, or kept from an earlier call, still say the old ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.accuracies import failed, share_of
from grader.exam.drawing import Draws
from grader.exam.failing import AuthorFault, Health

if TYPE_CHECKING:
    from grader.exam.calling import Desk

MEMORISED = Health(
    "answers-memorised",
    "With the names of the classes exchanged, the old names still come back: they are stored, not learnt.",
)


def relabelled(desk: Desk, draws: Draws, learnt: Callable[[Any], Any], labels: Any, at_least: float) -> None:
    """`learnt(y)` trains with the labels `y` and answers for the same examples."""
    desk.asserted = True
    old = np.asarray(labels)
    classes = np.unique(old)
    if len(classes) < 2:
        raise AuthorFault("A relabelling needs two classes or more.")
    new = _exchanged(old, classes, draws)
    # First with the true names: what is kept from it must not come back afterwards.
    learnt(old.copy())
    answers = learnt(new.copy())
    share = share_of(desk, answers, new)
    if share >= at_least:
        return
    health = MEMORISED if share_of(desk, answers, old) > max(share, 0.5) else None
    told = f"The names of the classes were exchanged before training, and {share:.0%} of the examples got their new one"
    ends = f" {health.sentence}" if health else ""
    raise failed(desk, f"{told}; at least {at_least * 100:g} % are asked.{ends}", health)


def _exchanged(labels: np.ndarray[Any, Any], classes: np.ndarray[Any, Any], draws: Draws) -> np.ndarray[Any, Any]:
    """Each class gets the name of another one: a turn of the list of names, so that none keeps its own."""
    turn = draws.integers(1, len(classes)) if len(classes) > 2 else 1
    return np.roll(classes, turn)[np.searchsorted(classes, labels)]
