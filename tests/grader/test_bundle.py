"""A bundle: read, validated with file and line, stored and restored byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import Bundle, BundleError
from grader.bundling.packing import Packed, pack, unpack
from tests.grader.sample_bundles import DOUBLE_TABLE, TOP, a_bundle, double_bundle

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}(\.[a-z]{1,4})?", fullmatch=True)


@given(st.dictionaries(NAMES, st.binary(max_size=60), max_size=5))
def test_packing_goes_both_ways(files: dict[str, bytes]) -> None:
    packed = Packed("01-spark", "02-shapes", files)
    assert unpack(pack(packed)) == packed
    assert pack(unpack(pack(packed))) == pack(packed)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_bundle_are_refused(data: bytes) -> None:
    with pytest.raises(BundleError):
        Bundle.from_bytes(data)


@pytest.mark.parametrize(
    "path", ["../secret.py", "/etc/passwd", "a/../../b", "a//b", "", ".hidden", "a/b/c/d/e/f.py", "a\nb"]
)
def test_a_path_out_of_the_folder_is_refused(path: str) -> None:
    table = {"format": 1, "stage": "s", "folder": "f", "files": {path: "x"}}
    with pytest.raises(BundleError, match="no name of a file"):
        Bundle.from_bytes(json.dumps(table).encode())


def test_a_bundle_comes_back_from_its_bytes(tmp_path: Path) -> None:
    bundle = double_bundle(tmp_path, **{"mistakes/one.py": "# fails: drawn\n# diagnosis: d\n", "blob.bin": "\x00"})
    again = Bundle.from_bytes(bundle.to_bytes())
    assert again == bundle
    assert again.version == bundle.version
    assert again.version.startswith("sha256:")


def test_a_bundle_tells_what_it_is(tmp_path: Path) -> None:
    bundle = double_bundle(tmp_path)
    assert (bundle.slug, bundle.stage, bundle.place) == ("sample", "stage", 1)
    assert bundle.tasks == [(1, "write it")]
    assert [check.id for check in bundle.checks][:3] == ["by-hand", "types", "drawn"]
    assert {check.id for check in bundle.checks if check.standard} == {
        "types", "untouched", "same-seed", "int-and-float", "copies", "rows-independent",
    }  # fmt: skip


def test_a_probe_taken_out_with_a_reason_is_gone(tmp_path: Path) -> None:
    bundle = double_bundle(tmp_path, table='standard = { copies = "one example only" }\n' + DOUBLE_TABLE)
    assert "copies" not in [check.id for check in bundle.checks]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('visibility = "hidden"', 'visibility = "sometimes"', 29, "visibility is always"),
        ('arguments = ["x: (n,)"]', 'arguments = ["x: (n"]', 9, "expected"),
        ('id = "drawn"', 'id = "types"', 22, "standard probe"),
        ('needs = ["by-hand"]', 'needs = ["nothing"]', 22, "does not come before it"),
        ("task = 1", 'task = "one"', 16, "number of its task"),
        ("[[functions]]", "[[functions]]\ncolour = 1", 10, "no key of a function"),
        ('title = "Twice one is two"', "", 16, "needs a title"),
        ("[[checks]]", "[[checks", 15, "no TOML"),
    ],
)
def test_a_fault_in_the_table_is_named_with_its_line(old: str, new: str, line: int, says: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=says) as caught:
        double_bundle(tmp_path, table=DOUBLE_TABLE.replace(old, new, 1))
    assert caught.value.path == "exercise.toml"
    assert abs(caught.value.line - line) <= 2


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match='"checks" is missing'):
        a_bundle(tmp_path, table=DOUBLE_TABLE.split("[[checks]]")[0], exam="", reference="")
    assert "minutes" in TOP


@pytest.mark.parametrize("name", ["exam.py", "statement.md", "hints.toml", "starter.py"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    double_bundle(tmp_path)
    folder = tmp_path / "stage" / "01-sample"
    (folder / name).unlink()
    with pytest.raises(BundleError, match="no such file") as caught:
        Bundle.read(folder)
    assert caught.value.path == name


def test_tasks_are_counted_from_one(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="Task 2 follows task 0"):
        double_bundle(tmp_path, **{"statement.md": "## Task 2: later\n"})


def test_a_mistake_without_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="diagnosis") as caught:
        double_bundle(tmp_path, **{"mistakes/one.py": "# fails: drawn\ndef double(x): ...\n"})
    assert caught.value.path == "mistakes/one.py"
