"""Frames between the two cages: typed, length-checked, free of pickles.

A frame is magic, length, nonce and one value. The bytes that come from the learner's cage are hostile:
`decode` builds only exact built-in types and exact `numpy.ndarray`s, counts before it allocates, and raises
`ProtocolViolation` for anything else. Subclasses, object arrays and code cannot cross by construction.

Carried: None, bool, int, float, complex, str, list, tuple, dict with str keys, ndarray of nine dtypes. NumPy
scalars travel as what they equal: float64 as float, complex128 as complex, int64 as int, bool as bool, str
as str; the other scalar types keep their dtype as an array of no dimensions.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import Any

from grader.sandbox.frame_reading import read_value
from grader.sandbox.frame_writing import write_value
from grader.sandbox.wire import (
    MAX_DEPTH,
    MAX_FRAME_BYTES,
    MAX_WRAPPING,
    Callback,
    Encoded,
    GeneratorSeed,
    NotSendable,
    ProtocolViolation,
    Value,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_FRAME_BYTES",
    "Callback",
    "Channel",
    "ChannelClosed",
    "Encoded",
    "GeneratorSeed",
    "NotSendable",
    "ProtocolViolation",
    "Value",
    "decode",
    "encode",
]

MAGIC = b"ASC1"
HEADER = struct.Struct("<4sIQ")
# What is asked for is allocated before it is read: little for a small frame, much for the rest of a large one.
READ_BYTES = 16 << 10
MOST_READ_BYTES = 1 << 20


class ChannelClosed(Exception):
    """The other side of the channel is gone."""


def encode(value: Any, *, depth: int = MAX_DEPTH + MAX_WRAPPING) -> bytes:
    """The bytes of `value`; raises `NotSendable` naming the first part that the contract does not carry."""
    parts: list[bytes] = []
    write_value(value, parts, limit=depth)
    return b"".join(parts)


def decode(data: bytes, *, markers: bool = False) -> Value:
    """The value in `data`, or `ProtocolViolation`. Argument markers are read only towards the learner."""
    return read_value(data, markers=markers)


@dataclass
class Channel:
    """One end of the socket pair between examiner and learner. Blocking; the worker holds the clock."""

    fd: int
    accepts_markers: bool = False

    def __post_init__(self) -> None:
        self._pending = bytearray()

    def send(self, nonce: int, value: Any) -> None:
        """Send one frame. Raises `NotSendable` before a byte has left, `ChannelClosed` if nobody reads."""
        body = encode(value)
        if len(body) > MAX_FRAME_BYTES:
            raise NotSendable("a message of more than 32 MiB", "")
        header = HEADER.pack(MAGIC, len(body), nonce)
        try:
            if len(body) > READ_BYTES:
                self._write(header)
                self._write(body)
            else:
                self._write(header + body)
        except OSError as error:
            raise ChannelClosed from error

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self.fd, rest) :]

    def receive(self) -> tuple[int, Value]:
        """The next frame's nonce and value; raises `ChannelClosed` or `ProtocolViolation`."""
        magic, length, nonce = HEADER.unpack(self._take(HEADER.size))
        if magic != MAGIC:
            raise ProtocolViolation("the frame does not begin as a frame")
        if length > MAX_FRAME_BYTES:
            raise ProtocolViolation("the frame is longer than 32 MiB")
        return nonce, decode(self._take(length), markers=self.accepts_markers)

    def _take(self, count: int) -> bytes:
        while len(self._pending) < count:
            try:
                missing = count - len(self._pending)
                more = os.read(self.fd, min(max(missing, READ_BYTES), MOST_READ_BYTES))
            except OSError as error:
                raise ChannelClosed from error
            if not more:
                raise ChannelClosed
            self._pending += more
        taken = bytes(memoryview(self._pending)[:count])
        del self._pending[:count]
        return taken
