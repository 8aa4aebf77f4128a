"""What crosses between the cages: values as they were, by exact types, and nothing that was not meant to."""

from __future__ import annotations

import math
import os
import socket
import struct
from collections import OrderedDict, namedtuple
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox.frames import (
    MAX_DEPTH,
    MAX_FRAME_BYTES,
    Callback,
    Channel,
    ChannelClosed,
    Encoded,
    GeneratorSeed,
    NotSendable,
    ProtocolViolation,
    decode,
    encode,
)
from grader.sandbox.wire import DTYPES

plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
)
arrays = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(np.dtype(dtype), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
values = st.recursive(
    plain | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def same(a: Any, b: Any) -> bool:
    """Equal in value and in exact type, NaN like NaN."""
    if type(a) is not type(b):
        return False
    if type(a) is np.ndarray:
        return bool(a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes())
    if type(a) in (list, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if type(a) is dict:
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if type(a) in (float, complex):
        return bool(a == b or (a != a and b != b))
    return bool(a == b)


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Channel]]:
    one, other = socket.socketpair()
    with one, other:
        yield Channel(one.fileno()), Channel(other.fileno(), accepts_markers=True)


@given(values)
def test_every_value_comes_back_as_it_was(value: Any) -> None:
    assert same(decode(encode(value, depth=20)), value)


@given(st.binary(max_size=200))
def test_garbage_is_a_violation_or_a_value_and_never_another_error(data: bytes) -> None:
    try:
        decode(data, markers=True)
    except ProtocolViolation:
        pass


@given(values, st.integers(0, 500), st.integers(0, 255))
def test_one_changed_byte_is_a_violation_or_a_value(value: Any, place: int, byte: int) -> None:
    data = bytearray(encode(value, depth=20))
    data[place % len(data)] = byte
    try:
        decode(bytes(data))
    except ProtocolViolation:
        pass


def test_a_decoded_array_is_its_own_writable_ndarray() -> None:
    array = decode(encode(np.arange(3.0)))
    array[0] = 9
    assert type(array) is np.ndarray


@pytest.mark.parametrize(
    ("scalar", "plain_value"),
    [(np.float64(1.5), 1.5), (np.int64(3), 3), (np.bool_(True), True), (np.complex128(2j), 2j), (np.str_("a"), "a")],
)
def test_a_numpy_scalar_travels_as_what_it_equals(scalar: Any, plain_value: Any) -> None:
    assert same(decode(encode(scalar)), plain_value)


def test_other_scalars_keep_their_dtype() -> None:
    assert same(decode(encode(np.float32(0.1))), np.array(0.1, np.float32))


@pytest.mark.parametrize(("kind", "wider"), [("i1", "i2"), ("u2", "i4"), ("u4", "i8")])
def test_whole_numbers_without_a_code_travel_as_a_wider_kind(kind: str, wider: str) -> None:
    lowest, highest = np.iinfo(kind).min, np.iinfo(kind).max
    arrived = decode(encode(np.array([lowest, highest], dtype=kind)))
    assert arrived.dtype == np.dtype(wider)
    assert arrived.tolist() == [lowest, highest]
    assert decode(encode(np.dtype(kind).type(highest))) == highest


def test_arrays_arrive_whatever_their_layout_or_byte_order() -> None:
    array = np.arange(12.0).reshape(3, 4)
    for shown in (array.T, array[::-2, 1:], array.astype(">f8")):
        assert np.array_equal(decode(encode(shown)), shown)


class Sub(np.ndarray[Any, Any]):
    pass


class Sly(list[Any]):
    __class__ = int  # type: ignore[assignment]  # the lie is the test


Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    ("value", "named", "where"),
    [
        ({1}, "a set", ""),
        ([1, ({"a": {2}},)], "a set", '[1][0]["a"]'),
        ((i for i in "ab"), "a generator", ""),
        (np.zeros(2).view(Sub), "a subclass of ndarray (Sub)", ""),
        (Sly(), "a Sly", ""),
        (Point(1, 2), "a Point", ""),
        (OrderedDict(), "an OrderedDict", ""),
        (np.array([None]), "an array of object", ""),
        (np.array(["a"]), "an array of texts", ""),
        (np.zeros(2, "u8"), "an array of uint64", ""),
        ({1: 2}, "a dict with a key that is an int", ""),
        (1 << 9000, "an int of more than 8,191 bits", ""),
        ("x" * 65_537, "a str of more than 64 KB", ""),
        ([0] * 100_001, "a list of more than 100,000 items", ""),
        ({str(i): 0 for i in range(1001)}, "a dict of more than 1,000 keys", ""),
        (np.zeros(MAX_FRAME_BYTES // 8 + 1), "an array of more than 32 MiB or 8 dimensions", ""),
        (lambda: 0, "a function", ""),
    ],
    ids=lambda part: part[:30] if isinstance(part, str) and len(part) < 100 else "",
)
def test_what_the_contract_does_not_carry_is_named(value: Any, named: str, where: str) -> None:
    with pytest.raises(NotSendable) as caught:
        encode(value)
    assert (caught.value.type_name, caught.value.where) == (named, where)


def test_a_list_that_holds_itself_is_named_not_followed() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(NotSendable, match="nested deeper than 6 levels"):
        encode(endless, depth=MAX_DEPTH)


def test_six_levels_are_carried() -> None:
    value: Any = 1
    for _ in range(MAX_DEPTH):
        value = [value]
    assert decode(encode(value, depth=MAX_DEPTH)) == value


def test_a_small_object_that_unfolds_to_a_huge_one_is_named() -> None:
    row = [0] * 100_000
    with pytest.raises(NotSendable, match="more than 1,000,000 values"):
        encode([row] * 100_000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Z",
        b"NN",
        b"L\xff\xff\xff\xff",
        b"L\x01\x00\x00\x00" * 50 + b"N",
        b"B\x02",
        b"A\x09\x00",
        b"A\x00\x09",
        b"A\x00\x02" + struct.pack("<QQ", 1 << 62, 0),
        b"A\x00\x02" + struct.pack("<QQ", 1 << 32, 1 << 32),
        b"A\x05\x01" + struct.pack("<Q", 2) + b"\x00\x02",
        b"S\x05\x00\x00\x00ab",
        b"D\x01\x00\x00\x00I\x01\x00\x00\x00\x00N",
    ],
)
def test_broken_bytes_are_a_violation(data: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        decode(data)


def test_a_message_of_too_many_small_values_is_a_violation() -> None:
    inner = b"L" + struct.pack("<I", 100_000) + b"N" * 100_000
    with pytest.raises(ProtocolViolation):
        decode(b"L" + struct.pack("<I", 11) + inner * 11)


def test_markers_go_towards_the_learner_only() -> None:
    message = encode((GeneratorSeed(7), Callback("grad")))
    assert decode(message, markers=True) == (GeneratorSeed(7), Callback("grad"))
    with pytest.raises(ProtocolViolation):
        decode(message)


def test_encoded_parts_go_into_a_message_as_they_are() -> None:
    assert decode(encode(("value", Encoded(encode([1, 2]))))) == ("value", [1, 2])


def test_a_channel_carries_frames_in_order(ends: tuple[Channel, Channel]) -> None:
    one, other = ends
    one.send(5, ("a",))
    one.send(6, math.pi)
    assert other.receive() == (5, ("a",))
    assert other.receive() == (6, math.pi)


def test_nothing_leaves_when_a_value_cannot_be_sent(ends: tuple[Channel, Channel]) -> None:
    one, other = ends
    with pytest.raises(NotSendable):
        one.send(1, [1, {2}])
    one.send(2, "after")
    assert other.receive() == (2, "after")


@pytest.mark.parametrize(
    "header", [b"NBG1" + bytes(12), struct.pack("<4sIQ", b"ASC1", MAX_FRAME_BYTES + 1, 0)], ids=["magic", "length"]
)
def test_a_header_that_is_none_of_ours_is_a_violation(ends: tuple[Channel, Channel], header: bytes) -> None:
    one, other = ends
    os.write(one.fd, header)
    with pytest.raises(ProtocolViolation):
        other.receive()


def test_a_closed_channel_says_so_on_both_ways() -> None:
    one, other = socket.socketpair()
    channel = Channel(one.fileno())
    os.write(other.fileno(), b"ASC1")
    other.close()
    with one:
        with pytest.raises(ChannelClosed):
            channel.receive()
        with pytest.raises(ChannelClosed):
            channel.send(1, None)
