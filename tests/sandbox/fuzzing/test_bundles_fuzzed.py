"""Exercises from anywhere: the reader gives a bundle or says what is wrong with which line, and nothing else."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from grader.bundle import Bundle
from grader.bundling.errors import BundleError
from grader.bundling.packing import NotABundle, Packed, pack, unpack
from grader.grading import limits_of
from tests.sandbox.fuzzing.fuzzing import few_or_many, fuzz

SOLVE = Bundle.read(Path(__file__).resolve().parents[1] / "bundles" / "solve")
FILES = dict(SOLVE.files)
TEXTS = ["exercise.toml", "hints.toml", "statement.md", *sorted(name for name in FILES if name.startswith("mistakes/"))]

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
anything = st.recursive(
    st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | text | st.just("\0"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
paths = text | st.sampled_from(["../x", "/etc/passwd", "a/../../b", "a//b", ".", "a" * 300, *FILES])


def read(files: dict[str, bytes]) -> None:
    """Read a bundle of these files, and all that derives from it."""
    found = _bundle_or_refusal(files)
    if isinstance(found, BundleError):
        assert found.line >= 1
        assert found.sentence
        return
    assert Bundle.from_bytes(found.to_bytes()).version == found.version
    assert limits_of(found).wall_s > 0
    for derived in (found.checks, found.functions, found.tasks, found.alternatives, found.mistakes):
        assert isinstance(derived, (tuple, list, dict))


def _bundle_or_refusal(files: dict[str, bytes]) -> Bundle | BundleError:
    try:
        return Bundle.from_bytes(pack(Packed(SOLVE.stage, SOLVE.folder, files)))
    except BundleError as refusal:
        return refusal


@few_or_many
def test_any_bytes_are_a_bundle_or_none(examples: int) -> None:
    packed = SOLVE.to_bytes()
    cut = st.tuples(st.integers(0, len(packed)), st.binary(max_size=6), st.integers(0, 40)).map(
        lambda drawn: packed[: drawn[0]] + drawn[1] + packed[drawn[0] + drawn[2] :]
    )
    deep = st.integers(0, 100_000).map(lambda depth: b'{"a":' * depth)
    tables = st.fixed_dictionaries(
        {
            "format": st.just(1) | anything,
            "stage": st.just("algebra") | anything,
            "folder": st.just("01-solve") | anything,
            "files": st.dictionaries(paths, text | st.fixed_dictionaries({"base64": text | anything}) | anything),
        }
    ).map(lambda table: json.dumps(table).encode())

    def holds(data: bytes) -> None:
        try:
            files = unpack(data).files
        except NotABundle:
            files = {}
        assert not any(".." in Path(name).parts or name.startswith("/") for name in files)
        try:
            Bundle.from_bytes(data)
        except BundleError:
            pass

    fuzz(cut | deep | tables | st.binary(max_size=100), holds, examples)


@few_or_many
def test_an_edited_text_is_read_or_its_line_is_named(examples: int) -> None:
    @st.composite
    def edited(draw: DrawFn) -> tuple[str, bytes]:
        name = draw(st.sampled_from(TEXTS))
        lines = FILES[name].decode().splitlines(keepends=True)
        place = draw(st.integers(0, len(lines)))
        put = draw(st.lists(text | st.sampled_from(lines) | st.sampled_from(['"""', "[[", "= ", "## Task", "]"])))
        lines[place : place + draw(st.integers(0, 3))] = put
        return name, "".join(lines).encode() + draw(st.sampled_from([b"", b"", b"\xff"]))

    fuzz(edited(), lambda drawn: read({**FILES, drawn[0]: drawn[1]}), examples)


@few_or_many
def test_a_table_with_something_else_in_it_is_read_or_its_line_is_named(examples: int) -> None:
    """Valid TOML whose values are of other kinds, sizes and depths than they should be."""
    names = ["exercise.toml", "hints.toml"]
    tables = {name: tomllib.loads(FILES[name].decode()) for name in names}

    @st.composite
    def changed(draw: DrawFn) -> tuple[str, bytes]:
        name = draw(st.sampled_from(names))
        table = copy.deepcopy(tables[name])
        for _ in range(draw(st.integers(1, 3))):
            _change(draw, table)
        return name, "".join(f"{_key(key)} = {_toml(value)}\n" for key, value in table.items()).encode()

    fuzz(changed(), lambda drawn: read({**FILES, drawn[0]: drawn[1]}), examples)


def _change(draw: DrawFn, table: dict[str, Any]) -> None:
    """Put anything in one place, at any depth, or leave it out, or give it another name."""
    places = list(_places(table))
    if not places:
        return
    inside, key = draw(st.sampled_from(places))
    match draw(st.sampled_from(["replace", "replace", "leave out", "rename"])):
        case "leave out":
            del inside[key]
        case "rename" if isinstance(inside, dict):
            inside[draw(text)] = inside.pop(key)
        case _:
            inside[key] = draw(anything)


def _places(inside: Any) -> Iterator[tuple[Any, Any]]:
    for key in inside if isinstance(inside, dict) else range(len(inside)):
        yield inside, key
        if isinstance(inside[key], (dict, list)):
            yield from _places(inside[key])


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _key(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_toml(one)}" for key, one in value.items()) + "}"
    return repr(value)


def _key(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
