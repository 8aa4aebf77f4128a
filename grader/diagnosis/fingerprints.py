"""Fingerprints: which parts of an answer are right, and by what factor the others are off, names many mistakes.

Each holds on every view, at several sizes; the first half of each sentence is what the numbers show, the second what
usually makes them so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from grader.contract import FunctionContract
from grader.contract.types import LikeType
from grader.diagnosis.conditions import right_only_where
from grader.diagnosis.views import Part, View, several, view_of
from grader.exam.calling import Recorded
from grader.exam.failing import CheckFailed
from grader.exam.relations import RelationKind, Situation, relate
from grader.exam.sitting import Sitting
from grader.exam.subject import Returned
from grader.verdict import Certainty, Diagnosis

MOST_VIEWS = 6
CLOSE = 1e-7
SLOPE = re.compile(r"grad|d[A-Z]|d[a-z]\d?$|d[a-z]_")
LOSS_WORDS = ("loss", "entropy", "cost")

# What a few numbers can show without meaning it, and as what it shows again.
BY_CHANCE = {
    RelationKind.FACTOR: {RelationKind.FACTOR},
    RelationKind.MEAN_OR_SUM: {RelationKind.FACTOR},
    RelationKind.OFFSET: {RelationKind.OFFSET},
    RelationKind.OFF_BY_ONE: {RelationKind.OFF_BY_ONE},
    RelationKind.SIGN: {RelationKind.SIGN},
}

Views = Sequence[View]
Told = tuple[str, str]


def fingerprint(sitting: Sitting, answers: Sequence[Recorded]) -> Diagnosis | None:
    """What the parts of the wrong answers have in common, or None."""
    function = sitting.failures[0].function
    contract = next((one for one in sitting.paper.functions if one.name == function), None)
    if contract is None:
        return None
    views = wrong_views(sitting, contract, answers)
    found = next((told for look in LOOKS if (told := look(contract, views)) is not None), None) if views else None
    relation = None if found else _relation(sitting, views)
    if relation is not None:
        return relation
    found = found or (right_only_where(sitting, contract, views) if views else None)
    return Diagnosis(found[0], function, found[1], Certainty.RELATION) if found else None


def _relation(sitting: Sitting, views: Views) -> Diagnosis | None:
    """The relation that the check has seen, unless other answers show that it was chance."""
    cause = sitting.failures[0].cause
    if not isinstance(cause, CheckFailed) or cause.relation is None:
        return None
    seen = cause.relation
    parts = [
        part for view in views for label, part in view.parts.items() if label == cause.where or len(view.parts) == 1
    ]
    again = [relate(part.got, part.truth, Situation()) for part in parts if not part.is_right and part.truth.size > 2]
    if seen.kind in BY_CHANCE and any(one is None or one.kind not in BY_CHANCE[seen.kind] for one in again):
        return None
    if seen.kind is RelationKind.FACTOR and len({one.sentence for one in again if one is not None}) > 1:
        return None
    return Diagnosis(seen.kind.value, cause.where, seen.sentence, Certainty.RELATION)


def wrong_views(sitting: Sitting, contract: FunctionContract, answers: Sequence[Recorded]) -> list[View]:
    own = [one for one in answers if one.call.name == contract.name and one.call.is_plain and not one.call.how.strict]
    seen = [
        view_of(sitting, contract, one.call.args, one.reply.value) for one in own if isinstance(one.reply, Returned)
    ]
    return [view for view in seen if view is not None and not view.is_right][:MOST_VIEWS]


def _is_gradient(contract: FunctionContract) -> bool:
    """Does it return slopes? By its contract: shaped like parameters, or called dW, dX, grad."""
    return any(isinstance(part.type, LikeType) or SLOPE.match(part.name or "") is not None for part in contract.returns)


def _gradients(view: View) -> dict[str, Part]:
    """The slopes among the parts: a single number is the loss."""
    return {label: part for label, part in view.parts.items() if part.truth.ndim and part.truth.size}


def _loss_below_zero(contract: FunctionContract, views: Views) -> Told | None:
    """Only where the right one is not negative either: some losses are."""
    losses = [
        part
        for view in views
        for label, part in view.parts.items()
        if part.truth.ndim == part.got.ndim == 0 and any(word in f"{contract.name} {label}" for word in LOSS_WORDS)
    ]
    if losses and all(part.truth >= 0 for part in losses) and any(part.got < 0 for part in losses):
        return "loss-below-zero", "A loss is never below 0, yours is: look at its signs and brackets."
    return None


def _all_by_one_factor(contract: FunctionContract, views: Views) -> Told | None:
    factors = [_common([part.factor for part in _gradients(view).values()]) for view in views]
    if not _is_gradient(contract) or not all(factors) or not several(views):
        return None
    told = [factor for factor in factors if factor is not None]
    if all(_near(factor, -1.0) for factor in told):
        return "gradient-sign", "Every slope has the wrong sign: the prediction minus the target, and not the reverse."
    if all(_near(factor, 2.0) for factor in told) or all(_near(factor, 0.5) for factor in told):
        size = "twice" if told[0] > 1 else "half"
        return "factor-of-the-square", f"Every slope is {size} the right one, whatever the sizes: the 2 of a square."
    name = _length_that_follows(told, views)
    if name is None:
        return None
    if told[0] > 1:
        return "mean-forgotten", f"Every slope is {name} times too large: the loss is a mean, its slope is one too."
    return "averaged-twice", f"Every slope is {name} times too small: the mean is taken once too often."


def _lower_divided_again(contract: FunctionContract, views: Views) -> Told | None:
    factors: list[float] = []
    for view in views:
        layers = _layers(view)
        below = [part for _, parts in sorted(layers.items())[:-1] for part in parts]
        common = _common([part.factor for part in below])
        if len(layers) < 2 or not all(part.is_right for part in layers[max(layers)]) or common is None:
            return None
        factors.append(common)
    name = _length_that_follows(factors, views) if several(views) else None
    if name is None or factors[0] > 1:
        return None
    return (
        "divided-again",
        f"The top layer is right, and everything below is {name} times too small: on the way back it is divided again.",
    )


def _bias_averaged(contract: FunctionContract, views: Views) -> Told | None:
    factors: list[float] = []
    for view in views:
        parts = _gradients(view).values()
        vectors = [part for part in parts if part.truth.ndim == 1 and not part.is_right]
        common = _common([part.factor for part in vectors])
        if common is None or not all(part.is_right for part in parts if part.truth.ndim > 1):
            return None
        factors.append(common)
    name = _length_that_follows(factors, views) if several(views) else None
    if name is None or factors[0] > 1 or not _is_gradient(contract):
        return None
    return "bias-averaged", f"Only bias slopes are off, {name} times too small: they are added up, not averaged."


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
        or not _is_gradient(contract)
        or not any(part.truth.size > 1 for view in views for part in _gradients(view).values())
    ):
        return None
    return "bias-one-number", f"{_listed(found)} holds one number for all: each neuron adds up its own column only."


def _is_total(part: Part) -> bool:
    numbers, total = part.got.ravel(), float(part.truth.sum())
    tells = numbers.size == 1 or abs(total) > 1e-6 * float(np.abs(part.truth).max(initial=0.0))
    return tells and numbers.size > 0 and bool(np.allclose(numbers, total, rtol=1e-7, atol=1e-12))


def _one_weight_alone(contract: FunctionContract, views: Views) -> Told | None:
    if not _is_gradient(contract):
        return None
    labels: set[str] = set()
    for view in views:
        layers, wrong = _layers(view), [label for label, part in view.parts.items() if not part.is_right]
        if len(wrong) != 1 or view.parts[wrong[0]].truth.ndim != 2 or len(layers) < 2:
            return None
        labels.update(wrong)
    if len(labels) != 1:
        return None
    label = labels.pop()
    sentence = f"Only `{label}` is off; the bias of its layer is right, and so is the error that arrives there."
    return "wrong-partner", f"{sentence} A weight's slope is that error times the signal that the weight multiplies."


def _below_the_top(contract: FunctionContract, views: Views) -> Told | None:
    for view in views:
        layers = _layers(view)
        if len(layers) < 2 or not all(part.is_right for part in layers[max(layers)]):
            return None
        below = [part for layer, parts in layers.items() if layer < max(layers) for part in parts]
        if not _is_gradient(contract) or any(part.is_right or part.factor is not None for part in below):
            return None
    return (
        "below-the-top",
        "The top layer is right, those below are off by no common factor: look at slopes and weights there.",
    )


def _rows_do_not_cancel(contract: FunctionContract, views: Views) -> Told | None:
    for view in views:
        for part in view.parts.values():
            if part.truth.ndim != 2 or part.got.shape != part.truth.shape or part.truth.shape[1] < 2:
                return None
            scale = float(np.abs(part.truth).max()) or 1.0
            cancels = bool(np.abs(part.truth.sum(axis=1)).max() <= CLOSE * scale)
            if not cancels or not np.abs(part.got.sum(axis=1)).max() > 1e-3 * scale:
                return None
    return (
        "rows-do-not-cancel",
        "Each row of the right answer adds up to 0, yours do not: is the target taken off, without a slope?",
    )


def _only_values_right(contract: FunctionContract, views: Views) -> Told | None:
    for view in views:
        last = {label[-1:]: part.is_right for label, part in view.parts.items()}
        if not {"Q", "K", "V"} <= set(last) or not last["V"] or last["Q"] or last["K"]:
            return None
    return (
        "softmax-slope-by-entry",
        "Values have the right slope, queries and keys do not: the softmax ties the entries of a row together.",
    )


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


def _length_that_follows(factors: Sequence[float], views: Views) -> str | None:
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
    return " and ".join(f"`{label}`" for label in sorted(labels))


Look = Callable[[FunctionContract, Views], Told | None]
LOOKS: tuple[Look, ...] = (
    _loss_below_zero,
    _all_by_one_factor,
    _lower_divided_again,
    _bias_averaged,
    _bias_summed_over_neurons,
    _only_values_right,
    _one_weight_alone,
    _below_the_top,
    _rows_do_not_cancel,
)
