"""Arrays that count the matrix products they take part in, and how many numbers those and other operations touch.

They survive arithmetic, slicing, copies and, while counting, `np.array` and its kind. They do not survive `tolist` or
being written into another array: who takes that way is seen by what it costs in steps and in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

PRODUCT_FUNCTIONS = {"dot", "einsum", "tensordot", "inner", "vdot", "matvec", "vecmat", "vecdot", "multi_dot"}
PRODUCT_UFUNCS = {"matmul", "matvec", "vecmat", "vecdot"}
# They give back an ordinary array of a subclass without asking it.
COPYING = ("array", "asarray", "ascontiguousarray", "asfortranarray")

Note = Callable[[int, int], None]
_dot = np.dot


class CountedArray(np.ndarray[Any, Any]):
    """An array that tells `note` of each operation: the products in it, the numbers in it."""

    note: Note | None = None

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        if out is not None:
            options["out"] = tuple(plain(each) for each in out)
        given = [plain(each) for each in inputs]
        result = getattr(ufunc, method)(*given, **options)
        if ufunc.__name__ in PRODUCT_UFUNCS:
            _tell(1, contraction(given, result))
        else:
            _tell(0, max(_size(result), *(_size(each) for each in given)))
        if out is not None and len(out) == 1 and result is options["out"][0]:
            return out[0]
        return wrapped(result)

    def __array_function__(self, function: Any, _types: Any, args: Any, kwargs: Any) -> Any:
        name = getattr(function, "__name__", "")
        given = plain(args)
        result = function(*given, **plain(kwargs))
        if name in PRODUCT_FUNCTIONS:
            _tell(1, einsum_work(given, result) if name == "einsum" else contraction(given, result))
        else:
            _tell(0, max(_size(result), sum(_size(each) for each in _arrays(given))))
        return wrapped(result)

    def dot(self, other: Any, out: Any = None) -> Any:
        given = (plain(self), plain(other))
        result = _dot(given[0], given[1], out=plain(out))
        _tell(1, contraction(given, result))
        return wrapped(result)


def _tell(products: int, numbers: int) -> None:
    note = CountedArray.__dict__["note"]
    if note is not None:
        note(products, numbers)


def contraction(operands: Any, result: Any) -> int:
    """Multiplications of a product of arrays: m·k·n for (m, k) and (k, n), from the three sizes."""
    sizes = [_size(each) for each in _arrays(operands)]
    return math.isqrt(math.prod(sizes[:2]) * max(_size(result), 1)) if sizes else 0


def einsum_work(given: Any, result: Any) -> int:
    """Multiplications of an einsum that is written with letters: the product of all their lengths."""
    arrays = list(_arrays(given[1:]))
    if not given or not isinstance(given[0], str) or "." in given[0]:
        return contraction(given, result)
    terms = given[0].replace(" ", "").split("->")[0].split(",")
    lengths = {
        letter: length
        for term, array in zip(terms, arrays, strict=False)
        for letter, length in zip(term, np.shape(array), strict=False)
    }
    return math.prod(lengths.values())


def _arrays(value: Any) -> Iterator[Any]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _arrays(part)


def _size(value: Any) -> int:
    return value.size if isinstance(value, np.ndarray) else 1


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


class CopiesCount:
    """While it is installed, an ordinary array made from a counted one counts too."""

    def __init__(self) -> None:
        self._before = {name: getattr(np, name) for name in COPYING}

    def install(self) -> None:
        for name, function in self._before.items():
            setattr(np, name, _keeping(function))

    def remove(self) -> None:
        for name, function in self._before.items():
            setattr(np, name, function)


def _keeping(function: Callable[..., Any]) -> Callable[..., Any]:
    def made(*args: Any, **options: Any) -> Any:
        result = function(*args, **options)
        return wrapped(result) if args and _holds_counted(args[0]) else result

    made.__name__ = getattr(function, "__name__", "array")
    return made


def _holds_counted(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_holds_counted(part) for part in value[:1])
    return type(value) is CountedArray
