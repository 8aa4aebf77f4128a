"""A gradient that lies on its side gets its picture in an open check, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import Bundle
from grader.contract import FunctionContract, parse_declared
from grader.exam.turned import TURNED, turned_gradient
from grader.messages import read_check
from grader.verdict import CheckOutcome, CheckResult
from tests.grader.in_process import sit

BACKPROP = Path(__file__).parents[2] / "curriculum" / "05-backprop" / "05-two-layer-backprop"
RNG = np.random.default_rng(3)
W, RIGHT = RNG.standard_normal((6, 5)), RNG.standard_normal((6, 5))


def contract(*returns: str) -> FunctionContract:
    return FunctionContract("back", (parse_declared("W: (k, d)"),), tuple(parse_declared(one) for one in returns))


def failed_by(mistake: str) -> CheckResult:
    bundle = Bundle.read(BACKPROP)
    wrong = (BACKPROP / "mistakes" / f"{mistake}.py").read_text()
    results = sit(bundle, f"{bundle.reference}\n\n{wrong}").results.values()
    return next(result for result in results if result.outcome is CheckOutcome.FAILED)


def pictures(result: CheckResult) -> list[Mapping[str, Any]]:
    return [figure for figure in result.figures if figure["kind"] == "gradient"]


def test_the_turned_gradient_of_a_network_stands_beside_the_right_one() -> None:
    result = failed_by("grads_W_transposed")
    assert result.id == "grads-shapes"
    (figure,) = pictures(result)
    assert np.array_equal(np.transpose(figure["yours"]), figure["truth"])
    assert np.shape(figure["truth"]) == tuple(figure["shape"])
    assert (figure["parameter"], figure["relation"], figure["worst"]) == ("W1", "transposed", None)
    assert figure["relative_error"] < 1e-9
    assert figure["sentence"] == TURNED


def test_the_picture_passes_the_worker_s_inspection() -> None:
    result = failed_by("grads_W_transposed")
    specs = {spec.id: spec for spec in Bundle.read(BACKPROP).checks}
    assert read_check(result.as_dict(), specs).figures == tuple(result.figures)


@pytest.mark.parametrize(("name", "answer"), [("dW", RIGHT.T), ("grad_W", RIGHT.T)])
def test_a_gradient_named_after_its_argument_is_known(name: str, answer: Any) -> None:
    figure = turned_gradient(contract(f"{name}: (k, d)"), (W,), name, answer, RIGHT)
    assert figure is not None
    assert figure["parameter"] == "W"


@pytest.mark.parametrize(
    ("returns", "where", "answer", "right"),
    [
        ("dW: (k, d)", "dW", 2 * RIGHT.T, RIGHT),
        ("dW: (k, d)", "dW", RIGHT[:4], RIGHT),
        ("dW: (k, d)", "dW", [[1.0]], RIGHT),
        ("dW: (k, d)", "dW", RIGHT.T, None),
        ("A: (k, d)", "A", RIGHT.T, RIGHT),
        ("moved: like W", "moved", RIGHT.T, RIGHT),
        ("dW: (k, d)", "dW", np.ones((50, 41)), np.ones((41, 50))),
    ],
    ids=["other numbers", "other shape", "a list", "no reference", "no gradient", "a moved parameter", "too large"],
)
def test_anything_else_gets_no_picture(returns: str, where: str, answer: Any, right: Any) -> None:
    assert turned_gradient(contract(returns), (W,), where, answer, right) is None
