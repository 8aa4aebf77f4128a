"""The way back through an attention's softmax: what belongs to one row is tied together."""

from __future__ import annotations

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.views import Part, Told, View, Views, asked
from grader.exam.cases import Case
from grader.exam.relations import same
from grader.exam.sitting import Sitting

MOST_VIEWS = 2


def softmax_by_entry(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """The slope of the values is right, those of queries and keys are not.

    With all values 0 but one row, A·(1 − A)·dA, entry by entry, is right for the key of that row and 0 for the others.
    """
    if not views or not all(map(_only_values_right, views)):
        return None
    told = "The slope of the values is right, those of queries and keys are off:"
    alone = [asked(sitting, contract, case) for view in views[:MOST_VIEWS] if (case := _one_value(contract, view))]
    if alone and all(view is not None and _is_by_entry(view.parts[_label(view, "K")]) for view in alone):
        return Told(
            "softmax-slope-by-entry",
            f"{told} the slope of the softmax is taken entry by entry, but the entries of a row share out one whole, "
            "so each depends on all.",
        )
    return Told("scores-slope", f"{told} look at the way back from the weights to the scores, and at their scale.")


def _label(view: View, letter: str) -> str:
    return next((label for label in view.parts if label.rstrip('"]').endswith(letter)), "")


def _only_values_right(view: View) -> bool:
    parts = [view.parts.get(_label(view, letter)) for letter in "QKV"]
    query, key, value = parts
    if query is None or key is None or value is None:
        return False
    return value.is_right and not query.is_right and not key.is_right


def _one_value(contract: FunctionContract, view: View) -> Case | None:
    """The case with all rows of V at 0 but the first."""
    for place, argument in enumerate(contract.arguments):
        value = view.case[place] if place < len(view.case) else None
        if argument.name == "V" and isinstance(value, np.ndarray) and value.ndim >= 2 and value.shape[-2] > 1:
            alone = np.zeros_like(value)
            alone[..., 0, :] = value[..., 0, :]
            return (*view.case[:place], alone, *view.case[place + 1 :])
    return None


def _is_by_entry(keys: Part) -> bool:
    got, truth = keys.got, keys.truth
    if got.shape != truth.shape or got.ndim < 2 or not truth[..., 1:, :].any():
        return False
    others = float(np.abs(got[..., 1:, :]).max())
    return same(got[..., 0, :], truth[..., 0, :]) and others <= 1e-12 * float(np.abs(truth).max())
