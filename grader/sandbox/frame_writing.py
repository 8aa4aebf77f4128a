"""Write a value as bytes, refusing by name whatever the contract does not carry."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.sandbox.wire import (
    DTYPES,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_FRAME_BYTES,
    MAX_INT_BYTES,
    MAX_ITEMS,
    MAX_KEYS,
    MAX_STR_BYTES,
    MAX_VALUES,
    Callback,
    Encoded,
    GeneratorSeed,
    NotSendable,
)

# Places in lists and keys in dicts, from the outermost inwards.
Path = tuple[int | str, ...]
CODES = {np.dtype(name): code for code, name in enumerate(DTYPES)}
# Whole numbers without a code of their own travel as the next wider kind, which holds them all.
WIDER = {np.dtype("i1"): "<i2", np.dtype("u2"): "<i4", np.dtype("u4"): "<i8"}
LENGTH = struct.Struct("<I")
DOUBLE = struct.Struct("<d")
COMPLEX = struct.Struct("<dd")
# Scalars that equal a built-in value exactly travel as that value.
PLAIN_SCALARS: dict[type, Callable[[Any], Any]] = {
    np.float64: float,
    np.int64: int,
    np.bool_: bool,
    np.complex128: complex,
    np.str_: str,
}


def write_value(value: Any, parts: list[bytes], *, limit: int) -> None:
    """Append the bytes of `value` to `parts`, or raise `NotSendable` if it nests deeper than `limit`."""
    _write(value, parts, (), limit)


def true_type_name(value: Any) -> str:
    """The name of the value's real type, whatever its class pretends."""
    name = type.__dict__["__name__"].__get__(type(value))
    return str.encode(name, "utf-8", "replace").decode()[:80]


def _write(value: Any, parts: list[bytes], path: Path, limit: int) -> None:
    writer = WRITERS.get(type(value))
    if writer is not None:
        writer(value, parts, path, limit)
    elif issubclass(type(value), np.generic):
        _write_scalar(value, parts, path, limit)
    else:
        raise NotSendable(_named(value), _in_words(path))


def _in_words(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f'["{step[:40]}"]' for step in path)


def _named(value: Any) -> str:
    name = true_type_name(value)
    if issubclass(type(value), np.ndarray):
        return f"a subclass of ndarray ({name})"
    return f"an {name}" if name[:1].lower() in "aeio" else f"a {name}"


def _write_none(value: None, parts: list[bytes], path: Path, limit: int) -> None:
    parts.append(b"N")


def _write_bool(value: bool, parts: list[bytes], path: Path, limit: int) -> None:
    parts.append(b"B\1" if value else b"B\0")


def _write_int(value: int, parts: list[bytes], path: Path, limit: int) -> None:
    size = value.bit_length() // 8 + 1
    if size > MAX_INT_BYTES:
        raise NotSendable("an int of more than 8,191 bits", _in_words(path))
    parts.append(b"I" + LENGTH.pack(size) + value.to_bytes(size, "little", signed=True))


def _write_float(value: float, parts: list[bytes], path: Path, limit: int) -> None:
    parts.append(b"F" + DOUBLE.pack(value))


def _write_complex(value: complex, parts: list[bytes], path: Path, limit: int) -> None:
    parts.append(b"C" + COMPLEX.pack(value.real, value.imag))


def _write_str(value: str, parts: list[bytes], path: Path, limit: int) -> None:
    data = value.encode("utf-8", "replace")
    if len(data) > MAX_STR_BYTES:
        raise NotSendable("a str of more than 64 KB", _in_words(path))
    parts.append(b"S" + LENGTH.pack(len(data)) + data)


def _write_list(value: list[Any], parts: list[bytes], path: Path, limit: int) -> None:
    _write_items(b"L", value, parts, path, limit)


def _write_tuple(value: tuple[Any, ...], parts: list[bytes], path: Path, limit: int) -> None:
    _write_items(b"T", value, parts, path, limit)


def _write_items(tag: bytes, value: list[Any] | tuple[Any, ...], parts: list[bytes], path: Path, limit: int) -> None:
    name = true_type_name(value)
    _check_depth(name, path, limit)
    if len(value) > MAX_ITEMS:
        raise NotSendable(f"a {name} of more than 100,000 items", _in_words(path))
    parts.append(tag + LENGTH.pack(len(value)))
    for place, item in enumerate(value):
        if len(parts) > MAX_VALUES:
            raise NotSendable("more than 1,000,000 values together", "")
        _write(item, parts, (*path, place), limit)


def _write_dict(value: dict[Any, Any], parts: list[bytes], path: Path, limit: int) -> None:
    _check_depth("dict", path, limit)
    if len(value) > MAX_KEYS:
        raise NotSendable("a dict of more than 1,000 keys", _in_words(path))
    parts.append(b"D" + LENGTH.pack(len(value)))
    for key, item in value.items():
        if type(key) is not str:
            raise NotSendable(f"a dict with a key that is {_named(key)}", _in_words(path))
        _write_str(key, parts, path, limit)
        _write(item, parts, (*path, key), limit)


def _check_depth(name: str, path: Path, limit: int) -> None:
    if len(path) >= limit:
        raise NotSendable(f"a {name} nested deeper than {MAX_DEPTH} levels", _in_words(path))


def _write_array(value: np.ndarray[Any, Any], parts: list[bytes], path: Path, limit: int) -> None:
    code = CODES.get(value.dtype)
    if code is None and value.dtype in WIDER:
        value = value.astype(WIDER[value.dtype])
    if code is None:
        code = CODES.get(value.dtype.newbyteorder("<"))
    if code is None or value.dtype.hasobject:
        held = "texts" if value.dtype.kind in "US" else str(value.dtype)[:80]
        raise NotSendable(f"an array of {held}", _in_words(path))
    if value.ndim > MAX_DIMENSIONS or _bytes_with_empty_as_one(value) > MAX_FRAME_BYTES:
        raise NotSendable("an array of more than 32 MiB or 8 dimensions", _in_words(path))
    shape = struct.pack(f"<BB{value.ndim}Q", code, value.ndim, *value.shape)
    parts.append(b"A" + shape)
    parts.append(value.astype(DTYPES[code], copy=False).tobytes())


def _bytes_with_empty_as_one(value: np.ndarray[Any, Any]) -> int:
    size = value.itemsize
    for length in value.shape:
        size *= max(length, 1)
    return size


def _write_scalar(value: Any, parts: list[bytes], path: Path, limit: int) -> None:
    plain = PLAIN_SCALARS.get(type(value))
    if plain is not None:
        _write(plain(value), parts, path, limit)
    elif np.dtype(type(value)) in {*CODES, *WIDER}:
        _write_array(np.array(value), parts, path, limit)
    else:
        raise NotSendable(_named(value), _in_words(path))


def _write_seed(value: GeneratorSeed, parts: list[bytes], path: Path, limit: int) -> None:
    parts.append(b"G")
    _write_int(value.seed, parts, path, limit)


def _write_callback(value: Callback, parts: list[bytes], path: Path, limit: int) -> None:
    parts.append(b"K")
    _write_str(value.name, parts, path, limit)


def _write_encoded(value: Encoded, parts: list[bytes], path: Path, limit: int) -> None:
    parts.append(value.data)


WRITERS: dict[type, Callable[[Any, list[bytes], Path, int], None]] = {
    type(None): _write_none,
    bool: _write_bool,
    int: _write_int,
    float: _write_float,
    complex: _write_complex,
    str: _write_str,
    list: _write_list,
    tuple: _write_tuple,
    dict: _write_dict,
    np.ndarray: _write_array,
    GeneratorSeed: _write_seed,
    Callback: _write_callback,
    Encoded: _write_encoded,
}
