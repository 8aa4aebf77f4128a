"""The vocabulary of the wire: which values may cross between the cages, how big, and under which tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""None, bool, int, float, complex, str, list, tuple, dict[str, Value] or an exact ndarray."""

MAX_FRAME_BYTES = 32 << 20
MAX_STR_BYTES = 64 << 10
MAX_INT_BYTES = 1 << 10
MAX_ITEMS = 100_000
MAX_KEYS = 1_000
MAX_DIMENSIONS = 8
MAX_DEPTH = 6
# Answers wrap a value in ("answers", [("value", …)]): the reader allows for the wrapping.
MAX_WRAPPING = 4
# Small values cost sixteen times their bytes once they are objects: the sum is bounded too.
MAX_VALUES = 1_000_000

DTYPES = ("<f8", "<f4", "<i8", "<i4", "|u1", "|b1", "<c16", "<i2", "<f2")
BOOL_CODE = DTYPES.index("|b1")


class ProtocolViolation(Exception):
    """The bytes are not a frame of ours: hostile or broken."""


class NotSendable(Exception):
    """A value that the contract does not carry: what it is ("a set") and where it stands (`[1]["W"]`)."""

    def __init__(self, type_name: str, where: str) -> None:
        super().__init__(f"{type_name} at {where}" if where else type_name)
        self.type_name = type_name
        self.where = where


@dataclass(frozen=True)
class GeneratorSeed:
    """An argument that becomes `numpy.random.default_rng(seed)` in the learner's process."""

    seed: int


@dataclass(frozen=True)
class Callback:
    """An argument that becomes a function in the learner's process, answered by the examiner."""

    name: str


@dataclass(frozen=True)
class Encoded:
    """Bytes of `encode`, put into a larger message as they are."""

    data: bytes
