"""Gradients against the truth, one parameter array at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.contract import FunctionContract, bind_arguments
from grader.exam.batching import smaller_batch
from grader.exam.comparing import follow
from grader.exam.differentiating import CentralDifferences, ComplexStep, Slopes
from grader.exam.failing import AuthorFault
from grader.exam.gradient_failures import Wrong, off, wrong_shape
from grader.exam.own_loss import RIGHT_FOR_OWN_LOSS, WITHIN, fits_own_loss
from grader.exam.parameters import Parameter, loss_path, parameters_of
from grader.exam.relations import Relation, Situation, ratio, relate
from grader.exam.sampling import Extent, extent_of
from grader.exam.subject import Returned
from grader.sandbox.wire import GeneratorSeed

if TYPE_CHECKING:
    from grader.exam.calling import Desk

Array = np.ndarray[Any, Any]
TOLERANCE = 1e-6
# What central differences can tell; entries beside a kink are not judged.
LEAST_TOLERANCE = 1e-7
MOST_DOUBTED = 0.5


def relative_error(a: Array, b: Array) -> float:
    """‖a−b‖ / max(‖a‖+‖b‖, 1e-12), between 0 and 1; infinite where a number is not finite."""
    error = float(np.linalg.norm(a - b) / max(float(np.linalg.norm(a)) + float(np.linalg.norm(b)), 1e-12))
    return error if np.isfinite(error) else float("inf")


def gradient(
    desk: Desk,
    name: str,
    args: tuple[Any, ...],
    of: Callable[..., Any] | str | None,
    parameters: Sequence[str] | Mapping[str, str],
    tolerance: float,
    because: str,
    seed: Callable[[], GeneratorSeed],
) -> None:
    """Each parameter's gradient is within `tolerance` of the truth. Raises CheckFailed for the first that is not.

    Of more than 10,000 entries a sample is compared, drawn from `seed`, and the slopes along random directions.
    """
    contract = desk.contract_of(name)
    found = parameters_of(contract, args, parameters)
    answer = desk.call(name, args)
    asked = _Asked(desk, contract, args, _slopes(desk, name, of), extent_of(found, args, seed), tolerance)
    for place, parameter in enumerate(found):
        wrong = asked.wrong(parameter, answer)
        if wrong is not None:
            relation = asked.relation(wrong)
            remarks = [
                asked.own_loss(found, wrong, answer),
                asked.others(found[place + 1 :], answer, relation),
                because,
            ]
            raise off(contract, args, wrong, tolerance, relation, remarks, asked.extent)


def _slopes(desk: Desk, name: str, of: Callable[..., Any] | str | None) -> Slopes:
    """The truth: from the loss that the exam wrote, or from the author's answers."""
    if callable(of):
        return ComplexStep(of)
    function = of or name
    returns = desk.contract_of(function).returns if function in desk.functions else ()

    def reference_loss(*args: Any) -> Any:
        answer = desk.reference.answer(function, args)
        path = loss_path(returns, answer) if returns else ()
        if path is None:
            raise AuthorFault(f"`{function}` of reference.py returns no single number to differentiate.")
        return follow(answer, path)

    return CentralDifferences(reference_loss)


@dataclass(frozen=True)
class _Asked:
    """One call whose gradients are judged."""

    desk: Desk
    contract: FunctionContract
    args: tuple[Any, ...]
    slopes: Slopes
    extent: Extent
    tolerance: float

    def wrong(self, parameter: Parameter, answer: Any) -> Wrong | None:
        """What is off about one gradient, or None. Raises CheckFailed where it has another shape."""
        got = np.asarray(parameter.gradient_in(answer), dtype=np.float64)
        shape = np.shape(parameter.value_in(self.args))
        if got.shape != shape:
            right = None if self.extent.samples else self.slopes.at(self.args, parameter)
            raise wrong_shape(self.contract, parameter, got, shape, right)
        sample = self.extent.samples.get(parameter.name)
        if sample is None:
            return self._compared(parameter, got, None)
        entries = self._compared(parameter, got.reshape(-1)[sample.places], sample.places)
        told = sample.directions @ got.reshape(-1)
        along = self.slopes.along(self.args, parameter, sample.directions)
        if relative_error(told, along) >= self.tolerance:
            doubted = self.slopes.kinks_along(self.args, parameter, sample.directions, self._gap(along))
            told = np.where(doubted, along, told)
        error = relative_error(told, along)
        if error < self.tolerance or (entries is not None and entries.error >= error):
            return entries
        right = self.slopes.at(self.args, parameter, sample.places)
        part = got.reshape(-1)[sample.places]
        return Wrong(parameter, part, right, error, shape, sample.places, only_along=entries is None)

    def _compared(self, parameter: Parameter, got: Array, places: Array | None) -> Wrong | None:
        right = self.slopes.at(self.args, parameter, places)
        error = relative_error(got, right)
        if not error < self.tolerance:
            doubted = self.slopes.kinks_at(self.args, parameter, places, self._gap(right))
            if doubted.mean() > MOST_DOUBTED:
                raise AuthorFault(f"The loss is not smooth in `{parameter.name}` here: draw away from its kinks.")
            got = np.where(doubted & np.isfinite(got), right, got)
            error = relative_error(got, right)
        if error < self.tolerance:
            return None
        return Wrong(parameter, got, right, error, np.shape(parameter.value_in(self.args)), places)

    def _gap(self, right: Array) -> float:
        """By how much one slope may be off before it counts."""
        return max(self.tolerance, LEAST_TOLERANCE) / 4 * max(float(np.linalg.norm(right)), 1e-6)

    def relation(self, wrong: Wrong) -> Relation | None:
        def factor_elsewhere() -> tuple[float, Mapping[str, int]] | None:
            fewer = smaller_batch(self.contract, self.args)
            if fewer is None:
                return None
            reply = self.desk.try_all(self.contract.name, [fewer])[0]
            got = wrong.parameter.gradient_in(reply.value) if isinstance(reply, Returned) else None
            if not isinstance(got, (np.ndarray, float)) or np.shape(got) != wrong.shape:
                return None
            part = np.asarray(got, dtype=np.float64)
            if wrong.places is not None:
                part = part.reshape(-1)[wrong.places]
            factor = ratio(part, self.slopes.at(fewer, wrong.parameter, wrong.places))
            return None if factor is None else (factor, bind_arguments(self.contract.arguments, fewer))

        lengths = bind_arguments(self.contract.arguments, self.args)
        return relate(wrong.got, wrong.truth, Situation(lengths=lengths, factor_elsewhere=factor_elsewhere))

    def own_loss(self, parameters: Sequence[Parameter], wrong: Wrong, answer: Any) -> str:
        """Said where central differences of the learner's own loss agree with every gradient that is asked."""
        clearly = wrong.error > 10 * WITHIN
        fits = clearly and fits_own_loss(self.desk, self.contract, self.args, parameters, answer)
        return RIGHT_FOR_OWN_LOSS if fits else ""

    def others(self, parameters: Sequence[Parameter], answer: Any, first: Relation | None) -> str:
        """Which of the gradients after the first wrong one are off too, and how."""
        told = []
        for one in parameters:
            if np.shape(one.gradient_in(answer)) != np.shape(one.value_in(self.args)):
                told.append(f"`{one.label}` has another shape than its parameter.")
                continue
            wrong = self.wrong(one, answer)
            if wrong is not None:
                relation = self.relation(wrong)
                differs = relation is not None and (first is None or relation.sentence != first.sentence)
                told.append(f"`{one.label}` is off too" + (f": {_lowered(relation)}" if relation and differs else "."))
        return " ".join(told)


def _lowered(relation: Relation) -> str:
    return relation.sentence[0].lower() + relation.sentence[1:]
