"""Take rows out of a batch, repeat them, or change the others, as the contract declares the batch axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.contract import FunctionContract, bind_arguments
from grader.contract.types import ArrayType, ValueType

Array = np.ndarray[Any, Any]


def batch_axis(kind: ValueType, batch: str | None) -> int | None:
    """Which axis of an array of this type counts the examples, or None."""
    if batch is None or not isinstance(kind, ArrayType):
        return None
    return next((axis for axis, dim in enumerate(kind.dims) if dim.text == batch), None)


def batch_size(contract: FunctionContract, args: Sequence[Any]) -> int | None:
    return bind_arguments(contract.arguments, args).get(contract.batch or "")


def with_rows(
    contract: FunctionContract, args: Sequence[Any], change: Callable[[Array, int], Array]
) -> tuple[Any, ...]:
    """The arguments with `change(array, axis)` applied to each that has the batch axis."""
    changed = []
    for argument, value in zip(contract.arguments, args, strict=False):
        axis = batch_axis(argument.type, contract.batch)
        changed.append(value if axis is None or not isinstance(value, np.ndarray) else change(value, axis))
    return tuple(changed)


def chosen_rows(contract: FunctionContract, args: Sequence[Any], rows: Sequence[int]) -> tuple[Any, ...]:
    """The same call with only these examples, in this order, repeats allowed."""
    return with_rows(contract, args, lambda array, axis: np.take(array, list(rows), axis=axis))


def smaller_batch(contract: FunctionContract, args: Sequence[Any]) -> tuple[Any, ...] | None:
    """The same call with fewer examples, at least two, or None where the batch is too small or not declared."""
    size = batch_size(contract, args)
    if size is None or size < 3:
        return None
    return chosen_rows(contract, args, range(size - 1))
