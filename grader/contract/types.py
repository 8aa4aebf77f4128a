"""The types that a function of an exercise may take and return, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class NumberKind(StrEnum):
    FLOAT = "float"
    INT = "int"
    BOOL = "bool"
    COMPLEX = "complex"


class Batching(StrEnum):
    """How a function's answer depends on the batch."""

    ROWS = "rows"
    MEAN = "mean"
    SUM = "sum"


@dataclass(frozen=True)
class Dim:
    """One length of a shape: a number, a name, a product or sum of names, or `...` for any lengths."""

    text: str

    @cached_property
    def is_any(self) -> bool:
        return self.text == "..."

    @cached_property
    def is_name(self) -> bool:
        return self.text.isidentifier()


@dataclass(frozen=True)
class AnyType:
    """Not looked at."""


@dataclass(frozen=True)
class NumberType:
    """One number. `below`: whole numbers from 0 up to, not including, this name or number."""

    kind: NumberKind = NumberKind.FLOAT
    below: str | None = None


@dataclass(frozen=True)
class ArrayType:
    """An array of this shape; `(...)` is any shape, one number included."""

    dims: tuple[Dim, ...]
    kind: NumberKind = NumberKind.FLOAT
    below: str | None = None


@dataclass(frozen=True)
class TextType:
    pass


@dataclass(frozen=True)
class NoneType:
    pass


@dataclass(frozen=True)
class GeneratorType:
    """A np.random.Generator, made in the learner's sandbox from a seed."""


@dataclass(frozen=True)
class FunctionType:
    arguments: tuple[Declared, ...]
    returns: ValueType


@dataclass(frozen=True)
class LikeType:
    """The same keys and shapes as the argument of this name."""

    name: str


@dataclass(frozen=True)
class SequenceType:
    """A list or a tuple; `items` is None where anything may stand, one type for a list, each place's for a tuple."""

    container: str
    items: tuple[ValueType, ...] | None = None


@dataclass(frozen=True)
class RecordType:
    """A dict with exactly these keys; `fields` is None for any dict."""

    fields: Mapping[str, ValueType] | None = None


@dataclass(frozen=True)
class UnionType:
    options: tuple[ValueType, ...]


ValueType = (
    AnyType
    | NumberType
    | ArrayType
    | TextType
    | NoneType
    | GeneratorType
    | FunctionType
    | LikeType
    | SequenceType
    | RecordType
    | UnionType
)


@dataclass(frozen=True)
class Declared:
    """One argument or one returned value: its name ("" where it has none), its type, its default as text."""

    name: str
    type: ValueType
    default: str | None = None


@dataclass(frozen=True)
class FunctionContract:
    """What one function of an exercise takes and gives."""

    name: str
    arguments: tuple[Declared, ...]
    returns: tuple[Declared, ...]
    batch: str | None = None
    over_batch: Batching | None = None

    @property
    def required(self) -> int:
        return sum(argument.default is None for argument in self.arguments)

    @property
    def is_method(self) -> bool:
        """Of a class, as "Network.backprop": asked in sessions, not by calls."""
        return "." in self.name

    def argument(self, name: str) -> Declared | None:
        return next((one for one in self.arguments if one.name == name), None)
