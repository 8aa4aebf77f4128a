"""Backpropagation, or finite differences in disguise? Four nets, each with a hole that another closes.

Products: nudging multiplies the parameters once per nudge; hidden by copying the arrays. Python steps: a loop over
parameters grows with their number; avoided by stacking all nudges. Memory: stacked copies are as many as parameters.
Precision: differences are never exact; a complex step is, but it needs the loop or the stack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.failing import AuthorFault, CheckFailed, FailureKind
from grader.exam.gradients import relative_error
from grader.exam.numerals import number_in_words
from grader.exam.parameters import Parameter, parameters_of
from grader.exam.subject import How

if TYPE_CHECKING:
    from grader.exam.calling import Desk

MOST_PRODUCTS = 24
MOST_STEP_GROWTH = 2.0
MOST_MEMORY_TIMES = 40
LEAST_LARGER_TIMES = 3
PRECISION = 1e-11
# Python's own objects cost some memory whatever the arrays: below this nothing is stacked.
MEMORY_FLOOR_BYTES = 128 * 1024


def analytic(
    desk: Desk,
    name: str,
    args: tuple[Any, ...],
    larger: tuple[Any, ...],
    parameters: Sequence[str] | Mapping[str, str],
) -> None:
    """The gradient costs a fixed number of products and steps and is exact. Raises CheckFailed naming the net."""
    found = parameters_of(desk.contract_of(name), args, parameters)
    count, count_larger = (sum(np.size(one.value_in(case)) for one in found) for case in (args, larger))
    if count_larger < LEAST_LARGER_TIMES * count:
        raise AuthorFault(f"`larger` has {count_larger} parameters; {LEAST_LARGER_TIMES} × {count} are needed.")
    _few_products(desk, name, args, count)
    _steps_do_not_grow(desk, name, args, larger, count_larger / count)
    _exact(desk, name, args, found)


def _few_products(desk: Desk, name: str, args: tuple[Any, ...], count: int) -> None:
    products = desk.ask(name, args, How(count=True, counted_arguments=True)).count_of("products")
    if products > MOST_PRODUCTS:
        raise _nudging(
            name,
            "products",
            f"{products} matrix products for {count} parameters: nudging each one is finite differences",
        )


def _steps_do_not_grow(desk: Desk, name: str, args: tuple[Any, ...], larger: tuple[Any, ...], times: float) -> None:
    small, large = desk.ask(name, args, How(count=True)), desk.ask(name, larger, How(count=True))
    growth = large.count_of("opcodes") / max(small.count_of("opcodes"), 1)
    if growth >= MOST_STEP_GROWTH:
        told = f"{times:.0f} times the parameters took {growth:.1f} times the Python steps: one parameter at a time"
        raise _nudging(name, "opcodes", told)
    peak, own = large.count_of("peak_bytes"), _bytes_of(larger)
    if peak > max(MOST_MEMORY_TIMES * own, MEMORY_FLOOR_BYTES):
        told = f"{peak / 1e6:.1f} MB of memory for {own / 1e3:.0f} kB of arrays: stacked copies nudge all at once"
        raise _nudging(name, "peak_bytes", told)


def _exact(desk: Desk, name: str, args: tuple[Any, ...], parameters: Sequence[Parameter]) -> None:
    answer, truth = desk.call(name, args), desk.reference.answer(name, args)
    for one in parameters:
        got, right = np.asarray(one.gradient_in(answer), np.float64), np.asarray(one.gradient_in(truth), np.float64)
        error = relative_error(got, right) if got.shape == right.shape else 1.0
        if error >= PRECISION:
            reached, asked = number_in_words(error, 1), number_in_words(PRECISION)
            told = f"`{one.label}` is right to {reached} only, where {asked} is asked"
            sentence = f"{told}: the chain rule is exact, nudging or float32 is not."
            raise CheckFailed(
                FailureKind.ANALYTIC, sentence, sentence, where=one.label, function=name, measure="precision"
            )


def _nudging(name: str, measure: str, told: str) -> CheckFailed:
    sentence = f"`{name}`: {told}. Backpropagation needs one way forward and one way back."
    return CheckFailed(FailureKind.ANALYTIC, sentence, sentence, where=name, function=name, measure=measure)


def _bytes_of(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(_bytes_of(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return sum(_bytes_of(part) for part in value)
    return int(value.nbytes) if isinstance(value, np.ndarray) else 0
