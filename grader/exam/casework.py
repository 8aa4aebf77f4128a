"""The failing case of an open check as NumPy text, to paste and try."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.exam.failing import Case
from grader.sandbox.wire import GeneratorSeed

MOST_NUMBERS = 300
DIGITS = 6


def case_of(contract: FunctionContract, args: Sequence[Any]) -> Case:
    """The call with its arguments, or an empty case where they are too long to read."""
    if _count(args) > MOST_NUMBERS:
        return Case()
    names = [argument.name or f"x{place}" for place, argument in enumerate(contract.arguments)][: len(args)]
    lines = [f"{name} = {as_numpy_text(value)}" for name, value in zip(names, args, strict=True)]
    return Case("\n".join([*lines, f"{contract.name}({', '.join(names)})"]))


def as_numpy_text(value: Any) -> str:
    """Text that builds `value` again, rounded to six significant digits."""
    if isinstance(value, np.ndarray):
        dtype = ', dtype="float32"' if value.dtype == np.float32 else ""
        return f"np.array({as_numpy_text(value.tolist())}{dtype})" if value.size else f"np.zeros({value.shape})"
    if isinstance(value, GeneratorSeed):
        return f"np.random.default_rng({value.seed})"
    if isinstance(value, np.generic):
        return as_numpy_text(value.item())
    if isinstance(value, float):
        return np.format_float_positional(value, DIGITS, fractional=False, trim="0") if _plain(value) else repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(as_numpy_text(part) for part in value) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(as_numpy_text(part) for part in value) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {as_numpy_text(part)}" for key, part in value.items()) + "}"
    return repr(value)


def _plain(value: float) -> bool:
    return value == 0 or 1e-4 <= abs(value) < 1e6


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_count(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return sum(_count(part) for part in value)
    return int(np.size(value)) if isinstance(value, np.ndarray) else 1
