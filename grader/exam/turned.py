"""A gradient that breaks its contract only by lying on its side: both arrays, for a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.exam.gradient_failures import MOST_CELLS, rounded
from grader.exam.gradients import relative_error
from grader.exam.parameters import Parameter, declared_gradients
from grader.exam.relations import RelationKind, Situation, relate

TURNED = "Your numbers are right, your array is turned"


def turned_gradient(
    contract: FunctionContract, args: Sequence[Any], where: str, answer: Any, right_answer: Any
) -> Mapping[str, Any] | None:
    """The figure of the gradient named `where`; None unless turning it makes all its numbers right."""
    parameter = next((one for one in declared_gradients(contract, args) if one.label == where), None)
    if parameter is None:
        return None
    got, truth = parameter.gradient_in(answer), parameter.gradient_in(right_answer)
    if not (isinstance(got, np.ndarray) and isinstance(truth, np.ndarray)) or truth.size > MOST_CELLS:
        return None
    relation = relate(got, truth, Situation())
    if relation is None or relation.kind is not RelationKind.TRANSPOSED:
        return None
    return _figure(parameter, got.astype(np.float64), truth.astype(np.float64))


def _figure(parameter: Parameter, got: np.ndarray[Any, Any], truth: np.ndarray[Any, Any]) -> Mapping[str, Any]:
    """No entry is the worst: the two arrays have no places in common."""
    return {
        "kind": "gradient",
        "parameter": parameter.name,
        "yours": rounded(got),
        "truth": rounded(truth),
        "shape": list(truth.shape),
        "relative_error": float(f"{relative_error(got.T, truth):.2g}"),
        "worst": None,
        "relation": RelationKind.TRANSPOSED.value,
        "sentence": TURNED,
    }
