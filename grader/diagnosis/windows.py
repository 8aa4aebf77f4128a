"""Windows that slide over an image: kernels half turned, patches turned over, loops that end too early."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.slopes import is_gradient
from grader.diagnosis.views import Array, Part, Told, Views, view_of
from grader.exam.relations import same
from grader.exam.sitting import Sitting

LEAST_LEFT = 3


def half_a_turn(contract: FunctionContract, views: Views) -> Told | None:
    """One slope is right but for half a turn, everything else is right: the one of the kernel."""
    if not is_gradient(contract) or not views:
        return None
    found = {label for view in views for label in view.wrong}
    if len(found) != 1 or not all(map(_is_turned, [part for view in views for part in view.wrong.values()])):
        return None
    label = found.pop()
    return Told(
        "kernel-slope-turned",
        f"`{label}` is right, but turned by half a turn: slide the slopes of the output over the input, unturned. "
        "A correlation with its two arguments swapped comes out turned.",
    )


def _is_turned(part: Part) -> bool:
    if part.truth.ndim < 2 or part.got.shape != part.truth.shape or part.truth.shape[-2] * part.truth.shape[-1] < 2:
        return False
    return same(part.got[..., ::-1, ::-1], part.truth)


def patches(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """Equal to the answer for a transposed kernel, or with the last row and column empty, or both."""
    views = [view for view in views if all(min(part.truth.shape[-2:], default=0) > 1 for part in view.parts.values())]
    parts = [part for view in views for part in view.parts.values()]
    if not parts or len(parts) != len(views) or any(part.truth.ndim < 2 for part in parts):
        return None
    short = all(map(_ends_early, parts))
    if short and all(_right_inside(part.got, part.truth) for part in parts):
        return Told(
            "loop-one-short",
            "The last row and the last column are 0, everything before them is right: the loops end one step early.",
        )
    for name in _turnable(contract, views):
        turned = [_with_turned(sitting, contract, view.case, name) for view in views]
        if all(
            other is not None and (_right_inside if short else same)(part.got, other)
            for part, other in zip(parts, turned, strict=True)
        ):
            told = f"This is what comes out for `{name}` with rows and columns swapped: the patches are transposed."
            end = " Besides, the last row and column stay 0: the loops end one step early." if short else ""
            return Told("patch-transposed", told + end)
    return None


def _ends_early(part: Part) -> bool:
    got, truth = part.got, part.truth
    if got.shape != truth.shape or min(got.shape[-2:]) < 2:
        return False
    edges = (..., -1, slice(None)), (..., -1)
    return all(not got[edge].any() and bool(truth[edge].any()) for edge in edges)


def _right_inside(got: Array, truth: Array) -> bool:
    return got.shape == truth.shape and same(got[..., :-1, :-1], truth[..., :-1, :-1])


def _turnable(contract: FunctionContract, views: Views) -> Iterator[str]:
    """Arguments that are square and differ when they are turned; the largest is the image, not the kernel."""
    for place, argument in enumerate(contract.arguments):
        values = [view.case[place] for view in views if place < len(view.case)]
        if len(values) < len(views) or not all(isinstance(one, np.ndarray) and one.ndim >= 2 for one in values):
            continue
        largest = all(
            one.size == max(np.size(other) for other in view.case) for one, view in zip(values, views, strict=True)
        )
        square = all(one.shape[-1] == one.shape[-2] > 1 for one in values)
        if square and not largest and any(not same(one.swapaxes(-1, -2), one) for one in values):
            yield argument.name


def _with_turned(sitting: Sitting, contract: FunctionContract, case: tuple[object, ...], name: str) -> Array | None:
    names = [argument.name for argument in contract.arguments]
    changed = tuple(
        value.swapaxes(-1, -2).copy() if key == name and isinstance(value, np.ndarray) else value
        for key, value in zip(names, case, strict=False)
    )
    answer = sitting.reference.answer_or_none(contract.name, changed)
    view = None if answer is None else view_of(sitting, contract, changed, answer)
    return None if view is None else next(iter(view.parts.values())).truth


def left_early(contract: FunctionContract, views: Views) -> Told | None:
    """Only a block at the beginning is filled, all behind it is 0."""
    wrong = [part for view in views for part in view.wrong.values()]
    if not wrong or not all(map(_only_begun, wrong)):
        return None
    return Told(
        "loop-left-early",
        "Only the beginning is filled, everything behind it is 0: is the loop left in its first rounds, "
        "by a `return` inside it?",
    )


def _only_begun(part: Part) -> bool:
    got, truth = part.got, part.truth
    if got.shape != truth.shape or truth.ndim < 1 or not got.any():
        return False
    block = tuple(slice(0, int(places.max()) + 1) for places in np.nonzero(got))
    behind = truth.copy()
    behind[block] = 0
    is_start = bool(np.isclose(got.flat[0], truth.flat[0], rtol=1e-9, atol=1e-12))
    left = int(np.count_nonzero(behind))
    return is_start and left >= LEAST_LEFT and 2 * left >= int(np.count_nonzero(truth))
