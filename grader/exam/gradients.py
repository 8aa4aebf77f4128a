"""Gradients against the truth, one parameter array at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.contract import FunctionContract, bind_arguments
from grader.exam.batching import smaller_batch
from grader.exam.casework import case_of
from grader.exam.comparing import entry_in_words, follow
from grader.exam.differentiating import by_central_differences, by_complex_step
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind
from grader.exam.numerals import number_in_words, size_in_words
from grader.exam.parameters import Parameter, loss_path, parameters_of
from grader.exam.relations import Relation, Situation, ratio, relate
from grader.exam.subject import Returned

if TYPE_CHECKING:
    from grader.exam.calling import Desk

Array = np.ndarray[Any, Any]
Truth = Callable[[Sequence[Any], Parameter], Array]
TOLERANCE = 1e-6
OWN_LOSS_WITHIN = 1e-5
OWN_LOSS_DIRECTIONS = 3
MOST_CELLS = 2_048
RIGHT_FOR_OWN_LOSS = "Your gradient is right for the loss you wrote; the loss is what differs."


def relative_error(a: Array, b: Array) -> float:
    """‖a−b‖ / max(‖a‖+‖b‖, 1e-12), between 0 and 1; infinite where a number is not finite."""
    error = float(np.linalg.norm(a - b) / max(float(np.linalg.norm(a)) + float(np.linalg.norm(b)), 1e-12))
    return error if np.isfinite(error) else float("inf")


@dataclass(frozen=True)
class _Wrong:
    parameter: Parameter
    got: Array
    truth: Array
    error: float


def gradient(
    desk: Desk,
    name: str,
    args: tuple[Any, ...],
    of: Callable[..., Any] | str | None,
    parameters: Sequence[str] | Mapping[str, str],
    tolerance: float,
    because: str,
) -> None:
    """Each parameter's gradient is within `tolerance` of the truth. Raises CheckFailed for the first that is not."""
    contract = desk.contract_of(name)
    truth = _truth(desk, name, of)
    answer = desk.call(name, args)
    for parameter in parameters_of(contract, args, parameters):
        got = np.asarray(parameter.gradient_in(answer), dtype=np.float64)
        right = truth(args, parameter)
        if got.shape != right.shape:
            raise _wrong_shape(contract, parameter, got, right)
        error = relative_error(got, right)
        if not error < tolerance:
            wrong = _Wrong(parameter, got, right, error)
            relation = _relation(desk, contract, args, wrong, truth)
            remark = "" if relation else _own_loss(desk, contract, args, wrong, answer)
            raise _off(contract, args, wrong, tolerance, relation, " ".join(part for part in (remark, because) if part))


def _truth(desk: Desk, name: str, of: Callable[..., Any] | str | None) -> Truth:
    if callable(of):
        loss = of
        return lambda args, parameter: by_complex_step(loss, args, parameter)
    function = of or name
    returns = desk.contract_of(function).returns if function in desk.functions else ()

    def reference_loss(*args: Any) -> Any:
        answer = desk.reference.answer(function, args)
        path = loss_path(returns, answer) if returns else ()
        if path is None:
            raise AuthorFault(f"`{function}` of reference.py returns no single number to differentiate.")
        return follow(answer, path)

    return lambda args, parameter: by_central_differences(reference_loss, args, parameter)


def _wrong_shape(contract: FunctionContract, parameter: Parameter, got: Array, right: Array) -> CheckFailed:
    relation = relate(got, right, Situation())
    sentence = (
        f"`{parameter.label}` has shape {got.shape}; a gradient has the shape of its parameter, {right.shape}."
        + (f" {relation.sentence}" if relation else "")
    )
    figure = {"kind": "compare", "expected": f"shape {right.shape}", "got": f"shape {got.shape}"}
    figures: list[Mapping[str, Any]] = [figure, *([relation.as_figure()] if relation else [])]
    return CheckFailed(
        FailureKind.GRADIENT,
        sentence,
        sentence,
        figures=figures,
        safe_figures=figures,
        relation=relation,
        where=parameter.label,
        function=contract.name,
        measure="shape",
    )


def _relation(
    desk: Desk, contract: FunctionContract, args: tuple[Any, ...], wrong: _Wrong, truth: Truth
) -> Relation | None:
    def factor_elsewhere() -> tuple[float, Mapping[str, int]] | None:
        fewer = smaller_batch(contract, args)
        if fewer is None:
            return None
        reply = desk.subject.call_all(desk.calls_of(contract.name, [fewer]))[0]
        got = wrong.parameter.gradient_in(reply.value) if isinstance(reply, Returned) else None
        if not isinstance(got, (np.ndarray, float)):
            return None
        factor = ratio(np.asarray(got, dtype=np.float64), truth(fewer, wrong.parameter))
        return None if factor is None else (factor, bind_arguments(contract.arguments, fewer))

    lengths = bind_arguments(contract.arguments, args)
    return relate(wrong.got, wrong.truth, Situation(lengths=lengths, factor_elsewhere=factor_elsewhere))


def _own_loss(desk: Desk, contract: FunctionContract, args: tuple[Any, ...], wrong: _Wrong, answer: Any) -> str:
    """Whether the gradient fits the loss that the learner's own function returns: said, never judged."""
    path = loss_path(contract.returns, answer)
    if path is None or len(contract.returns) == 1:
        return ""
    start = np.asarray(wrong.parameter.value_in(args), dtype=np.float64)
    step = 1e-5
    waves = [np.cos(np.arange(start.size) * (turn + 1.0)).reshape(start.shape) for turn in range(OWN_LOSS_DIRECTIONS)]
    cases = [wrong.parameter.replaced_in(args, start + sign * step * wave) for wave in waves for sign in (1.0, -1.0)]
    replies = desk.try_all(contract.name, cases)
    losses = [follow(reply.value, path) for reply in replies if isinstance(reply, Returned)]
    if len(losses) != len(cases) or not all(isinstance(loss, (int, float)) for loss in losses):
        return ""
    slopes = [(up - down) / (2 * step) for up, down in zip(losses[::2], losses[1::2], strict=True)]
    told = [float(np.sum(wrong.got * wave)) for wave in waves]
    fits = relative_error(np.asarray(slopes), np.asarray(told)) < OWN_LOSS_WITHIN
    return RIGHT_FOR_OWN_LOSS if fits else ""


def _off(
    contract: FunctionContract,
    args: tuple[Any, ...],
    wrong: _Wrong,
    tolerance: float,
    relation: Relation | None,
    remark: str,
) -> CheckFailed:
    gap = np.abs(wrong.got - wrong.truth)
    place = tuple(int(index) for index in np.unravel_index(int(np.argmax(gap)), gap.shape))
    worst = f" Worst entry: {entry_in_words(place)}." if place else ""
    ends = " ".join(part for part in (relation.sentence if relation else "", remark) if part)
    sentence = (
        f"`{wrong.parameter.label}` is off: relative error {size_in_words(wrong.error)}, a correct one is below "
        f"{number_in_words(tolerance)}.{worst} {ends}"
    ).strip()
    figures: list[Mapping[str, Any]] = [_figure(wrong, place, relation, ends, shows_numbers=True)]
    return CheckFailed(
        FailureKind.GRADIENT,
        sentence,
        sentence,
        figures=[*figures, *case_of(contract, args).figures()],
        safe_figures=[_figure(wrong, place, relation, ends, shows_numbers=False)],
        relation=relation,
        where=wrong.parameter.label,
        function=contract.name,
    )


def _figure(
    wrong: _Wrong, place: tuple[int, ...], relation: Relation | None, sentence: str, *, shows_numbers: bool
) -> dict[str, Any]:
    """The heat map: both arrays where numbers may be shown, the size of each entry's error always."""
    small = wrong.truth.size <= MOST_CELLS
    largest = max(float(np.abs(wrong.truth).max(initial=0.0)), 1e-300)
    errors = np.minimum(np.abs(wrong.got - wrong.truth) / largest, 1.0)
    return {
        "kind": "gradient",
        "parameter": wrong.parameter.name,
        "yours": rounded(wrong.got) if shows_numbers and small else None,
        "truth": rounded(wrong.truth) if shows_numbers and small else None,
        "errors": np.round(errors, 2).tolist() if small else None,
        "shape": list(wrong.truth.shape),
        "relative_error": float(f"{wrong.error:.2g}"),
        "worst": list(place),
        "relation": relation.kind.value if relation else None,
        "sentence": sentence,
    }


def rounded(array: Array) -> Any:
    """Nested lists with four significant digits: what a picture can show."""
    return [rounded(part) for part in array] if array.ndim else float(f"{float(array):.4g}")
