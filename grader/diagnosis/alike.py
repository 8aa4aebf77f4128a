"""Do two implementations answer a call alike? Values within rounding, the same error, the same arguments changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.exam.subject import Missing, Raised, Reply, Returned, Unsendable

WITHIN = 1e-9


def alike(one: Reply, other: Reply) -> bool:
    """Would nobody who only sees the two replies tell them apart?"""
    match one, other:
        case Returned(), Returned():
            return set(one.mutated) == set(other.mutated) and values_alike(one.value, other.value)
        case Raised(), Raised():
            return (one.error.type, one.error.message) == (other.error.type, other.error.message)
        case Unsendable(), Unsendable():
            return one.type_name == other.type_name
        case Missing(), Missing():
            return one.name == other.name
    return False


def values_alike(one: Any, other: Any) -> bool:
    """Equal in structure, and in numbers within rounding; here NaN equals NaN."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(values_alike(part, other[key]) for key, part in one.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(values_alike, one, other))
    if _numeric(one) and _numeric(other):
        a, b = np.asarray(one), np.asarray(other)
        return a.shape == b.shape and _close(a, b)
    return type(one) is type(other) and not isinstance(one, np.ndarray) and bool(one == other)


def _close(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    if np.array_equal(a, b):
        return True
    with np.errstate(all="ignore"):
        near = np.abs(np.subtract(a, b, dtype=np.complex128)) <= WITHIN + WITHIN * np.abs(b)
        near &= np.isfinite(a) & np.isfinite(b)
    return bool((near | (a == b) | ((a != a) & (b != b))).all())


def _numeric(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, (bool, int, float, complex, np.generic))
