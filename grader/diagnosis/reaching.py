"""Which names of its file a function may look up while it runs: whom a change elsewhere cannot reach answers as before.

Read from the compiled code; what is not plainly a function, a class, a module or a number may reach anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

Names = frozenset[str]
NOTHING: Names = frozenset()
# What finds a name by its text, so that no code tells which.
BY_TEXT = frozenset({"eval", "exec", "globals", "locals", "vars", "getattr", "__builtins__", "__globals__"})
PLAIN_DATA = (bool, int, float, complex, str, bytes, type(None), np.ndarray, np.generic)


def reached(names: Names, found: Mapping[str, Names | None]) -> Names | None:
    """All that code that looks up `names` may come to, step by step; None where it may be anything.

    `found`: for each name of the file what its value looks up itself.
    """
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        further = found.get(name, NOTHING)
        if further is None or name in BY_TEXT:
            return None
        waiting += further
    return frozenset(seen)


def looked_up_by(value: Any, namespace: Mapping[str, Any]) -> Names | None:
    """The names of `namespace` that `value`, one of its own, may look up when it is used; None where any."""
    if isinstance(value, (ModuleType, *PLAIN_DATA)):
        return NOTHING
    if isinstance(value, FunctionType):
        if value.__globals__ is not namespace:
            return NOTHING if not value.__closure__ else None
        bound = [*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()]
        if value.__closure__ or any(not isinstance(one, (tuple, *PLAIN_DATA)) for one in bound):
            return None
        return names_in(value.__code__)
    return None


def names_in(code: CodeType) -> Names:
    """The names that this code, and whatever is defined in it, looks up outside of itself."""
    return frozenset(name for one in _codes(code) for name in one.co_names)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
