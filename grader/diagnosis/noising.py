"""From x_0 to x_t in one jump: how much of x_0 is left tells whether the product of all alphas was taken.

Ho, Jain, Abbeel 2020 (DDPM), equation 4: x_t = √ᾱ_t · x_0 + √(1 − ᾱ_t) · ε, where ᾱ_t is the product of α_1 … α_t.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.contract.types import ArrayType, NumberKind, NumberType
from grader.diagnosis.views import Array, Part, Told, View, Views, asked
from grader.exam.cases import Case
from grader.exam.sitting import Sitting

WITHIN = 1e-7
LEAST_STEPS = 3
STEPS = ("t", "step", "steps", "timestep", "timesteps")


def one_step_alpha(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """What is left of x_0 after t steps is what one step leaves."""
    t = next((place for place, one in enumerate(contract.arguments) if _counts_steps(one.name, one.type)), None)
    if t is None:
        return None
    return next((told for view in views[:1] if (told := _jump(sitting, contract, view, t)) is not None), None)


def product_forgotten(contract: FunctionContract, views: Views) -> Told | None:
    """The schedule itself is not multiplied up."""
    if not views or any(len(view.parts) != 1 or not _lacks_product(next(iter(view.parts.values()))) for view in views):
        return None
    return Told(
        "product-forgotten",
        "Each number is right for its own step; asked is the product of all up to it: `np.cumprod`.",
    )


def _lacks_product(part: Part) -> bool:
    got, truth = part.got, part.truth
    if got.ndim != 1 or got.size < LEAST_STEPS or got.shape != truth.shape:
        return False
    return bool(np.allclose(np.cumprod(got), truth, rtol=1e-9, atol=0))


def _counts_steps(name: str, kind: Any) -> bool:
    whole = isinstance(kind, (ArrayType, NumberType)) and kind.kind is NumberKind.INT
    return whole and name in STEPS


def _jump(sitting: Sitting, contract: FunctionContract, view: View, t: int) -> Told | None:
    if t >= len(view.case) or not np.size(view.case[t]):
        return None
    start = next((place for place, value in enumerate(view.case) if _is_like_answer(view, value)), None)
    latest = int(np.max(view.case[t]))
    if start is None or latest < 1:
        return None
    kept = _kept(sitting, contract, view.case, start, t, latest)
    before = _kept(sitting, contract, view.case, start, t, latest - 1, of_author_only=True)
    if kept is None or before is None:
        return None
    (mine, right), (_, right_before) = kept, before
    if abs(mine - right) <= WITHIN or abs(mine * right_before - right) > WITHIN * abs(right):
        return None
    return Told(
        "one-step-alpha",
        f"However late t is, as much of `{contract.arguments[start].name}` is left as after one single step: "
        "a jump from 0 to t takes the product of all alphas up to t.",
    )


def _is_like_answer(view: View, value: Any) -> bool:
    (part, *others) = view.parts.values()
    same_shape = isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.shape == part.truth.shape
    return same_shape and not others and part.truth.ndim > 0


def _kept(
    sitting: Sitting,
    contract: FunctionContract,
    case: Case,
    start: int,
    t: int,
    step: int,
    *,
    of_author_only: bool = False,
) -> tuple[float, float] | None:
    """The factor of x_0 in the learner's and in the author's answer at `step`: by how much twice x_0 adds."""
    once = _with(case, t, np.full_like(case[t], step) if isinstance(case[t], np.ndarray) else step)
    twice = _with(once, start, 2 * once[start])
    if of_author_only:
        truths = [sitting.reference.answer_or_none(contract.name, one) for one in (once, twice)]
        if not all(isinstance(one, np.ndarray) and one.shape == case[start].shape for one in truths):
            return None
        right = _factor(truths[1] - truths[0], case[start])
        return None if right is None else (right, right)
    views = [asked(sitting, contract, one) for one in (once, twice)]
    parts = [next(iter(view.parts.values())) for view in views if view is not None and len(view.parts) == 1]
    if len(parts) < 2 or any(part.got.shape != part.truth.shape for part in parts):
        return None
    mine = _factor(parts[1].got - parts[0].got, case[start])
    right = _factor(parts[1].truth - parts[0].truth, case[start])
    return None if mine is None or right is None else (mine, right)


def _factor(added: Array, start: Array) -> float | None:
    square = float(np.vdot(start, start))
    factor = float(np.vdot(start, added)) / square if square else 0.0
    return factor if factor and np.allclose(added, factor * start, rtol=1e-6, atol=1e-9) else None


def _with(case: Case, place: int, value: Any) -> Case:
    return (*case[:place], value, *case[place + 1 :])
