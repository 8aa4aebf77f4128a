"""Hostile frames: the reader gives a value or a violation, in bounded time and memory, and nothing else."""

from __future__ import annotations

import socket
import struct
import tracemalloc
from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from grader.sandbox.frames import (
    HEADER,
    MAGIC,
    MAX_FRAME_BYTES,
    Callback,
    Channel,
    ChannelClosed,
    GeneratorSeed,
    ProtocolViolation,
    decode,
    encode,
)
from grader.sandbox.wire import DTYPES, MAX_DEPTH, MAX_DIMENSIONS, MAX_ITEMS
from tests.sandbox.fuzzing.fuzzing import few_or_many, fuzz

# A frame of a few KB must not make the reader reach for more than what one frame may hold.
MOST_BYTES = 2 * MAX_FRAME_BYTES

lengths = st.integers(0, 6) | st.sampled_from([MAX_ITEMS, MAX_ITEMS + 1, 2**31, 2**32 - 1])
sides = st.integers(0, 4) | st.sampled_from([2**22, 2**31, 2**32, 2**63, 2**64 - 1])


def _sized(tag: bytes) -> Callable[[tuple[int, bytes]], bytes]:
    return lambda drawn: tag + struct.pack("<I", drawn[0]) + drawn[1]


def _array(drawn: tuple[int, list[int], bytes]) -> bytes:
    code, shape, data = drawn
    return b"A" + bytes([code, len(shape) % 256]) + b"".join(struct.pack("<Q", side) for side in shape) + data


leaves: SearchStrategy[bytes] = st.one_of(
    st.sampled_from([b"N", b"B\0", b"B\1", b"B\2", b"F" + bytes(8), b"C" + bytes(16), b"G", b"K", b"\xff"]),
    st.tuples(lengths, st.binary(max_size=12)).map(_sized(b"I")),
    st.tuples(lengths, st.binary(max_size=12)).map(_sized(b"S")),
    st.tuples(st.integers(0, len(DTYPES)), st.lists(sides, max_size=MAX_DIMENSIONS + 1), st.binary(max_size=64)).map(
        _array
    ),
    st.binary(max_size=8),
)


def _nest(inner: SearchStrategy[bytes]) -> SearchStrategy[bytes]:
    """Lists, tuples and dicts that may lie about how many things they hold."""
    inside = st.lists(inner, max_size=6)
    honest = st.tuples(st.sampled_from([b"L", b"T"]), inside).map(
        lambda drawn: drawn[0] + struct.pack("<I", len(drawn[1])) + b"".join(drawn[1])
    )
    lying = st.tuples(st.sampled_from([b"L", b"T", b"D"]), lengths, inside).map(
        lambda drawn: drawn[0] + struct.pack("<I", drawn[1]) + b"".join(drawn[2])
    )
    return honest | lying


messages = st.recursive(leaves, _nest, max_leaves=25)
deep = st.integers(0, 3 * MAX_DEPTH).map(lambda depth: (b"L" + struct.pack("<I", 1)) * depth + b"N")
wide = st.integers(0, 2 * MAX_ITEMS).map(lambda width: b"L" + struct.pack("<I", width) + b"N" * width)
hostile = st.one_of(messages, deep, wide, st.binary(max_size=300))

frames = st.tuples(
    st.sampled_from([MAGIC, b"ASC2", b"\0\0\0\0"]) | st.just(MAGIC),
    st.none() | st.sampled_from([0, 1, MAX_FRAME_BYTES, MAX_FRAME_BYTES + 1, 2**32 - 1]),
    st.integers(0, 2**64 - 1),
    hostile,
).map(lambda drawn: HEADER.pack(drawn[0], len(drawn[3]) if drawn[1] is None else drawn[1], drawn[2]) + drawn[3])
streams = st.lists(frames, max_size=4).map(b"".join) | st.binary(max_size=200)


@few_or_many
def test_a_hostile_message_is_a_value_or_a_violation(examples: int) -> None:
    def holds(data: bytes) -> None:
        for markers in (False, True):
            try:
                value = decode(data, markers=markers)
            except ProtocolViolation:
                continue
            # What was read is made of exact types alone: it can be written again.
            assert decode(encode(value), markers=True) is not NotImplemented
            _check_types(value, markers=markers)

    fuzz(hostile, holds, examples)


def _check_types(value: object, *, markers: bool) -> None:
    allowed = {type(None), bool, int, float, complex, str, list, tuple, dict, np.ndarray}
    assert type(value) in (allowed | {GeneratorSeed, Callback} if markers else allowed)
    if type(value) is np.ndarray:
        assert value.flags.owndata
        assert value.flags.writeable
        assert value.dtype.str in DTYPES
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    for one in inside:
        _check_types(one, markers=markers)


@few_or_many
def test_a_hostile_stream_ends_as_closed_or_as_a_violation(examples: int) -> None:
    def holds(data: bytes) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
            theirs.sendall(data)
            theirs.close()
            channel = Channel(ours.fileno())
            try:
                while True:
                    nonce, _value = channel.receive()
                    assert 0 <= nonce < 2**64
            except (ChannelClosed, ProtocolViolation):
                pass

    fuzz(streams.filter(lambda data: len(data) < 100_000), holds, examples)


@few_or_many
def test_a_small_message_never_takes_much_memory(examples: int) -> None:
    def holds(data: bytes) -> None:
        tracemalloc.start()
        try:
            decode(data, markers=True)
        except ProtocolViolation:
            pass
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak < MOST_BYTES

    fuzz(messages, holds, examples)
