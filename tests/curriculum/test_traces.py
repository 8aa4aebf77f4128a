"""Every function of the curriculum can be followed line by line, by the author's own solution."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.bundle import Bundle
from grader.carrying import carried
from grader.tracing import trace_on
from tests.grader.uncaged import UncagedPair

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
BUNDLES = [Bundle.read(path.parent) for path in sorted(CURRICULUM.glob("*/*/exercise.toml"))]


@pytest.mark.parametrize("bundle", BUNDLES, ids=[bundle.slug for bundle in BUNDLES])
def test_each_function_has_an_example_that_shows_its_shapes(bundle: Bundle) -> None:
    for function in bundle.functions:
        told = trace_on(UncagedPair(), bundle, bundle.reference, carried(bundle), function=function.name, seed=1)
        assert (told["function"], told["error"]) == (function.name, None)
        given = [row["name"] for row in told["rows"] if row["step"] == "given" and row["function"] == function.name]
        assert given[0] == function.arguments[0].name
        assert any(row["step"] == "returned" for row in told["rows"])
