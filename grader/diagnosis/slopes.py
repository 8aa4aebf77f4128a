"""Slopes that are off as a whole: by one factor, below one layer, in the biases only, or along their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from grader.contract import FunctionContract
from grader.contract.types import ArrayType, NumberKind
from grader.diagnosis.views import Part, Told, View, Views, several

CLOSE = 1e-7
SLOPE = re.compile(r"grad|slope|deriv|delta|d[A-Z]|d[a-z]\d?$|d[a-z]_")
GIVES_SLOPES = re.compile(r"grad|back|slope|deriv", re.IGNORECASE)
MOVES = re.compile(r"step|descen|descend|update|train|fit", re.IGNORECASE)
TARGETS = ("y", "t", "target", "targets", "label", "labels", "truth")


def is_gradient(contract: FunctionContract) -> bool:
    """Does it return slopes? By the names of what it returns (dW, dX, grads), else by its own (backward)."""
    if any(SLOPE.match(part.name) is not None for part in contract.returns if part.name):
        return True
    return GIVES_SLOPES.search(contract.name) is not None and MOVES.search(contract.name) is None


def _gradients(view: View) -> dict[str, Part]:
    """The slopes among the parts: a single number is the loss."""
    return {label: part for label, part in view.parts.items() if part.truth.ndim and part.truth.size}


def _all_by_one_factor(contract: FunctionContract, views: Views) -> Told | None:
    factors = [_common([part.factor for part in _gradients(view).values()]) for view in views]
    if not is_gradient(contract) or not all(factors) or not several(views):
        return None
    told = [factor for factor in factors if factor is not None]
    if all(_near(factor, -1.0) for factor in told):
        usual = " The usual cause is target minus prediction, where prediction minus target belongs."
        return Told("gradient-sign", f"Every slope has the wrong sign.{usual if _target(contract) else ''}")
    if all(_near(factor, 2.0) for factor in told) or all(_near(factor, 0.5) for factor in told):
        size = "twice" if told[0] > 1 else "half"
        return Told(
            "factor-of-the-square",
            f"Every slope is {size} the right one, whatever the sizes: look for the 2 of a square.",
        )
    name = length_that_follows(told, views)
    if name is None:
        return None
    if told[0] > 1:
        return Told(
            "mean-forgotten", f"Every slope is {name} times too large: the loss is a mean, its slope is one too."
        )
    return Told("averaged-twice", f"Every slope is {name} times too small: the mean is taken once too often.")


def _lower_divided_again(contract: FunctionContract, views: Views) -> Told | None:
    factors: list[float] = []
    for view in views:
        layers = _layers(view)
        below = [part for _, parts in sorted(layers.items())[:-1] for part in parts]
        common = _common([part.factor for part in below])
        if len(layers) < 2 or not all(part.is_right for part in layers[max(layers)]) or common is None:
            return None
        factors.append(common)
    name = length_that_follows(factors, views) if several(views) else None
    if name is None or factors[0] > 1 or not is_gradient(contract):
        return None
    return Told(
        "divided-again",
        f"The top layer is right, and everything below is {name} times too small: on the way back it is divided again.",
    )


def _bias_averaged(contract: FunctionContract, views: Views) -> Told | None:
    factors: list[float] = []
    found: set[str] = set()
    for view in views:
        parts = _gradients(view)
        vectors = {label: part for label, part in parts.items() if part.truth.ndim == 1 and not part.is_right}
        common = _common([part.factor for part in vectors.values()])
        if common is None or not all(part.is_right for part in parts.values() if part.truth.ndim > 1):
            return None
        factors.append(common)
        found.update(vectors)
    name = length_that_follows(factors, views) if several(views) else None
    if name is None or factors[0] > 1 or not is_gradient(contract):
        return None
    return Told(
        "bias-averaged",
        f"Of the slopes only {_listed(found)} off, {name} times too small: asked is the sum, not the mean.",
    )


def _bias_summed_over_neurons(contract: FunctionContract, views: Views) -> Told | None:
    found: set[str] = set()
    for view in views:
        parts = _gradients(view)
        wrong = {label: part for label, part in parts.items() if not part.is_right}
        if not wrong or not all(part.truth.ndim == 1 and _is_total(part) for part in wrong.values()):
            return None
        found.update(wrong)
    if (
        not found
        or not is_gradient(contract)
        or not any(part.truth.size > 1 for view in views for part in _gradients(view).values())
    ):
        return None
    return Told(
        "bias-one-number",
        f"Of the slopes only {_listed(found)} off, one number for all: each entry adds up its own column.",
    )


def _is_total(part: Part) -> bool:
    numbers, total = part.got.ravel(), float(part.truth.sum())
    tells = numbers.size == 1 or abs(total) > 1e-6 * float(np.abs(part.truth).max(initial=0.0))
    return tells and numbers.size > 0 and bool(np.allclose(numbers, total, rtol=1e-7, atol=1e-12))


def _one_weight_alone(contract: FunctionContract, views: Views) -> Told | None:
    if not is_gradient(contract):
        return None
    labels: set[str] = set()
    for view in views:
        layers, wrong = _layers(view), [label for label, part in view.parts.items() if not part.is_right]
        if len(wrong) != 1 or len(layers) < 2:
            return None
        part = view.parts[wrong[0]]
        if part.truth.ndim != 2 or part.factor is not None:
            return None
        labels.update(wrong)
    if len(labels) != 1:
        return None
    label = labels.pop()
    sentence = f"Only `{label}` is off; the bias of its layer is right, and so is the error that arrives there."
    return Told(
        "wrong-partner", f"{sentence} A weight's slope is that error times the signal that the weight multiplies."
    )


def _below_the_top(contract: FunctionContract, views: Views) -> Told | None:
    for view in views:
        layers = _layers(view)
        if len(layers) < 2 or not all(part.is_right for part in layers[max(layers)]):
            return None
        below = [part for layer, parts in layers.items() if layer < max(layers) for part in parts]
        if not is_gradient(contract) or any(part.is_right or part.factor is not None for part in below):
            return None
    return Told(
        "below-the-top",
        "The top layer is right, those below are off by no common factor: look at slopes and weights there.",
    )


def _rows_do_not_cancel(contract: FunctionContract, views: Views) -> Told | None:
    """Of a softmax with a target: the slopes of a norm cancel too, for another reason."""
    if not is_gradient(contract) or not _target(contract):
        return None
    for view in views:
        for part in view.parts.values():
            if part.truth.ndim != 2 or part.got.shape != part.truth.shape or part.truth.shape[1] < 2:
                return None
            scale = float(np.abs(part.truth).max()) or 1.0
            cancels = bool(np.abs(part.truth.sum(axis=1)).max() <= CLOSE * scale)
            if not cancels or not np.abs(part.got.sum(axis=1)).max() > 1e-3 * scale:
                return None
    return Told(
        "rows-do-not-cancel",
        "Each row of the right answer adds up to 0, yours do not: is the target taken off, without a slope?",
    )


def _target(contract: FunctionContract) -> bool:
    """Is it given what should have come out: a label, or an array by the name of one?"""
    for argument in contract.arguments:
        whole = isinstance(argument.type, ArrayType) and argument.type.kind is NumberKind.INT
        if isinstance(argument.type, ArrayType) and (whole or argument.name.lower() in TARGETS):
            return True
    return False


def _layers(view: View) -> dict[int, list[Part]]:
    """The slopes by the number at the end of their name: W1 and b1 are layer 1."""
    found: dict[int, list[Part]] = {}
    for label, part in _gradients(view).items():
        digits = label.rstrip('"]')[-1:]
        if digits.isdigit():
            found.setdefault(int(digits), []).append(part)
    return found


def _common(factors: Sequence[float | None]) -> float | None:
    known = [factor for factor in factors if factor is not None]
    if not factors or len(known) < len(factors) or not all(_near(factor, known[0]) for factor in known):
        return None
    return known[0]


def length_that_follows(factors: Sequence[float], views: Views) -> str | None:
    """The named length that the factor, or one over it, equals at every size."""
    for name in views[0].lengths:
        sizes = [view.lengths.get(name, 0) for view in views]
        for inverse in (False, True):
            wanted = [1 / size if inverse else float(size) for size in sizes if size]
            if len(set(sizes)) > 1 and len(wanted) == len(factors) and all(map(_near, factors, wanted)):
                return name
    return None


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= CLOSE * max(abs(b), 1e-12)


def _listed(labels: set[str]) -> str:
    """The labels with their verb."""
    return " and ".join(f"`{label}`" for label in sorted(labels)) + (" is" if len(labels) == 1 else " are")


def of_slopes(contract: FunctionContract, views: Views) -> Told | None:
    """What the slopes of all views have in common, or None."""
    return next((told for look in LOOKS if (told := look(contract, views)) is not None), None)


LOOKS = (
    _all_by_one_factor,
    _lower_divided_again,
    _bias_averaged,
    _bias_summed_over_neurons,
    _one_weight_alone,
    _below_the_top,
    _rows_do_not_cancel,
)
