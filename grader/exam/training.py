"""A training run of the learner's: its loss as a live curve, its mark, and what ails it where the mark is missed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.curves import LiveCurve, curve_data
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind, Health
from grader.exam.marks import Mark, Measured
from grader.exam.numerals import number_in_words
from grader.exam.showing import show
from grader.exam.spying import Listening, Sketch, Spy
from grader.exam.training_health import Signs, health_of

if TYPE_CHECKING:
    from grader.exam.calling import Desk

LOSS = "loss"


@dataclass
class Run:
    """One training as it was heard. `losses`: the mean of each whole epoch; `start`: the loss before any step."""

    function: str
    examples: int
    answer: Any = None
    losses: list[float] = field(default_factory=list)
    moves: list[float] = field(default_factory=list)
    start: float | None = None
    _seen: int = 0
    _sum: float = 0.0

    @property
    def ends_at(self) -> float:
        return self.losses[-1] if self.losses else math.nan

    def hear(self, sketch: Sketch) -> bool:
        """Add one call; True where it ends an epoch."""
        self.start = sketch.loss if self.start is None else self.start
        self._seen += sketch.examples
        self._sum += sketch.loss * sketch.examples
        if sketch.move is not None and math.isfinite(sketch.move):
            self.moves.append(sketch.move)
        if self._seen < self.examples or not self._seen:
            return False
        self.losses.append(self._sum / self._seen)
        self._seen, self._sum = 0, 0.0
        return True


@dataclass(frozen=True)
class Inspection:
    """What an author can tell about a run: hidden activations, the loss on unseen examples and its mark."""

    hidden: Callable[[Any], Any] | None = None
    held_out: Callable[[Any], float] | None = None
    held_out_at_most: float | None = None

    def marks(self, loss_at_most: float) -> list[Mark]:
        own = [Mark("mean loss in the last epoch", loss_at_most, lower_is_better=True)]
        if self.held_out_at_most is not None:
            own.append(Mark("loss on unseen examples", self.held_out_at_most, lower_is_better=True))
        return own

    def unseen_loss(self, run: Run) -> float | None:
        found = self._looked(self.held_out, run)
        return float(found) if isinstance(found, (int, float, np.number)) else None

    def signs_of(self, run: Run) -> Signs:
        return Signs(run.losses, run.moves, self._looked(self.hidden, run), self.unseen_loss(run), run.start)

    def _looked(self, look: Callable[[Any], Any] | None, run: Run) -> Any:
        if look is None:
            return None
        try:
            with np.errstate(all="ignore"):
                return look(run.answer)
        except Exception:
            # What came back from the learner's code may fit nowhere; then nothing is said about it.
            return None


def train(
    desk: Desk,
    name: str,
    args: Callable[[int], Sequence[Any]],
    listens_to: str,
    loss_at_most: float,
    inspection: Inspection,
) -> Run:
    """The first run that meets every mark; `args` makes the arguments from a seed. Raises CheckFailed."""
    marks = inspection.marks(loss_at_most)
    runs: list[Run] = []
    for seed in desk.training_seeds:
        runs.append(_run(desk, name, args(seed), listens_to))
        values = [runs[-1].ends_at, inspection.unseen_loss(runs[-1])]
        pairs = [(mark, math.nan if value is None else value) for mark, value in zip(marks, values, strict=False)]
        desk.measured += [Measured(desk.check, mark, value) for mark, value in pairs]
        if all(mark.is_met_by(value) for mark, value in pairs):
            _show(desk, runs[-1])
            return runs[-1]
    _show(desk, runs[0])
    raise _missed(desk, name, marks[0], runs, inspection)


def _run(desk: Desk, name: str, args: Sequence[Any], listens_to: str) -> Run:
    if not args or not isinstance(args[0], np.ndarray):
        raise AuthorFault(f"`{name}`: the first argument of a training is the array of its examples.")
    run = Run(name, len(args[0]))
    live = LiveCurve(LOSS, desk.tell_curve, desk.pace)

    def heard(sketch: Sketch) -> None:
        if run.hear(sketch):
            live.add(len(run.losses), run.losses[-1])

    with Spy(desk, Listening(listens_to, on_sketch=heard)):
        run.answer = desk.call(name, args)
    live.end()
    if not run.losses:
        sentence = f"`{name}` never calls `{listens_to}` for a whole epoch: one call for each mini-batch is asked."
        raise _failure(name, sentence, sentence, Health("never-asks-for-gradients", sentence))
    return run


def _show(desk: Desk, run: Run) -> None:
    data = curve_data(run.losses)
    if not desk.open or not data:
        return
    title = f"Loss after {len(run.losses)} epochs: {_told(run.ends_at)}"
    show(desk, "curve", data, title, f"{title}. It began at {_told(run.losses[0])}.")


def _missed(desk: Desk, name: str, mark: Mark, runs: Sequence[Run], inspection: Inspection) -> CheckFailed:
    health = health_of(inspection.signs_of(runs[0]))
    ends = f" {health.sentence}" if health else ""
    asked = f"After {len(runs[0].losses)} epochs the mean loss should be at most {mark.threshold:g}"
    if all(mark.is_met_by(run.ends_at) for run in runs):
        told = f"The loss falls, but on examples that were never shown it stays too high.{ends}"
        return _failure(name, told, told, health)
    again = f", with another seed at {_told(runs[-1].ends_at)}" if len(runs) > 1 else ""
    told = f"{asked}; yours ends at {_told(runs[0].ends_at)}{again}.{ends}"
    # The learner's own loss, in the open phase: it may be told on fixed data too, the live curve shows it.
    return _failure(name, told, told if desk.open else f"{asked}; yours does not get there.{ends}", health)


def _failure(name: str, sentence: str, safe: str, health: Health | None) -> CheckFailed:
    return CheckFailed(
        FailureKind.TRAINING,
        sentence,
        safe,
        where=name,
        function=name,
        measure=health.id if health else "loss",
        health=health,
    )


def _told(loss: float) -> str:
    return number_in_words(loss) if math.isfinite(loss) else "no finite number"
