"""The numbers that objects, tables and lists hold, by their paths; and one of them exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.diagnosis.views import Array

# From an object to its attribute, from a table to its key, from a list to its place.
Path = tuple[Any, ...]
Leaves = Mapping[Path, Array]
MOST_DEEP = 5
MOST_PARTS = 100
MOST_NUMBERS = 2_000


def leaves_of(value: Any, module: str) -> dict[Path, Array]:
    """A copy of each array and number; of objects only those whose class is of `module`."""
    return {path: np.array(one, dtype=np.float64) for path, one in found_in(value, module)}


def found_in(value: Any, module: str, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The arrays and numbers themselves."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "iuf" and 0 < value.size <= MOST_NUMBERS:
            yield path, value
    elif isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        if not isinstance(value, np.complexfloating):
            yield path, value
    elif len(path) < MOST_DEEP:
        for key, part in list(_parts(value, module))[:MOST_PARTS]:
            yield from found_in(part, module, (*path, key))


def _parts(value: Any, module: str) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, (list, tuple)):
        yield from enumerate(value)
    elif type(value).__module__ == module and hasattr(value, "__dict__"):
        yield from vars(value).items()


def at(value: Any, path: Path) -> Any:
    """What stands at `path`."""
    for key in path:
        value = value[key] if isinstance(value, (Mapping, list, tuple)) else getattr(value, key)
    return value


def put(value: Any, path: Path, new: Any, *, in_place: bool) -> Any:
    """`value` with another number or array at `path`; `in_place`: an array there is written into."""
    if not path:
        if isinstance(value, np.ndarray):
            if not in_place:
                return np.array(new, dtype=value.dtype).reshape(value.shape)
            value[...] = new
            return value
        return float(new)
    key, rest = path[0], path[1:]
    if isinstance(value, tuple):
        return tuple(put(one, rest, new, in_place=in_place) if at == key else one for at, one in enumerate(value))
    if isinstance(value, (dict, list)):
        value[key] = put(value[key], rest, new, in_place=in_place)
    else:
        setattr(value, key, put(getattr(value, key), rest, new, in_place=in_place))
    return value
