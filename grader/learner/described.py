"""A value by its kind and shape, told without calling anything of the learner's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from grader.learner.counted_arrays import CountedArray
from grader.sandbox.frame_writing import true_type_name

MOST_ENTRIES = 12
MOST_NAME = 60
SCALARS: dict[type, str] = {bool: "bool", int: "int", float: "float", complex: "complex", str: "str"}


@dataclass(frozen=True)
class Described:
    """`kind`: array, number, bool, text, list, tuple, dict, none, function or object.

    `shape`: that of an array, () of a single value, the length of a list, tuple or dict; `dtype`: also its type's name.
    """

    kind: str
    shape: tuple[int, ...] | None = None
    dtype: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def described(value: Any) -> Described:
    """What `value` is."""
    kind = type(value)
    if kind is np.ndarray or kind is CountedArray:
        return Described("array", tuple(np.shape(value)), value.dtype.name)
    if kind in SCALARS:
        named = SCALARS[kind]
        return Described({"bool": "bool", "str": "text"}.get(named, "number"), (), named)
    if value is None:
        return Described("none")
    if kind in (list, tuple, dict):
        return Described(kind.__name__, (len(value),))
    if issubclass(kind, np.generic) and kind.__module__ == "numpy":
        return Described("bool" if kind is np.bool_ else "number", (), value.dtype.name)
    return Described("function" if callable(value) else "object", None, true_type_name(value)[:MOST_NAME])


def entries(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a dict of arrays, as `name["key"]`: parameters and gradients travel like that."""
    if type(value) is dict and 0 < len(value) <= MOST_ENTRIES:
        for key, part in value.items():
            if type(key) is str and type(part) in (np.ndarray, CountedArray):
                yield f'{name}["{key}"]', part
