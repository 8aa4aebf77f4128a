"""Whether gradients fit the loss that the learner's own function returns beside them: said, never judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.contract import FunctionContract
from grader.exam.comparing import follow
from grader.exam.parameters import Parameter, loss_path
from grader.exam.subject import Returned

if TYPE_CHECKING:
    from grader.exam.calling import Desk

WITHIN = 1e-5
DIRECTIONS = 3
STEP = 1e-5
# Slopes below this are a constant, differenced: everything "fits" a loss that never moves.
LEAST_SLOPE = 1e-6
RIGHT_FOR_OWN_LOSS = "Your gradient is right for the loss you wrote; the loss is what differs."


def fits_own_loss(
    desk: Desk, contract: FunctionContract, args: tuple[Any, ...], parameters: Sequence[Parameter], answer: Any
) -> bool:
    """Central differences of the returned loss agree with every gradient beside it."""
    path = loss_path(contract.returns, answer)
    if path is None or len(contract.returns) == 1:
        return False
    return all(_fits(desk, contract, args, one, answer, path) for one in parameters)


def _fits(
    desk: Desk,
    contract: FunctionContract,
    args: tuple[Any, ...],
    parameter: Parameter,
    answer: Any,
    path: tuple[int | str, ...],
) -> bool:
    start = np.asarray(parameter.value_in(args), dtype=np.float64)
    got = np.asarray(parameter.gradient_in(answer), dtype=np.float64)
    waves = [_wave(start, turn + 1.0) for turn in range(DIRECTIONS)]
    cases = [parameter.replaced_in(args, start + sign * STEP * wave) for wave in waves for sign in (1.0, -1.0)]
    replies = desk.try_all(contract.name, cases)
    losses = [follow(reply.value, path) for reply in replies if isinstance(reply, Returned)]
    if got.shape != start.shape or len(losses) != len(cases):
        return False
    if not all(isinstance(loss, (int, float)) for loss in losses):
        return False
    slopes = np.array([(up - down) / (2 * STEP) for up, down in zip(losses[::2], losses[1::2], strict=True)])
    told = np.array([float(np.sum(got * wave)) for wave in waves])
    size = float(np.linalg.norm(slopes) + np.linalg.norm(told))
    return bool(size > LEAST_SLOPE and np.linalg.norm(slopes - told) < WITHIN * size)


def _wave(start: np.ndarray[Any, Any], turn: float) -> np.ndarray[Any, Any]:
    """A direction that treats no two entries alike, as long as one entry's step."""
    wave = np.cos(np.arange(start.size) * turn + turn)
    return np.reshape(wave / max(float(np.linalg.norm(wave)), 1e-12), start.shape)
