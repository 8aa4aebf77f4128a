"""How the parameters moved between two gradients, and which mistake moves them so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.exam.failing import Health

Array = np.ndarray[Any, Any]
SAME = 1e-9
ROUNDING = 1e-14


@dataclass(frozen=True)
class Step:
    """One step of a loop: where it stood, the gradient there, where it stood next, how many examples were asked."""

    before: Mapping[str, Any]
    grads: Mapping[str, Any]
    after: Mapping[str, Any]
    examples: int

    @property
    def move(self) -> dict[str, Array]:
        return {key: np.asarray(self.after[key]) - np.asarray(self.before[key]) for key in self.before}

    def moved_by(self, factor: float, grads: Mapping[str, Any] | None = None) -> bool:
        """Is the move `factor` times the gradient (or times other gradients)? Rounding of the sum is allowed for."""
        grads = self.grads if grads is None else grads
        return all(self._part_moved_by(key, factor, grads[key]) for key in self.before)

    def stood_still(self) -> bool:
        return all(np.array_equal(self.before[key], self.after[key]) for key in self.before)

    def _part_moved_by(self, key: str, factor: float, grad: Any) -> bool:
        move = factor * np.asarray(grad)
        before, after = np.asarray(self.before[key]), np.asarray(self.after[key])
        gap, length = float(np.linalg.norm(after - before - move)), float(np.linalg.norm(move))
        # Rounding of the parameters themselves is no other move.
        return gap <= SAME * length + ROUNDING * float(np.linalg.norm(before))


def update_fault(steps: Sequence[Step], lr: float, per_epoch: int) -> Health | None:
    """What is wrong with the steps, or None. The first mistake that explains every one of them is named."""
    right = [step.moved_by(-lr) for step in steps]
    if all(right):
        return None
    for name, (sentence, explains) in FAULTS.items():
        if explains(_Run(steps, right, lr, per_epoch)):
            return Health(name, sentence)
    return Health(
        "step-wrong", f"Step {right.index(False) + 1} does not move the parameters by −lr times the gradient."
    )


@dataclass(frozen=True)
class _Run:
    steps: Sequence[Step]
    right: Sequence[bool]
    lr: float
    per_epoch: int

    def all_moved_by(self, factor: Callable[[Step], float]) -> bool:
        return all(step.moved_by(factor(step)) for step in self.steps)

    @property
    def wrong_places(self) -> list[int]:
        return [place for place, right in enumerate(self.right) if not right]


def _thrown_away(run: _Run) -> bool:
    return all(step.stood_still() for step in run.steps)


def _asked_before_the_epoch(run: _Run) -> bool:
    """The gradient is asked at the parameters that the epoch began with; what was learnt shows in the next one."""
    epochs = [run.steps[i : i + run.per_epoch] for i in range(0, len(run.steps), run.per_epoch)]
    if run.per_epoch < 2 or len(epochs) < 2:
        return False
    return all(step.stood_still() for epoch in epochs for step in epoch[:-1]) and not _thrown_away(run)


def _one_late(run: _Run) -> bool:
    """Each step uses the gradient of the batch before."""
    later = list(zip(run.steps, run.steps[1:], strict=False))
    return len(later) > 1 and all(step.moved_by(-run.lr, before.grads) for before, step in later)


def _last_one_unused(run: _Run) -> bool:
    """Stepping comes first in the loop, asking second: every gradient is used one turn later, the last one never."""
    return run.wrong_places == [len(run.steps) - 1] and run.steps[-1].stood_still()


def _never_cleared(run: _Run) -> bool:
    """Each step goes along the sum of all gradients so far: of the whole run, or of its epoch."""
    return len(run.steps) > 1 and any(_all_added_up(run, every) for every in {run.per_epoch, len(run.steps)} - {1})


def _all_added_up(run: _Run, every: int) -> bool:
    """Is the sum of the gradients begun anew after `every` steps only?"""
    total: dict[str, Array] = {}
    for place, step in enumerate(run.steps):
        before = total if place % every else {key: np.zeros(np.shape(step.grads[key])) for key in step.before}
        total = {key: before[key] + np.asarray(step.grads[key]) for key in step.before}
        if not step.moved_by(-run.lr, total):
            return False
    return True


def _starts_anew(run: _Run) -> bool:
    """Right within each epoch, and somewhere else at the beginning of the next."""
    last_of_epoch = list(range(run.per_epoch - 1, len(run.steps) - 1, run.per_epoch))
    return bool(last_of_epoch) and run.wrong_places == last_of_epoch


def _biases_still(run: _Run) -> bool:
    """One kind of parameters never moves, the others do as they should."""
    still = [key for key in run.steps[0].before if all(not step.move[key].any() for step in run.steps)]
    others = [key for key in run.steps[0].before if key not in still]
    moved = all(Step.moved_by(_only(step, others), -run.lr) for step in run.steps)
    return bool(still) and bool(others) and moved


def _only(step: Step, keys: Sequence[str]) -> Step:
    before, grads, after = ({key: part[key] for key in keys} for part in (step.before, step.grads, step.after))
    return Step(before, grads, after, step.examples)


def _rate_changes(run: _Run) -> bool:
    """Along the gradient, but by another length than asked."""
    return all(_ratio(step) is not None for step in run.steps)


def _ratio(step: Step) -> float | None:
    """The number that the move is of the gradient, below 0 for downhill; None where it is no multiple."""
    move = np.concatenate([part.ravel() for part in step.move.values()])
    slope = np.concatenate([np.ravel(step.grads[key]) for key in step.before])
    size = float(slope @ slope)
    if size == 0:
        return None
    factor = float(move @ slope) / size
    return factor if step.moved_by(factor) and factor < 0 else None


FAULTS: dict[str, tuple[str, Callable[[_Run], bool]]] = {
    "update-thrown-away": (
        "The parameters never move: the update is made and thrown away.",
        _thrown_away,
    ),
    "averaged-twice": (
        "The step is divided by the batch size, but the gradient is a mean already: the mean is taken twice.",
        lambda run: run.all_moved_by(lambda step: -run.lr / step.examples),
    ),
    "uphill": (
        "The parameters move along the gradient, up the hill: the step goes against it.",
        lambda run: run.all_moved_by(lambda step: run.lr),
    ),
    "update-before-gradient": (
        "The update comes before the gradient: it uses what the last turn found, and the last gradient is never used.",
        _last_one_unused,
    ),
    "stale-gradients": (
        "The gradient is stale: it belongs to another moment than the step that uses it. Ask, step, ask again.",
        lambda run: _one_late(run) or _asked_before_the_epoch(run),
    ),
    "not-cleared": (
        "Each step follows the sum of all gradients so far: what was added up is not cleared before the next round.",
        _never_cleared,
    ),
    "starts-anew": (
        "Every epoch begins with fresh parameters: what was learnt in the one before is lost.",
        _starts_anew,
    ),
    "some-never-move": (
        "Some of the parameters never move; all of them should.",
        _biases_still,
    ),
    "learning-rate-changed": (
        "The steps go downhill, but not by the learning rate that was given.",
        _rate_changes,
    ),
}
