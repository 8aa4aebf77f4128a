"""Each symbol with a card stands in the statements that the card is for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.bundle import Bundle

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
BUNDLES = {
    bundle.slug: bundle for bundle in (Bundle.read(path.parent) for path in CURRICULUM.glob("*/*/exercise.toml"))
}
SYMBOLS: list[dict[str, Any]] = tomllib.loads((CURRICULUM / "symbols.toml").read_text())["symbols"]
TOLD = {"tex", "means", "shape", "code", "nielsen", "ng", "pytorch", "exercises"}
INLINE = re.compile(r"(?<!\$)\$([^$]+)\$(?!\$)")


@pytest.mark.parametrize("symbol", SYMBOLS, ids=[symbol["tex"] for symbol in SYMBOLS])
def test_a_symbol_says_what_it_means_and_stands_in_its_statements(symbol: dict[str, Any]) -> None:
    assert set(symbol) <= TOLD
    assert symbol["means"]
    assert symbol["shape"]
    tex = symbol["tex"]
    for slug in symbol["exercises"]:
        formulas = INLINE.findall(BUNDLES[slug].statement)
        assert any(each == tex or each.startswith(f"{tex}=") for each in formulas), f"{slug} has no ${tex}$"


def test_no_symbol_has_two_meanings_in_one_exercise() -> None:
    pairs = [(slug, symbol["tex"]) for symbol in SYMBOLS for slug in symbol["exercises"]]
    assert len(set(pairs)) == len(pairs)
