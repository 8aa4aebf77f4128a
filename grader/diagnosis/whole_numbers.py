"""Whole numbers as inputs: an array made like them holds no fractions."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.contract.types import ArrayType, NumberKind, NumberType, RecordType, ValueType
from grader.diagnosis.views import Told, Views, asked
from grader.exam.cases import Case
from grader.exam.sitting import Sitting

MOST_VIEWS = 2


def whole_numbers(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """Wrong only where real numbers came as whole ones, and right for the same numbers as decimals."""
    as_decimals = [_as_decimals(contract, view.case) for view in views]
    if any(case is None for case in as_decimals):
        return None
    again = [asked(sitting, contract, case) for case in as_decimals[:MOST_VIEWS] if case is not None]
    if not again or not all(view is not None and view.is_right for view in again):
        return None
    return Told(
        "integer-array",
        "Right for decimals, wrong for the same numbers as whole numbers: "
        "an array made like the input (`zeros_like`, `copy`) holds whole numbers only and cuts every fraction off.",
    )


def _as_decimals(contract: FunctionContract, case: Case) -> Case | None:
    """The case with floats where the contract says so; None where they are floats already."""
    changed = tuple(_decimal(one.type, value) for one, value in zip(contract.arguments, case, strict=False))
    return changed if any(new is not old for new, old in zip(changed, case, strict=True)) else None


def _decimal(kind: ValueType, value: Any) -> Any:
    if isinstance(kind, RecordType) and kind.fields and isinstance(value, dict):
        parts = {key: _decimal(kind.fields[key], part) if key in kind.fields else part for key, part in value.items()}
        return parts if any(parts[key] is not value[key] for key in value) else value
    if not isinstance(kind, (ArrayType, NumberType)) or kind.kind is not NumberKind.FLOAT:
        return value
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        return value.astype(np.float64)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
