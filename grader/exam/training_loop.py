"""A training loop as its calls of the gradient function show it: which rows, which labels, in which order.

What is asked of a loop is Robbins and Monro (1951) as Nielsen writes it (chapter 1): each epoch every example once, in
a new order, in batches; one gradient per batch at the parameters of that moment; one step against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.callbacks import SeenCall
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind, Health
from grader.exam.updates import Step, update_fault

if TYPE_CHECKING:
    from grader.exam.calling import Desk

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Loop:
    """The calls `(X, y, params) -> (loss, grads)` of one run of `function`, and what it was run with.

    `ends`: the parameters that it returned. `unseen`: rows that no training may touch.
    """

    desk: Desk
    function: str
    gradient: str
    calls: Sequence[SeenCall]
    X: Array
    y: Array
    epochs: int
    batch_size: int
    lr: float
    ends: Any
    unseen: Array | None = None

    def keeps_labels(self) -> None:
        """Every batch holds rows of `X`, each with its own label."""
        self.desk.asserted = True
        places = self._places()
        for batch, call in zip(places, self.calls, strict=True):
            labels = call.args[1]
            if not np.array_equal(np.asarray(labels), self.y[batch]):
                raise self._failure(
                    "labels-left-behind",
                    "The pictures and their labels were shuffled apart: an example arrived with another one's label.",
                )

    def covers_every_epoch(self) -> None:
        """Every example once in each epoch, in batches of the size asked for, in an order of its own each time."""
        self.desk.asserted = True
        found = self._coverage_fault([list(batch) for batch in self._places()])
        if found is not None:
            raise found

    def steps_downhill(self) -> None:
        """Between two calls the parameters move by −lr times the gradient, and by nothing else."""
        self.desk.asserted = True
        self._places()
        steps = list(self._steps())
        fault = update_fault(steps, self.lr, self.batches_per_epoch)
        if fault is not None:
            raise self._failure(fault.id, fault.sentence)

    def gradients_are_true(self) -> None:
        """The learner's gradients agree with the reference's for the same batch."""
        self.desk.asserted = True
        self._places()
        for call, step in zip(self.calls, self._steps(), strict=True):
            truth = self.desk.reference.answer_or_none(self.gradient, call.args)
            if truth is None:
                raise AuthorFault(f"reference.py has no answer of `{self.gradient}` for what the loop asked.")
            fault = _gradient_fault(step.grads, truth[1], len(call.args[0]), self.gradient)
            if fault is not None:
                raise self._failure(fault.id, fault.sentence)

    def mean_losses(self) -> list[float]:
        """The mean loss over the examples of each epoch, from the calls; shorter where an epoch is not whole."""
        found: list[float] = []
        size = self.batches_per_epoch
        for start in range(0, len(self.calls) - size + 1, size):
            part = self.calls[start : start + size]
            weights = [len(call.args[0]) for call in part]
            found.append(float(np.average([call.answer[0] for call in part], weights=weights)))
        return found

    @property
    def batches_per_epoch(self) -> int:
        return -(-len(self.X) // self.batch_size)

    def _places(self) -> list[Array]:
        """Of each call, which rows of `X` it was given."""
        if not self.calls:
            raise self._failure(
                "never-asks-for-gradients",
                f"`{self.function}` never calls `{self.gradient}`: one call for each mini-batch is asked.",
            )
        known = {row.tobytes(): place for place, row in enumerate(np.ascontiguousarray(self.X))}
        if len(known) < len(self.X):
            raise AuthorFault("Two rows of X are equal: nobody could tell them apart.")
        return [self._rows_of(call, known) for call in self.calls]

    def _rows_of(self, call: SeenCall, known: Mapping[bytes, int]) -> Array:
        if not self._is_batch(call):
            sentence = f"`{self.gradient}` was called with something else than a batch, its labels and the parameters."
            raise self._failure("no-batch", sentence)
        rows = np.ascontiguousarray(call.args[0], dtype=self.X.dtype)
        found = [known.get(row.tobytes()) for row in rows]
        if None in found:
            raise self._foreign_row(rows[found.index(None)])
        return np.array(found, dtype=np.int64)

    def _is_batch(self, call: SeenCall) -> bool:
        """Two-dimensional rows, one label each, parameters; and (loss, gradients) as the answer."""
        if len(call.args) != 3 or not isinstance(call.args[0], np.ndarray) or not isinstance(call.args[2], dict):
            return False
        rows, labels, answer = call.args[0], np.asarray(call.args[1]), call.answer
        fits = rows.ndim == self.X.ndim and rows.shape[1:] == self.X.shape[1:] and labels.shape[:1] == rows.shape[:1]
        is_pair = isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], dict)
        return fits and is_pair and isinstance(answer[0], (int, float)) and len(rows) > 0

    def _foreign_row(self, row: Array) -> CheckFailed:
        if self.unseen is not None and (np.asarray(self.unseen) == row).all(axis=1).any():
            return self._failure(
                "test-data-trained-on",
                "It has seen the exam: examples that are kept for the test were used for training.",
            )
        return self._failure("foreign-rows", f"`{self.gradient}` was given rows that are no examples of `X`.")

    def _coverage_fault(self, batches: list[list[int]]) -> CheckFailed | None:
        n, size = len(self.X), self.batches_per_epoch
        same = [sorted(batch) for batch in batches]
        if n > self.batch_size and len(same) > 1 and all(len(batch) == n for batch in same):
            return self._failure(
                "full-batch", "Each step uses all the data at once: small batches take many steps in an epoch."
            )
        if n > self.batch_size and len(same) > 1 and all(batch == same[0] for batch in same):
            return self._failure("same-batch-every-time", "It is the same batch each time: the others are never shown.")
        if len(batches) == self.epochs and size > 1:
            return self._failure(
                "one-step-per-epoch", "One step is taken in each epoch: the inner loop ends after its first batch."
            )
        if len(batches) == self.epochs * (n // self.batch_size) and n % self.batch_size:
            return self._failure(
                "last-batch-dropped", "The last batch, the shorter one, is dropped: its examples are never shown."
            )
        if len(batches) != self.epochs * size:
            return self._count_fault(len(batches))
        return self._order_fault(
            [list(chain.from_iterable(batches[i : i + size])) for i in range(0, len(batches), size)]
        )

    def _count_fault(self, steps: int) -> CheckFailed:
        asked = self.epochs * self.batches_per_epoch
        told = f"{len(self.X)} examples in batches of {self.batch_size}, {self.epochs} epochs: {asked} steps are asked."
        return self._failure("steps-miscounted", f"{told} Yours took {steps}.")

    def _order_fault(self, epochs: list[list[int]]) -> CheckFailed | None:
        everyone = list(range(len(self.X)))
        for number, order in enumerate(epochs, start=1):
            if sorted(order) != everyone:
                return self._failure("not-every-example", f"Epoch {number} does not show every example exactly once.")
        if len(everyone) > 1 and any(order == everyone for order in epochs):
            return self._failure(
                "not-shuffled", "An epoch shows the examples in their old order: shuffle each one, the first too."
            )
        if any(one == other for one, other in pairwise(epochs)):
            return self._failure(
                "same-shuffle-each-epoch", "Two epochs in a row have the same order: is the generator made anew?"
            )
        return None

    def _steps(self) -> Iterator[Step]:
        """Parameters before, gradient, parameters after; the last step leads to what the function returned."""
        afters = [call.args[2] for call in self.calls[1:]] + [self.ends]
        for call, after in zip(self.calls, afters, strict=True):
            before, grads = call.args[2], call.answer[1]
            if not _alike_in_shape(before, grads) or not _alike_in_shape(before, after):
                raise self._failure(
                    "shapes-change", "The gradients, or the parameters after a step, have other names or shapes."
                )
            yield Step(before, grads, after, len(call.args[0]))

    def _failure(self, measure: str, sentence: str) -> CheckFailed:
        # No sentence of a loop holds a number of an input: counts and names only.
        return CheckFailed(
            FailureKind.TRAINING,
            sentence,
            sentence,
            where=self.function,
            function=self.function,
            measure=measure,
            health=Health(measure, sentence),
        )


def _gradient_fault(grads: Any, truth: Mapping[str, Any], n: int, name: str) -> Health | None:
    def fits(factor: float) -> bool:
        return all(_close(np.asarray(grads.get(key)), factor * np.asarray(part)) for key, part in truth.items())

    if set(grads) == set(truth) and fits(1.0):
        return None
    if set(grads) == set(truth) and n > 1 and fits(float(n)):
        return Health(
            "gradient-of-the-sum",
            f"`{name}` gives the gradient of the sum over the batch, n times that of the mean: steps grow with n.",
        )
    return Health("gradient-wrong", f"`{name}` does not give the gradient of its loss: the loop walks the wrong way.")


def _close(one: Array, other: Array) -> bool:
    if one.shape != other.shape or one.dtype.kind not in "fiu":
        return False
    return bool(np.linalg.norm(one - other) <= 1e-6 * max(float(np.linalg.norm(other)), 1e-12) + 1e-15)


def _alike_in_shape(one: Any, other: Any) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict) or set(one) != set(other):
        return False
    return all(np.shape(one[key]) == np.shape(other[key]) for key in one)
