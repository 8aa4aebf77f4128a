"""The true derivative of a loss: complex step where the loss is analytic, central differences elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exam.failing import AuthorFault
from grader.exam.parameters import Parameter

Array = np.ndarray[Any, Any]
COMPLEX_STEP = 1e-30
CENTRAL_STEP = 1e-5
# Central differences agree with the truth to about 1e-9; a lost imaginary part is wrong by its whole size.
ANALYTIC_WITHIN = 1e-4


def by_complex_step(loss: Callable[..., Any], args: Sequence[Any], parameter: Parameter) -> Array:
    """Exact to rounding. Raises AuthorFault where `loss` drops the imaginary part (abs, max, comparison)."""
    start = np.asarray(parameter.value_in(args), dtype=np.float64)
    point = start.astype(np.complex128)
    moved = parameter.replaced_in(args, point)
    found = np.zeros(start.shape)
    with np.errstate(all="ignore"):
        for place in np.ndindex(start.shape):
            point[place] += COMPLEX_STEP * 1j
            found[place] = np.imag(_one(loss(*moved))) / COMPLEX_STEP
            point[place] = start[place]
    _check_analytic(loss, args, parameter, start, found)
    return found


def by_central_differences(loss: Callable[..., Any], args: Sequence[Any], parameter: Parameter) -> Array:
    """Within about 1e-9 for a smooth loss in float64."""
    start = np.asarray(parameter.value_in(args), dtype=np.float64)
    found = np.zeros(start.shape)
    for place in np.ndindex(start.shape):
        nudge = np.zeros(start.shape)
        nudge[place] = CENTRAL_STEP
        found[place] = _central(loss, args, parameter, start, nudge) / CENTRAL_STEP
    return found


def _central(loss: Callable[..., Any], args: Sequence[Any], parameter: Parameter, start: Array, nudge: Array) -> float:
    up = _one(loss(*parameter.replaced_in(args, start + nudge)))
    down = _one(loss(*parameter.replaced_in(args, start - nudge)))
    return float(np.real(up - down)) / 2


def _check_analytic(
    loss: Callable[..., Any], args: Sequence[Any], parameter: Parameter, start: Array, found: Array
) -> None:
    direction = np.cos(np.arange(start.size, dtype=np.float64)).reshape(start.shape)
    nudge = CENTRAL_STEP * direction
    slope = _central(loss, args, parameter, start, nudge) / CENTRAL_STEP
    told = float(np.sum(found * direction))
    if abs(slope - told) > ANALYTIC_WITHIN * max(abs(slope), abs(told), 1e-3):
        raise AuthorFault(
            f"The loss given as `of` is not analytic in `{parameter.name}`: it must be written without abs, max, "
            "comparison or a conversion to real numbers."
        )


def _one(value: Any) -> Any:
    array = np.asarray(value)
    if array.size != 1:
        raise AuthorFault(f"The loss given as `of` must be one number, not an array of shape {array.shape}.")
    return array.reshape(()).item()
