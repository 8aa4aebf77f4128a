"""The true derivative of a loss: complex step where the loss is analytic, central differences elsewhere.

Each way answers two questions: the slope at single entries of a parameter, and the slope along a direction.
Complex step: Squire and Trapp, "Using complex variables to estimate derivatives of real functions", SIAM Review 1998.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from grader.exam.failing import AuthorFault
from grader.exam.parameters import Parameter

Array = np.ndarray[Any, Any]
Args = Sequence[Any]
Loss = Callable[..., Any]
COMPLEX_STEP = 1e-30
CENTRAL_STEP = 1e-5
# Along a direction of length 1 each entry moves little: a longer step loses nothing.
DIRECTION_STEP = 1e-4
# Central differences agree with the truth to about 1e-9; a lost imaginary part is wrong by its whole size.
ANALYTIC_WITHIN = 1e-4


class Slopes(Protocol):
    """How a loss changes with one parameter of a call."""

    def at(self, args: Args, parameter: Parameter, places: Array | None = None) -> Array:
        """The slope at each entry, in the parameter's shape; or at the flat `places` alone, in their order."""

    def along(self, args: Args, parameter: Parameter, directions: Array) -> Array:
        """The slope along each row of `directions` (m, size of the parameter), rows of length 1."""

    def kinks_at(self, args: Args, parameter: Parameter, places: Array | None, gap: float) -> Array:
        """Where, as in `at`, a slope may be wrong by more than `gap` because a kink lies within the step."""

    def kinks_along(self, args: Args, parameter: Parameter, directions: Array, gap: float) -> Array:
        """The same for `along`."""


@dataclass(frozen=True)
class ComplexStep:
    """Exact to rounding. Raises AuthorFault where `loss` drops the imaginary part (abs, max, comparison)."""

    loss: Loss

    def at(self, args: Args, parameter: Parameter, places: Array | None = None) -> Array:
        start = _start(parameter, args)
        point = start.astype(np.complex128)
        moved = parameter.replaced_in(args, point)
        flat = point.reshape(-1)
        found = []
        with np.errstate(all="ignore"):
            for place in _every(start) if places is None else places:
                flat[place] += COMPLEX_STEP * 1j
                found.append(np.imag(_one(self.loss(*moved))) / COMPLEX_STEP)
                flat[place] = start.flat[place]
        slopes = np.array(found, dtype=np.float64)
        if places is not None:
            return slopes
        directions = [np.cos(np.arange(start.size) * turn) for turn in (1.0, 2.0, 3.0)]
        _check_analytic(self.loss, args, parameter, [(one, float(slopes @ one)) for one in directions])
        return slopes.reshape(start.shape)

    def along(self, args: Args, parameter: Parameter, directions: Array) -> Array:
        start = _start(parameter, args)
        with np.errstate(all="ignore"):
            slopes = [self._along(args, parameter, start, one.reshape(start.shape)) for one in directions]
        _check_analytic(self.loss, args, parameter, list(zip(directions, slopes, strict=True))[:3])
        return np.array(slopes)

    def _along(self, args: Args, parameter: Parameter, start: Array, direction: Array) -> float:
        point = start + COMPLEX_STEP * 1j * direction
        return float(np.imag(_one(self.loss(*parameter.replaced_in(args, point))))) / COMPLEX_STEP

    def kinks_at(self, args: Args, parameter: Parameter, places: Array | None, gap: float) -> Array:
        """Nowhere: the step is too short to reach one."""
        return np.zeros(np.shape(parameter.value_in(args)) if places is None else places.shape, dtype=bool)

    def kinks_along(self, args: Args, parameter: Parameter, directions: Array, gap: float) -> Array:
        return np.zeros(len(directions), dtype=bool)


@dataclass(frozen=True)
class CentralDifferences:
    """Within about 1e-9 for a smooth loss in float64."""

    loss: Loss

    def at(self, args: Args, parameter: Parameter, places: Array | None = None) -> Array:
        nudges = _entries(_start(parameter, args), places)
        slopes = [_central(self.loss, args, parameter, nudge) / CENTRAL_STEP for nudge in nudges]
        found = np.array(slopes, dtype=np.float64)
        return found.reshape(_start(parameter, args).shape) if places is None else found

    def along(self, args: Args, parameter: Parameter, directions: Array) -> Array:
        nudges = (DIRECTION_STEP * one.reshape(_start(parameter, args).shape) for one in directions)
        return np.array([_central(self.loss, args, parameter, nudge) / DIRECTION_STEP for nudge in nudges])

    def kinks_at(self, args: Args, parameter: Parameter, places: Array | None, gap: float) -> Array:
        start = _start(parameter, args)
        found = [self._bends(args, parameter, nudge, CENTRAL_STEP, gap) for nudge in _entries(start, places)]
        doubted = np.array(found, dtype=bool)
        return doubted.reshape(start.shape) if places is None else doubted

    def kinks_along(self, args: Args, parameter: Parameter, directions: Array, gap: float) -> Array:
        nudges = (DIRECTION_STEP * one.reshape(_start(parameter, args).shape) for one in directions)
        return np.array([self._bends(args, parameter, nudge, DIRECTION_STEP, gap) for nudge in nudges])

    def _bends(self, args: Args, parameter: Parameter, nudge: Array, step: float, gap: float) -> bool:
        """Half the step tells another slope, or the bend between both sides does not shrink with the step."""
        start = _start(parameter, args)

        def loss(times: float) -> float:
            return float(np.real(_one(self.loss(*parameter.replaced_in(args, start + times * nudge)))))

        here, up, down, half_up, half_down = (loss(times) for times in (0, 1, -1, 0.5, -0.5))
        slope, half_slope = (up - down) / (2 * step), (half_up - half_down) / step
        bend, half_bend = (up + down - 2 * here) / step, 2 * (half_up + half_down - 2 * here) / step
        return abs(slope - half_slope) > gap or abs(2 * half_bend - bend) > 2 * gap


def _entries(start: Array, places: Array | None) -> Iterator[Array]:
    """A step along each entry alone."""
    for place in _every(start) if places is None else places:
        nudge = np.zeros(start.shape)
        nudge.flat[place] = CENTRAL_STEP
        yield nudge


def _start(parameter: Parameter, args: Args) -> Array:
    return np.asarray(parameter.value_in(args), dtype=np.float64)


def _every(start: Array) -> range:
    return range(start.size)


def _central(loss: Loss, args: Args, parameter: Parameter, nudge: Array) -> float:
    start = _start(parameter, args)
    up = _one(loss(*parameter.replaced_in(args, start + nudge)))
    down = _one(loss(*parameter.replaced_in(args, start - nudge)))
    return float(np.real(up - down)) / 2


def _check_analytic(loss: Loss, args: Args, parameter: Parameter, told: Sequence[tuple[Array, float]]) -> None:
    """A loss that drops the imaginary part is wrong along every direction; beside a kink only some steps are."""
    shape = np.shape(parameter.value_in(args))
    for step, (direction, slope) in zip((1e-5, 1e-6, 1e-7), told, strict=False):
        length = max(float(np.linalg.norm(direction)), 1.0)
        seen = _central(loss, args, parameter, step / length * direction.reshape(shape)) / step * length
        if abs(seen - slope) <= ANALYTIC_WITHIN * max(abs(seen), abs(slope), 1e-3):
            return
    raise AuthorFault(
        f"The loss given as `of` is not analytic in `{parameter.name}`: it must be written without abs, max, "
        "comparison or a conversion to real numbers."
    )


def _one(value: Any) -> Any:
    array = np.asarray(value)
    if array.size != 1:
        raise AuthorFault(f"The loss given as `of` must be one number, not an array of shape {array.shape}.")
    return array.reshape(()).item()
