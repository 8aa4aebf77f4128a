"""Count what a call costs: instructions of the learner's own files, matrix products, peak memory.

The counters live in the same process as the code they count and can be fooled by it; checks that matter do
not rest on them alone.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Collection
from typing import Any

import numpy as np

from grader.learner.costs import Costs
from grader.learner.instructions import start_counting, stop_counting

PRODUCT_FUNCTIONS = {"dot", "einsum", "tensordot", "inner", "vdot", "matvec", "vecmat", "vecdot", "multi_dot"}
PRODUCT_UFUNCS = {"matmul", "matvec", "vecmat", "vecdot"}


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
        start_counting(self._files, self._costs)
        return self._costs

    def __exit__(self, *_raised: object) -> None:
        stop_counting()
        self._costs.peak_bytes = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        CountedArray.costs = None


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
