"""The table of symbols: every entry speaks every dialect, and a card stands only where its statement has the symbol."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.bundle import Bundle

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
BUNDLES = {
    bundle.slug: bundle for bundle in (Bundle.read(path.parent) for path in CURRICULUM.glob("*/*/exercise.toml"))
}
TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads((CURRICULUM / "symbols.toml").read_text())
SYMBOLS = TABLE["symbols"]
DIALECTS = ("nielsen", "ng", "pytorch")
TOLD = {"id", "group", "tex", "means", "shape", "code", "numpy", *DIALECTS, "exercises"}
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
SIZES = {"n": 6, "d": 12, "h": 5, "k": 3, "m": 4}
each_symbol = pytest.mark.parametrize("symbol", SYMBOLS, ids=[symbol["id"] for symbol in SYMBOLS])


def numbers(shape: str) -> tuple[int, ...]:
    """`(n, k)` with the sizes of the example."""
    letters = re.fullmatch(r"\(([^()]*)\)", shape)
    assert letters, f"{shape} is no shape"
    return tuple(int(part) if part.isdigit() else SIZES[part] for part in re.split(r",\s*", letters[1]) if part)


@each_symbol
def test_an_entry_is_whole_and_has_every_dialect_or_says_why_not(symbol: dict[str, Any]) -> None:
    assert set(symbol) - {"also"} == TOLD
    assert symbol["group"] in {group["id"] for group in TABLE["groups"]}
    for dialect in DIALECTS:
        saying = symbol[dialect]
        assert set(saying) == {"none"} or ({"sign"} <= set(saying) <= {"sign", "shape", "note"})
        assert all(value.strip() for value in saying.values())
        if "shape" in saying:
            numbers(saying["shape"])


def stands_in(tex: str, formula: str) -> bool:
    """Whether the symbol is there by itself: `n` not in `\\sin`, `Z` not in `Z_2` and not in `dZ`."""
    alone = rf"(?<![A-Za-z\\]){re.escape(tex)}(?![A-Za-z0-9])(?!_\{{?\d)"
    words = r"\\[A-Za-z]+(?=[^A-Za-z]|$)"
    return re.search(alone, formula if "\\" in tex else re.sub(words, " ", formula)) is not None


@each_symbol
def test_a_symbol_stands_in_its_statements(symbol: dict[str, Any]) -> None:
    tex = symbol["tex"]
    for slug in symbol["exercises"]:
        formulas = [display or inline for display, inline in FORMULA.findall(BUNDLES[slug].statement)]
        assert any(stands_in(tex, formula) for formula in formulas), f"{slug} has no ${tex}$"
    for slug in symbol.get("also", []):
        assert slug in BUNDLES
        assert slug not in symbol["exercises"]


def test_no_symbol_has_two_meanings_in_one_exercise() -> None:
    pairs = [(slug, symbol["tex"]) for symbol in SYMBOLS for slug in symbol["exercises"]]
    assert len(set(pairs)) == len(pairs)


def test_no_two_symbols_have_one_place_on_the_page() -> None:
    places = [symbol["id"] for symbol in SYMBOLS]
    assert len(set(places)) == len(places)
    assert all(re.fullmatch(r"[A-Za-z][\w-]*", place) for place in places)


@each_symbol
def test_what_is_given_as_code_is_python(symbol: dict[str, Any]) -> None:
    pytorch = symbol["pytorch"]
    spans = [symbol["code"], symbol["numpy"], *CODE.findall(pytorch.get("sign", "")), *CODE.findall(pytorch["note"])]
    for code in spans:
        ast.parse(code, mode="eval")
    assert CODE.fullmatch(pytorch["sign"]), "a library is written as code"


def test_what_numpy_makes_has_the_shape_that_the_table_gives() -> None:
    """The whole column is one program: each line uses the names of those above it."""
    rng = np.random.default_rng(4)
    known: dict[str, Any] = {
        **SIZES,
        "np": np,
        "rng": rng,
        "images": rng.normal(size=(SIZES["n"], 3, 4)),
        "labels": np.arange(SIZES["n"]) % SIZES["k"] * 1.0,
        "Q": rng.normal(size=(SIZES["m"], SIZES["d"])),
        "i": 2,
        "f": lambda x: float((x**2).sum()),
        "softmax": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True),
        "order": rng.permutation(SIZES["n"]),
        "params": {},
        "grads": {},
    }
    # It is our own table that is executed here.
    for symbol in SYMBOLS:
        made = eval(symbol["numpy"], known)  # noqa: S307
        if symbol["shape"] == "one number":
            assert np.ndim(made) == 0, symbol["id"]
        elif symbol["shape"] != "a dict of arrays":
            assert made.shape == numbers(symbol["shape"]), symbol["id"]
        if re.fullmatch(r'\w+|(params|grads)\["\w+"\]', symbol["code"]):
            known["made"] = made
            exec(f"{symbol['code']} = made", known)  # noqa: S102
        elif symbol["code"] not in ("grad(x)", "sq_distances(Q, X)"):
            assert np.array_equal(eval(symbol["code"], known), made), symbol["id"]  # noqa: S307
        if symbol["id"] == "Y":
            known["Y"] = made
