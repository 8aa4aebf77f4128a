"""The ridge of the landing page: the summit's own reference trains, and its loss is drawn upside down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exercises.models import RecordedRun

NAME = "ridge"
HIDDEN, EPOCHS, BATCH_SIZE = 30, 1, 6


@dataclass(frozen=True)
class Ridge:
    """One run in figures: the loss before the first step and after each one."""

    losses: Sequence[float]
    behind: Sequence[Sequence[float]]
    read_right: float

    hidden = HIDDEN
    epochs = EPOCHS
    batch_size = BATCH_SIZE

    @property
    def steps(self) -> int:
        return len(self.losses) - 1

    @property
    def first(self) -> float:
        return self.losses[0]

    @property
    def last(self) -> float:
        return self.losses[-1]

    @property
    def read_of_hundred(self) -> int:
        """How many of a hundred unseen digits it read right at the end."""
        return round(100 * self.read_right)


def read_ridge() -> Ridge | None:
    """The recorded run; None where the curriculum has nothing that trains. One query."""
    recorded = RecordedRun.objects.filter(name=NAME).first()
    return None if recorded is None else Ridge(**recorded.figures)
