"""Count what a call costs: instructions of the learner's own files, matrix products, peak memory.

The counters live in the same process as the code they count and can be fooled by it; checks that matter do
not rest on them alone.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Collection
from types import FrameType
from typing import Any

import numpy as np

PRODUCT_FUNCTIONS = {"dot", "einsum", "tensordot", "inner", "vdot", "matvec", "vecmat", "vecdot", "multi_dot"}
PRODUCT_UFUNCS = {"matmul", "matvec", "vecmat", "vecdot"}


class Costs:
    """What was counted so far."""

    def __init__(self) -> None:
        self.opcodes = 0
        self.products = 0
        self.peak_bytes = 0

    def as_notes(self) -> dict[str, int]:
        return {"opcodes": self.opcodes, "products": self.products, "peak_bytes": self.peak_bytes}


def counted(files: Collection[str]) -> Counting:
    """Count while the block runs. `files` are the file names whose instructions count."""
    return Counting(files)


class Counting:
    """The block of `counted`. No `contextmanager`: that writes to what is raised through it, which may be hostile."""

    def __init__(self, files: Collection[str]) -> None:
        self._files = files

    def __enter__(self) -> Costs:
        self._costs = CountedArray.costs = Costs()
        tracemalloc.start()
        # From 3.12 on the interpreter looks for this before it delivers instructions at all.
        sys._getframe().f_trace_opcodes = True  # noqa: SLF001 - the interpreter offers no other way
        sys.settrace(_tracer(self._files, self._costs))
        return self._costs

    def __exit__(self, *_raised: object) -> None:
        sys.settrace(None)
        self._costs.peak_bytes = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        CountedArray.costs = None


def _tracer(files: Collection[str], costs: Costs) -> Any:
    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename not in files:
            return None
        if event == "call":
            frame.f_trace_opcodes = True
            frame.f_trace_lines = False
        elif event == "opcode":
            costs.opcodes += 1
        return trace

    return trace


class CountedArray(np.ndarray[Any, Any]):
    """An array that counts the matrix products it takes part in. Survives arithmetic, slicing and copies."""

    costs: Costs | None = None

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        if ufunc.__name__ in PRODUCT_UFUNCS:
            _note_product()
        if out is not None:
            options["out"] = tuple(plain(each) for each in out)
        result = getattr(ufunc, method)(*[plain(each) for each in inputs], **options)
        if out is not None and len(out) == 1 and result is options["out"][0]:
            return out[0]
        return wrapped(result)

    def __array_function__(self, function: Any, _types: Any, args: Any, kwargs: Any) -> Any:
        if getattr(function, "__name__", "") in PRODUCT_FUNCTIONS:
            _note_product()
        return wrapped(function(*plain(args), **plain(kwargs)))

    def dot(self, other: Any, out: Any = None) -> Any:
        _note_product()
        return wrapped(np.dot(plain(self), plain(other), out=plain(out)))


def _note_product() -> None:
    if CountedArray.costs is not None:
        CountedArray.costs.products += 1


def plain(value: Any) -> Any:
    """The same value with every counted array in it an ordinary one over the same memory."""
    if type(value) is CountedArray:
        return value.view(np.ndarray)
    if type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    if type(value) is dict:
        return {key: plain(item) for key, item in value.items()}
    return value


def wrapped(value: Any) -> Any:
    """The same value with every array of floats in it a counting one."""
    if type(value) is np.ndarray and value.dtype.kind in "fc":
        return value.view(CountedArray)
    if type(value) in (list, tuple):
        return type(value)(wrapped(item) for item in value)
    if type(value) is dict:
        return {key: wrapped(item) for key, item in value.items()}
    return value
