"""Losses that are off: below 0, a bracket that ends too early, every label held against every prediction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.views import Array, Part, Told, View, Views, asked
from grader.exam.batching import batch_axis, batch_size, chosen_rows
from grader.exam.cases import Case
from grader.exam.sitting import Sitting

LOSS_WORDS = ("loss", "entropy", "cost")
WITHIN = 1e-7
MOST_ROWS = 8
MOST_VIEWS = 2
REST_IS_RIGHT = " The gradient is right."


def loss_below_zero(contract: FunctionContract, views: Views) -> Told | None:
    """Only where the right one is not negative either: some losses are."""
    losses = [part for view in views for part in _losses(contract, view).values()]
    if losses and all(part.truth >= 0 for part in losses) and any(part.got < 0 for part in losses):
        return Told("loss-below-zero", "A loss is never below 0, yours is: look at its signs and brackets first.")
    return None


def brackets(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """−y·log p + (1−y)·log(1−p): the examples with label 1 are right, those with label 0 have the wrong sign."""
    found = [(view, label) for view in views if (label := _two_labels(contract, view)) is not None]
    if not found or not all(_has_wrong_loss(contract, view) for view in views):
        return None
    for view, labels in found[:MOST_VIEWS]:
        ones, zeros = (
            asked(sitting, contract, chosen_rows(contract, view.case, np.flatnonzero(labels == label).tolist()))
            for label in (1, 0)
        )
        if ones is None or zeros is None or not all(part.is_right for part in _losses(contract, ones).values()):
            return None
        if not all(_is_reversed(part) for part in _losses(contract, zeros).values()):
            return None
    rest = REST_IS_RIGHT if _only_loss_is_off(contract, views) else ""
    return Told(
        "loss-bracket",
        "The loss is right where the label is 1 and has the wrong sign where it is 0: "
        f"the minus must cover both halves.{rest}",
    )


def every_pair(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """Each row of one argument met each row of the others: a table of n · n numbers is added up, not n."""
    small = [view for view in views if 2 <= (batch_size(contract, view.case) or 0) <= MOST_ROWS]
    if not small or not all(_has_wrong_loss(contract, view) for view in views):
        return None
    # The labels stand last as a rule.
    for place, argument in reversed(list(enumerate(contract.arguments))):
        if batch_axis(argument.type, contract.batch) is None:
            continue
        if all(_is_table(sitting, contract, view, place) for view in small[:MOST_VIEWS]):
            rest = REST_IS_RIGHT if _only_loss_is_off(contract, views) else ""
            sentence = (
                f"The loss holds every row of `{argument.name}` against every row of the rest, n · n pairs, not n."
            )
            return Told("every-pair", f"{sentence} Multiply pairwise, then add.{rest}")
    return None


def _losses(contract: FunctionContract, view: View) -> dict[str, Part]:
    return {
        label: part
        for label, part in view.parts.items()
        if part.truth.ndim == part.got.ndim == 0 and any(word in f"{contract.name} {label}" for word in LOSS_WORDS)
    }


def _has_wrong_loss(contract: FunctionContract, view: View) -> bool:
    return any(not part.is_right for part in _losses(contract, view).values())


def _only_loss_is_off(contract: FunctionContract, views: Views) -> bool:
    """Are there slopes beside the loss, all of them right?"""
    others = [part for view in views for name, part in view.parts.items() if name not in _losses(contract, view)]
    return bool(others) and all(part.is_right for part in others)


def _two_labels(contract: FunctionContract, view: View) -> Array | None:
    """The labels 0 and 1 of the examples, where there are both."""
    for argument, value in zip(contract.arguments, view.case, strict=False):
        if batch_axis(argument.type, contract.batch) == 0 and np.size(value) == len(value):
            labels = np.ravel(value)
            if set(labels.tolist()) == {0, 1}:
                return labels
    return None


def _is_reversed(part: Part) -> bool:
    return part.truth != 0 and abs(float(part.got + part.truth)) <= WITHIN * abs(float(part.truth))


def _is_table(sitting: Sitting, contract: FunctionContract, view: View, place: int) -> bool:
    """Is the loss what comes out of all pairs of a row of this argument with the other arguments' rows?"""
    losses = _losses(contract, view)
    n = batch_size(contract, view.case) or 0
    if len(losses) != 1 or not n:
        return False
    label, part = next(iter(losses.items()))
    of_pairs = [_loss_of(sitting, contract, case, label) for case in _pairs(contract, view.case, place, n)]
    if any(one is None for one in of_pairs):
        return False
    total = float(sum(one for one in of_pairs if one is not None))
    return any(abs(float(part.got) - total / scale) <= WITHIN * abs(total / scale) for scale in (n, n * n, 1))


def _pairs(contract: FunctionContract, case: Case, place: int, n: int) -> Iterator[Case]:
    single: Sequence[Case] = [chosen_rows(contract, case, [row]) for row in range(n)]
    for one, other in product(range(n), repeat=2):
        yield (*single[other][:place], single[one][place], *single[other][place + 1 :])


def _loss_of(sitting: Sitting, contract: FunctionContract, case: Case, label: str) -> float | None:
    """The author's loss of one case."""
    truth = sitting.reference.answer_or_none(contract.name, case)
    place = next((i for i, part in enumerate(contract.returns) if (part.name or f"value {i + 1}") == label), 0)
    value = truth[place] if isinstance(truth, (list, tuple)) and len(contract.returns) > 1 else truth
    return float(value) if np.ndim(value) == 0 and value is not None else None
