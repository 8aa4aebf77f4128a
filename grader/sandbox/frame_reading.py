"""Read a value from hostile bytes: every length is checked in Python's integers before anything is made."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.sandbox.wire import (
    BOOL_CODE,
    DTYPES,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_FRAME_BYTES,
    MAX_INT_BYTES,
    MAX_ITEMS,
    MAX_KEYS,
    MAX_STR_BYTES,
    MAX_VALUES,
    MAX_WRAPPING,
    Callback,
    GeneratorSeed,
    ProtocolViolation,
    Value,
)

LENGTH_BYTES = 4
DOUBLE = struct.Struct("<d")
COMPLEX = struct.Struct("<dd")
NUMPY_DTYPES = tuple(np.dtype(name) for name in DTYPES)


def read_value(data: bytes, *, markers: bool) -> Value:
    """The one value that fills `data`, or `ProtocolViolation`."""
    reader = _Reader(data, markers=markers)
    value = reader.value(0)
    if reader.place != len(data):
        raise ProtocolViolation("bytes are left over after the value")
    return value


class _Reader:
    """A place in the bytes and a count of the values made so far."""

    def __init__(self, data: bytes, *, markers: bool) -> None:
        self.data = data
        self.place = 0
        self.values = 0
        self.markers = markers

    def value(self, depth: int) -> Value:
        self.values += 1
        if depth > MAX_DEPTH + MAX_WRAPPING or self.values > MAX_VALUES:
            raise ProtocolViolation("the message is nested too deeply or holds too many values")
        # An empty tag, at the end of the bytes, is unknown as well.
        read = READERS.get(self.data[self.place : self.place + 1])
        if read is None:
            raise ProtocolViolation("the message ends too early, or holds an unknown tag")
        self.place += 1
        return read(self, depth)

    def take(self, count: int) -> bytes:
        end = self.place + count
        if end > len(self.data):
            raise ProtocolViolation("the message ends too early")
        taken = self.data[self.place : end]
        self.place = end
        return taken

    def length(self, most: int) -> int:
        length = int.from_bytes(self.take(LENGTH_BYTES), "little")
        if length > most:
            raise ProtocolViolation("the message holds a length beyond its bound")
        return length

    def read_none(self, depth: int) -> None:
        return None

    def read_bool(self, depth: int) -> bool:
        byte = self.take(1)
        if byte not in (b"\0", b"\1"):
            raise ProtocolViolation("a bool is neither 0 nor 1")
        return byte == b"\1"

    def read_int(self, depth: int) -> int:
        return int.from_bytes(self.take(self.length(MAX_INT_BYTES)), "little", signed=True)

    def read_float(self, depth: int) -> float:
        (number,) = DOUBLE.unpack(self.take(8))
        return float(number)

    def read_complex(self, depth: int) -> complex:
        return complex(*COMPLEX.unpack(self.take(16)))

    def read_str(self, depth: int) -> str:
        return self.take(self.length(MAX_STR_BYTES)).decode("utf-8", "replace")

    def read_list(self, depth: int) -> list[Value]:
        return [self.value(depth + 1) for _ in range(self.length(MAX_ITEMS))]

    def read_tuple(self, depth: int) -> tuple[Value, ...]:
        return tuple(self.read_list(depth))

    def read_dict(self, depth: int) -> dict[str, Value]:
        made: dict[str, Value] = {}
        for _ in range(self.length(MAX_KEYS)):
            if self.take(1) != b"S":
                raise ProtocolViolation("a dict has a key that is not a str")
            key = self.read_str(depth)
            made[key] = self.value(depth + 1)
        return made

    def read_array(self, depth: int) -> np.ndarray[Any, Any]:
        code, dimensions = self.take(2)
        if code >= len(NUMPY_DTYPES) or dimensions > MAX_DIMENSIONS:
            raise ProtocolViolation("an array has a dtype or rank that is not carried")
        shape = struct.unpack(f"<{dimensions}Q", self.take(8 * dimensions))
        dtype = NUMPY_DTYPES[code]
        bound = size = dtype.itemsize
        for length in shape:
            size *= length
            bound *= max(length, 1)
            if bound > MAX_FRAME_BYTES:
                raise ProtocolViolation("an array claims to be longer than the frame")
        raw = self.take(size)
        if code == BOOL_CODE and raw.strip(b"\0\1"):
            raise ProtocolViolation("a bool array holds neither 0 nor 1")
        return np.ndarray(shape, dtype, buffer=raw).copy() if size else np.zeros(shape, dtype)

    def read_seed(self, depth: int) -> GeneratorSeed:
        self._check_markers(b"I")
        return GeneratorSeed(self.read_int(depth))

    def read_callback(self, depth: int) -> Callback:
        self._check_markers(b"S")
        return Callback(self.read_str(depth))

    def _check_markers(self, tag: bytes) -> None:
        if not self.markers or self.take(1) != tag:
            raise ProtocolViolation("an argument marker stands where none may be")


READERS: dict[bytes, Callable[[_Reader, int], Value]] = {
    b"N": _Reader.read_none,
    b"B": _Reader.read_bool,
    b"I": _Reader.read_int,
    b"F": _Reader.read_float,
    b"C": _Reader.read_complex,
    b"S": _Reader.read_str,
    b"L": _Reader.read_list,
    b"T": _Reader.read_tuple,
    b"D": _Reader.read_dict,
    b"A": _Reader.read_array,
    b"G": _Reader.read_seed,
    b"K": _Reader.read_callback,
}
