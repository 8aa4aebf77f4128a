"""The contract language: what it reads, what it refuses, how it judges a value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.contract import (
    ContractError,
    FunctionContract,
    ViolationKind,
    bind_arguments,
    judge_returned,
    parse_declared,
    parse_type,
)
from grader.contract.reading import contract_from
from grader.contract.types import Batching, GeneratorType, NumberKind, NumberType, RecordType


def judged(returns: str | list[str], value: Any, **arguments: tuple[str, Any]) -> tuple[ViolationKind, str] | None:
    declared = [parse_declared(f"{name}: {kind}") for name, (kind, _) in arguments.items()]
    given = {name: value for name, (_, value) in arguments.items()}
    lines = [returns] if isinstance(returns, str) else returns
    bindings = bind_arguments(declared, given.values())
    found = judge_returned(value, [parse_declared(line) for line in lines], bindings, given)
    return None if found is None else (found.kind, found.sentence)


@pytest.mark.parametrize(
    "text",
    [
        "X: (n, d)", "y: (n,) int", "y: (n,) int < k", "c: int < 10", "rng: Generator", "b: float", "name: str",
        "epochs: int = 10", "params: {W1: (h, d), b1: (h,)}", "f: (X: any) -> float", "list[(m,) int]",
        "grads: like params", "tuple", "tuple | None", "tuple[int, int]", "images: (n, h*w)", "Z: (..., k)", "z: (...)",
        "W: (2*m, 1)", "(T, d)", "any", "float", "mask: (n, d) bool",
    ],
)  # fmt: skip
def test_the_contract_reads(text: str) -> None:
    assert parse_declared(text).type is not None


@pytest.mark.parametrize(
    "text",
    ["X: (n, d", "X: (n d)", "y: quaternion", "y: like", "f: (X: any) ->", "X: (n,) int <", "{a (n,)}", "X: (n;d)"],
)
def test_the_contract_refuses_with_a_sentence(text: str) -> None:
    with pytest.raises(ContractError, match=r'"'):
        parse_declared(text)


def test_types_come_out_as_data() -> None:
    assert parse_declared("epochs: int = 10").default == "10"
    assert parse_type("int < 3") == NumberType(NumberKind.INT, "3")
    assert parse_type("Generator") == GeneratorType()
    record = parse_type("{W: (h, d), b: (h,)}")
    assert isinstance(record, RecordType)
    assert record.fields is not None
    assert list(record.fields) == ["W", "b"]


@pytest.mark.parametrize(
    ("returns", "value"),
    [
        ("float", 1.5), ("float", 2), ("float", np.float64(2)), ("float", np.array(2.0)), ("int", np.int64(3)),
        ("int", 3), ("str", "a"), ("tuple | None", None), ("tuple | None", (1, 2)), ("list[(m,) int]", [np.arange(3)]),
        ("list[(m,) int]", (np.arange(3), np.arange(3))), ("z: (...)", 0.5), ("z: (...)", np.ones((2, 1, 2))),
        ("Z: (a, b)", np.ones((2, 3))), ("Z: (a, b)", np.ones((2, 3), dtype=np.int64)), ("dict", {"anything": 1}),
        ("flat: (2, 6)", np.zeros((2, 6))), ("ok: bool", True), ("n: (m,) int", np.array([True, False])),
    ],
)  # fmt: skip
def test_a_value_that_fits_is_taken(returns: str, value: Any) -> None:
    assert judged(returns, value) is None


@pytest.mark.parametrize(
    ("returns", "value", "kind", "says"),
    [
        ("Z: (n, k)", None, ViolationKind.NOTHING_RETURNED, "Is a `return` missing?"),
        ("Z: (2, 3)", np.ones((3, 2)), ViolationKind.WRONG_SHAPE, "It lies on its side."),
        ("z: (3,)", np.ones((3, 1)), ViolationKind.WRONG_SHAPE, "A length of 1 is left over."),
        ("z: (3,)", 1.0, ViolationKind.WRONG_SHAPE, "yours is one number"),
        ("z: (3,)", [1.0, 2.0, 3.0], ViolationKind.WRONG_CONTAINER, "a list of 3 came back"),
        ("float", np.ones(1), ViolationKind.WRONG_SHAPE, "one number, not an array of shape (1,)"),
        ("int", 1.5, ViolationKind.WRONG_NUMBERS, "a whole number (int)"),
        ("z: (2,)", np.array([1, np.nan]), ViolationKind.NOT_FINITE, "nan (1 of 2 numbers)"),
        ("float", float("inf"), ViolationKind.NOT_FINITE, "holds inf"),
        ("z: (2,)", np.array([1j, 2]), ViolationKind.WRONG_NUMBERS, "complex128"),
        ("str", 3, ViolationKind.WRONG_TYPE, "a whole number came back"),
        ("{a: float}", {"b": 1.0}, ViolationKind.WRONG_KEYS, 'should have the keys "a"; yours has "b"'),
        ("list[float]", [1.0, "x"], ViolationKind.WRONG_TYPE, "[1]"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_named(returns: str, value: Any, kind: ViolationKind, says: str) -> None:
    found = judged(returns, value)
    assert found is not None
    assert found[0] is kind
    assert says in found[1]


def test_shapes_follow_the_arguments() -> None:
    X = np.ones((5, 3))
    assert judged("Z: (d, n)", np.ones((3, 5)), X=("(n, d)", X)) is None
    found = judged("Z: (d, n)", np.ones((5, 3)), X=("(n, d)", X))
    assert found is not None
    assert "(d, n) = (3, 5)" in found[1]
    assert judged("flat: (n, h*w)", np.ones((2, 12)), images=("(n, h, w)", np.ones((2, 3, 4)))) is None
    assert judged("rows: (m, 2)", np.ones((7, 2)), m=("int", 7)) is None


def test_like_follows_keys_and_shapes() -> None:
    params = {"W": np.ones((2, 3)), "b": np.ones(2)}
    kind = "{W: (k, d), b: (k,)}"
    assert judged("grads: like params", {"b": np.ones(2), "W": np.ones((2, 3))}, params=(kind, params)) is None
    found = judged("grads: like params", {"W": np.ones((3, 2)), "b": np.ones(2)}, params=(kind, params))
    assert found is not None
    assert found[0] is ViolationKind.WRONG_SHAPE
    assert 'the shape of `params["W"]`, (2, 3)' in found[1]


def test_a_contract_knows_batch_and_arity() -> None:
    contract = contract_from(
        {
            "name": "f",
            "arguments": ["X: (n, d)", "eps: float = 1e-8"],
            "returns": ["like X"],
            "batch": "n",
            "over_batch": "rows",
        }
    )
    assert isinstance(contract, FunctionContract)
    assert (contract.required, contract.over_batch) == (1, Batching.ROWS)


@pytest.mark.parametrize(
    "table",
    [
        {"name": "f", "arguments": ["X: (n, d)"], "returns": []},
        {"name": "f g", "arguments": [], "returns": ["float"]},
        {"name": "f", "arguments": ["(n, d)"], "returns": ["float"]},
        {"name": "f", "arguments": ["a: float = 1", "b: float"], "returns": ["float"]},
        {"name": "f", "arguments": ["X: (n, d)"], "returns": ["like Y"]},
        {"name": "f", "arguments": ["X: (n, d)"], "returns": ["float"], "batch": "m"},
        {"name": "f", "arguments": ["X: (n, d)"], "returns": ["float"], "batch": "n", "over_batch": "median"},
        {"name": "f", "arguments": ["X: (n, d)"], "returns": ["float"], "colour": "red"},
    ],
)
def test_a_contract_that_cannot_be_checked_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ContractError):
        contract_from(table)
