"""Do two implementations answer a call alike? Values within rounding, the same error, the same arguments changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.exam.subject import Missing, Raised, Reply, Returned, Unsendable
from grader.sandbox.wire import DTYPES

WITHIN = 1e-9
SCALARS = (bool, int, float, complex, str, type(None))
SENT_AS_THEY_ARE = (*SCALARS, np.float64, np.int64, np.bool_)


def alike(one: Reply, other: Reply) -> bool:
    """Would nobody who only sees the two replies tell them apart?"""
    match one, other:
        case Returned(), Returned():
            return places_of(one) == places_of(other) and values_alike(one.value, other.value)
        case Raised(), Raised():
            return (one.error.type, one.error.message) == (other.error.type, other.error.message)
        case Unsendable(), Unsendable():
            return one.type_name == other.type_name
        case Missing(), Missing():
            return one.name == other.name
    return False


def values_alike(one: Any, other: Any) -> bool:
    """Equal in structure, and in numbers within rounding; here NaN equals NaN."""
    if type(one) is np.ndarray and type(other) is np.ndarray:
        return one.shape == other.shape and _arrays_alike(one, other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(values_alike(part, other[key]) for key, part in one.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(values_alike, one, other))
    if _numeric(one) and _numeric(other):
        a, b = np.asarray(one), np.asarray(other)
        return a.shape == b.shape and _close(a, b)
    return type(one) is type(other) and not isinstance(one, np.ndarray) and bool(one == other)


def places_of(reply: Returned) -> set[int]:
    """Which arguments the call changed; anything else that was told is none."""
    return {place for place in reply.mutated if type(place) is int}


def changed(before: Any, after: Any) -> bool:
    """Is an argument no longer what was given, to the last bit? Never told of a generator: it changes by being used."""
    if type(before) is np.ndarray:
        return type(after) is not np.ndarray or _fingerprint(before) != _fingerprint(after)
    if type(before) in (list, tuple):
        return type(after) is not type(before) or len(after) != len(before) or any(map(changed, before, after))
    if type(before) is dict:
        return list(after) != list(before) or any(changed(part, after[key]) for key, part in before.items())
    return type(before) in SCALARS and before is not after and not _same_scalar(before, after)


def surely_sendable(value: Any) -> bool:
    """Would a value that is alike a sent one be sent too? What is out of the ordinary is left to the encoding."""
    kind = type(value)
    if kind is np.ndarray:
        return value.dtype.str in DTYPES
    if kind in (tuple, list):
        return all(map(surely_sendable, value))
    if kind is dict:
        return all(map(surely_sendable, value.values()))
    return kind in SENT_AS_THEY_ARE


def _fingerprint(array: np.ndarray[Any, Any]) -> tuple[Any, ...]:
    return array.dtype, array.shape, array.tobytes()


def _same_scalar(one: Any, other: Any) -> bool:
    return type(one) is type(other) and (one == other or (one != one and other != other))


def _arrays_alike(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    if a.dtype == b.dtype and a.dtype.kind in "biufc" and a.tobytes() == b.tobytes():
        return True
    return a.dtype.kind in "biufc" and b.dtype.kind in "biufc" and _close(a, b)


def _close(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    wide = np.float64 if a.dtype.kind == b.dtype.kind == "f" else np.complex128
    with np.errstate(all="ignore"):
        near = np.abs(np.subtract(a, b, dtype=wide)) <= WITHIN + WITHIN * np.abs(b)
        near &= np.isfinite(a) & np.isfinite(b)
    return bool(near.all()) or bool((near | (a == b) | ((a != a) & (b != b))).all())


def _numeric(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, (bool, int, float, complex, np.generic))
