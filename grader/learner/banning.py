"""Replace what an exercise forbids by functions that say so.

A teaching rule, not a border: whoever digs can reach LAPACK by other ways, and checks of the work itself
catch that. This answers everybody else with a sentence at their line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, NoReturn

# The C routines behind `numpy.linalg.solve` are called solve and solve1: told by their prefix.
COMPILED_LINALG = "numpy.linalg._umath_linalg"
LAPACK_LITE = "numpy.linalg.lapack_lite"

Places = dict[int, list[tuple[ModuleType, str]]]

# By identity, every name under which a function of NumPy stands: filled once, before the cage.
_places: Places = {}


def index_numpy() -> None:
    """Note where each of NumPy's functions can be found; takes milliseconds, so it is done once per process."""
    _places.clear()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "numpy":
            for key, value in list(vars(module).items()):
                if callable(value):
                    _places.setdefault(id(value), []).append((module, key))


def ban(names: Iterable[str]) -> None:
    """Make every function in `names` (dotted; a module stands for all in it) raise PermissionError."""
    for name in names:
        if name in sys.modules:
            for function in _public_functions(sys.modules[name]):
                _ban_function(f"{name}.{function}")
        else:
            _ban_function(name)


def _public_functions(module: ModuleType) -> list[str]:
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and not isinstance(value, type)
    ]


def _ban_function(name: str) -> None:
    owner, _, short = name.rpartition(".")
    module = sys.modules.get(owner)
    original = getattr(module, short, None)
    if module is None or original is None:
        return
    replacement = _refusal(name)
    for place, key in [(module, short), *_places.get(id(original), [])]:
        setattr(place, key, replacement)
    if owner == "numpy.linalg":
        _ban_compiled(short, replacement)


def _ban_compiled(short: str, replacement: Callable[..., Any]) -> None:
    compiled = sys.modules.get(COMPILED_LINALG)
    for key in [key for key in vars(compiled) if key.startswith(short)] if compiled else []:
        setattr(compiled, key, replacement)
    sys.modules.pop(LAPACK_LITE, None)


def _refusal(name: str) -> Callable[..., Any]:
    shown = name.replace("numpy.", "np.", 1)

    def refused(*_args: Any, **_options: Any) -> NoReturn:
        raise PermissionError(f"`{shown}` may not be used in this exercise.")

    return refused
