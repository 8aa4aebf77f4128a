"""Backpropagation, or finite differences in disguise? Five nets, each with a hole that another closes.

Products: nudging multiplies the parameters once per nudge; hidden by copying the arrays.
Python steps: a loop over parameters grows with their number; avoided by stacking all nudges, or some at a time.
Array work: however the nudges are arranged, each is a whole way forward; hidden by lists and buffers.
Memory: stacked copies are as many as parameters.
Precision: differences are never exact; a complex step is, but it needs the loop or the stack.
Where the exam gives a far larger case, the kernel's clock and memory tell growth: nothing in the code hides that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.call_costs import bytes_of, counted_call, figure_of, grown
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind
from grader.exam.gradients import relative_error
from grader.exam.numerals import number_in_words
from grader.exam.parameters import Parameter, parameters_of
from grader.exam.subject import How, Returned
from grader.learner.counting import counted, wrapped

if TYPE_CHECKING:
    from grader.exam.calling import Desk

LEAST_LARGER_TIMES = 3
LEAST_FAR_TIMES = 100
MOST_PRODUCTS = 24
# Between a loop over neurons (the square root of the parameters' growth) and one over parameters (all of it).
STEP_GROWTH_POWER = 0.75
# The way there and back is the same share of work at every size, whatever is looped over; a nudge per entry is not.
MOST_WORK_GROWTH = 1.7
MOST_MEMORY_TIMES = 40
# Python's own objects cost some memory whatever the arrays: below this nothing is stacked.
MEMORY_FLOOR_BYTES = 128 * 1024
# The same for the kernel's account, which sees the allocator's habits too.
RESIDENT_FLOOR_BYTES = 64_000_000
# Nudging takes at least as many times longer as there are more parameters; a trip back takes a few times longer.
CPU_GROWTH_SHARE = 0.25
PRECISION = 1e-11
SCALES = (1.0, 0.9, 0.8, 0.7)
BOTH_WAYS = "Backpropagation needs one way forward and one way back."


@dataclass(frozen=True)
class Cases:
    """A call, the same with more parameters, and with far more where the kernel is to be asked."""

    small: tuple[Any, ...]
    larger: tuple[Any, ...]
    far: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class _Sizes:
    """The first two, and how many parameters they have: `times` as many as `count`."""

    small: tuple[Any, ...]
    larger: tuple[Any, ...]
    count: int
    times: float

    @property
    def most_growth(self) -> float:
        return float(self.times**STEP_GROWTH_POWER)


def analytic(desk: Desk, name: str, cases: Cases, parameters: Sequence[str] | Mapping[str, str]) -> None:
    """The gradient costs one way there and back, and is exact. Raises CheckFailed naming the net."""
    found = parameters_of(desk.contract_of(name), cases.small, parameters)
    count, count_larger = _count(found, cases.small), _count(found, cases.larger)
    if count_larger < LEAST_LARGER_TIMES * count:
        raise AuthorFault(f"`larger` has {count_larger} parameters; {LEAST_LARGER_TIMES} × {count} are needed.")
    sizes = _Sizes(cases.small, cases.larger, count, count_larger / count)
    on_counting_arrays = _few_products(desk, name, sizes)
    _steps_do_not_grow(desk, name, sizes)
    _work_is_a_share(desk, name, sizes, on_counting_arrays)
    for case in (cases.small, cases.larger):
        _exact(desk, name, case, found)
    if cases.far is not None:
        _far(desk, name, cases.small, cases.far, _count(found, cases.far) / count)


def _count(parameters: Sequence[Parameter], args: Sequence[Any]) -> int:
    return sum(int(np.size(one.value_in(args))) for one in parameters)


def _few_products(desk: Desk, name: str, sizes: _Sizes) -> tuple[Returned, Returned]:
    """The answers on arrays that count their products."""
    how = How(count=True, counted_arguments=True)
    small, large = (counted_call(desk, FailureKind.ANALYTIC, name, case, how) for case in (sizes.small, sizes.larger))
    products, grown = figure_of(small, "products"), _growth(small, large, "products")
    if products > MOST_PRODUCTS and grown >= sizes.most_growth:
        told = f"{products} matrix products for {sizes.count} parameters: nudging each one is finite differences"
        raise _nudging(name, "products", told)
    return small, large


def _work_is_a_share(desk: Desk, name: str, sizes: _Sizes, answers: tuple[Returned, Returned]) -> None:
    work = _growth(*answers, "work") / _reference_work_growth(desk, name, sizes)
    if work >= MOST_WORK_GROWTH:
        told = (
            f"{sizes.times:.1f} times the parameters took {work:.1f} times the array work that they should take: "
            "the way forward is gone again for each nudge, or for each neuron"
        )
        raise _nudging(name, "work", told)


def _reference_work_growth(desk: Desk, name: str, sizes: _Sizes) -> float:
    work = []
    for case in (sizes.small, sizes.larger):
        with counted((), arrays=True) as costs:
            desk.reference.answer(name, wrapped(case))
        work.append(costs.work)
    return max(work[1], 1) / max(work[0], 1)


def _steps_do_not_grow(desk: Desk, name: str, sizes: _Sizes) -> None:
    """Python steps and memory, on ordinary arrays."""
    how = How(count=True)
    small, large = (counted_call(desk, FailureKind.ANALYTIC, name, case, how) for case in (sizes.small, sizes.larger))
    growth = _growth(small, large, "opcodes")
    if growth >= sizes.most_growth:
        told = (
            f"{sizes.times:.0f} times the parameters took {growth:.1f} times the Python steps: one parameter at a time"
        )
        raise _nudging(name, "opcodes", told)
    peak, own = figure_of(large, "peak_bytes"), bytes_of(sizes.larger)
    if peak > max(MOST_MEMORY_TIMES * own, MEMORY_FLOOR_BYTES):
        told = f"{peak / 1e6:.1f} MB of memory for {own / 1e3:.0f} kB of arrays: stacked copies nudge all at once"
        raise _nudging(name, "peak_bytes", told)


def _growth(small: Returned, large: Returned, figure: str) -> float:
    return figure_of(large, figure) / max(figure_of(small, figure), 1)


def _exact(desk: Desk, name: str, args: tuple[Any, ...], parameters: Sequence[Parameter]) -> None:
    """At several points: where one gradient has two entries, differences may come close to it by luck."""
    cases = [_scaled(args, parameters, by) for by in SCALES]
    for answer, case in zip(desk.ask_all(name, cases), cases, strict=True):
        truth = desk.reference.answer(name, case)
        for one in parameters:
            _exact_in(name, one, answer.value, truth)


def _scaled(args: tuple[Any, ...], parameters: Sequence[Parameter], by: float) -> tuple[Any, ...]:
    for one in parameters:
        args = one.replaced_in(args, by * np.asarray(one.value_in(args)))
    return args


def _exact_in(name: str, parameter: Parameter, answer: Any, truth: Any) -> None:
    got, right = (np.asarray(parameter.gradient_in(each), np.float64) for each in (answer, truth))
    error = relative_error(got, right) if got.shape == right.shape else 1.0
    if error < PRECISION:
        return
    reached, asked = number_in_words(error, 1), number_in_words(PRECISION)
    told = f"`{parameter.label}` is right to {reached} only, where {asked} is asked"
    sentence = f"{told}: the chain rule is exact, nudging or float32 is not."
    raise CheckFailed(
        FailureKind.ANALYTIC, sentence, sentence, where=parameter.label, function=name, measure="precision"
    )


def _far(desk: Desk, name: str, args: tuple[Any, ...], far: tuple[Any, ...], times: float) -> None:
    """By the kernel's account, where no counter of ours stands beside the code."""
    if times < LEAST_FAR_TIMES:
        raise AuthorFault(f"`far` has {times:.0f} times the parameters; {LEAST_FAR_TIMES} times are needed.")
    most = times * CPU_GROWTH_SHARE
    found = grown(desk, name, args, far, most)
    risen = found.risen_bytes
    if risen > max(MOST_MEMORY_TIMES * bytes_of(far), RESIDENT_FLOOR_BYTES):
        told = (
            f"{risen / 1e6:.0f} MB of memory for {bytes_of(far) / 1e3:.0f} kB of arrays: stacked copies nudge at once"
        )
        raise _nudging(name, "resident_bytes", told)
    if found.cpu_times > most:
        longer = number_in_words(found.cpu_times, 2)
        told = f"{times:.0f} times the parameters took {longer} times as long: one nudge for each"
        raise _nudging(name, "growth", told)


def _nudging(name: str, measure: str, told: str) -> CheckFailed:
    sentence = f"`{name}`: {told}. {BOTH_WAYS}"
    return CheckFailed(FailureKind.ANALYTIC, sentence, sentence, where=name, function=name, measure=measure)
