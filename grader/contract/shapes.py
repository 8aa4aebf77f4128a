"""Shapes with names: bind n, d, k from the arguments, then say what each returned shape must be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

import numpy as np

from grader.contract.types import (
    ArrayType,
    Declared,
    Dim,
    NumberType,
    RecordType,
    SequenceType,
    ValueType,
)

Bindings = MutableMapping[str, int]
WORD = re.compile(r"[A-Za-z_]\w*")


def length_of(dim: Dim, bindings: Mapping[str, int]) -> int | None:
    """The length that `dim` stands for, or None while one of its names is not bound."""
    if dim.is_name:
        return bindings.get(dim.text)
    if dim.text.isdigit():
        return int(dim.text)
    names = WORD.findall(dim.text)
    if dim.is_any or any(name not in bindings for name in names):
        return None
    total = 0
    for sign, product in re.findall(r"([+-]?)([^+-]+)", dim.text):
        amount = math.prod(bindings[word] if word in bindings else int(word) for word in product.split("*"))
        total += -amount if sign == "-" else amount
    return total


def shape_fits(shape: tuple[int, ...], dims: tuple[Dim, ...], bindings: Bindings) -> bool:
    """Does `shape` fit? Names seen for the first time are bound to the lengths found."""
    place = _place_of_any(dims)
    if place is not None:
        after = len(dims) - place - 1
        if len(shape) < place + after:
            return False
        shape = shape[:place] + shape[len(shape) - after :]
        dims = dims[:place] + dims[place + 1 :]
    if len(shape) != len(dims):
        return False
    for length, dim in zip(shape, dims, strict=True):
        # Most lengths are names: every answer of a grading is looked at here.
        wanted = bindings.setdefault(dim.text, length) if dim.is_name else length_of(dim, bindings)
        if wanted is not None and wanted != length:
            return False
    return True


def _place_of_any(dims: tuple[Dim, ...]) -> int | None:
    for place, dim in enumerate(dims):
        if dim.is_any:
            return place
    return None


def bind_arguments(declared: Iterable[Declared], values: Iterable[Any]) -> dict[str, int]:
    """The lengths that the given arguments give to the names of the contract."""
    bindings: dict[str, int] = {}
    for argument, value in zip(declared, values, strict=False):
        _bind(argument.name, argument.type, value, bindings)
    return bindings


def _bind(name: str, kind: ValueType, value: Any, bindings: Bindings) -> None:
    if isinstance(kind, ArrayType) and isinstance(value, np.ndarray):
        shape_fits(value.shape, kind.dims, bindings)
    elif isinstance(kind, RecordType) and kind.fields and isinstance(value, Mapping):
        for key, field in kind.fields.items():
            _bind(key, field, value.get(key), bindings)
    elif isinstance(kind, SequenceType) and kind.items and isinstance(value, (list, tuple)):
        items = kind.items if kind.container == "tuple" else kind.items * len(value)
        for item, part in zip(items, value, strict=False):
            _bind("", item, part, bindings)
    elif name and isinstance(kind, NumberType) and isinstance(value, int) and not isinstance(value, bool):
        # "m: int" may be a length of what comes back: (m, 2).
        bindings.setdefault(name, value)


def shape_in_words(dims: tuple[Dim, ...], bindings: Mapping[str, int]) -> str:
    """The wanted shape with its names: "(n, k) = (5, 4)"."""
    named = "(" + ", ".join(dim.text for dim in dims) + ("," if len(dims) == 1 else "") + ")"
    lengths = [length_of(dim, bindings) for dim in dims]
    if all(dim.text.isdigit() for dim in dims) or any(length is None for length in lengths):
        return named
    return f"{named} = {tuple(lengths)}"
