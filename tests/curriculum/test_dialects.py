"""The books' own definitions, computed as the books do it: what the table calls the same is the same in numbers.

Nielsen, *Neural Networks and Deep Learning*, chapters 2 and 3: one example at a time, as columns; BP1 to BP4.
Ng, *Deep Learning Specialization*, course 1: one column per example; the 1/m stands in dW and db.
PyTorch: `nn.Linear` keeps its weight as (out_features, in_features) and multiplies by its transpose.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from tests.curriculum.test_symbols import SIZES, SYMBOLS, numbers

Array = np.ndarray[Any, np.dtype[np.float64]]
Arrays = dict[str, Array]
TABLE = {symbol["id"]: symbol for symbol in SYMBOLS}
n, d, h, k = (SIZES[letter] for letter in "ndhk")


def sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def softmax(z: Array, axis: int) -> Array:
    e = np.exp(z)
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


@pytest.fixture(scope="module")
def ours() -> Arrays:
    """The course: one row per example, the only 1/n in the error at the output."""
    rng = np.random.default_rng(7)
    X, y = rng.normal(size=(n, d)), np.arange(n) % k
    W1, b1, W2, b2 = (rng.normal(size=size) for size in ((h, d), (h,), (k, h), (k,)))
    A1 = sigmoid(X @ W1.T + b1)
    Z2 = A1 @ W2.T + b2
    Y = np.eye(k)[y]
    dZ2 = (softmax(Z2, 1) - Y) / n
    dA1 = dZ2 @ W2
    dZ1 = dA1 * A1 * (1 - A1)
    gradients = {"dW1": dZ1.T @ X, "db1": dZ1.sum(0), "dW2": dZ2.T @ A1, "db2": dZ2.sum(0)}
    errors = {"dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
    return {"X": X, "W1": W1, "b1": b1, "A1": A1, "W2": W2, "b2": b2, "Z2": Z2, "Y": Y, **errors, **gradients}


def nielsens(ours: Arrays, example: int) -> Arrays:
    """Chapter 2's equations for one training example."""
    x, y = ours["X"][example].reshape(d, 1), ours["Y"][example].reshape(k, 1)
    w2, b2, w3, b3 = ours["W1"], ours["b1"].reshape(h, 1), ours["W2"], ours["b2"].reshape(k, 1)
    a2 = sigmoid(w2 @ x + b2)
    z3 = w3 @ a2 + b3
    # BP1 for a softmax layer with the log-likelihood cost (his equation 84): a^L - y.
    delta3 = softmax(z3, 0) - y
    delta2 = (w3.T @ delta3) * a2 * (1 - a2)
    # BP3 and BP4: dC/db = delta, dC/dw_jk = delta_j a_k.
    gradients = {"dW2": delta3 @ a2.T, "db2": delta3, "dW1": delta2 @ x.T, "db1": delta2}
    return {
        "X": x,
        "Y": y,
        "W1": w2,
        "b1": b2,
        "A1": a2,
        "W2": w3,
        "b2": b3,
        "Z2": z3,
        "dZ2": delta3,
        "dZ1": delta2,
    } | (gradients)


def ngs(ours: Arrays) -> Arrays:
    """Course 1, week 4: vectorised over the columns."""
    m = n
    X, Y = ours["X"].T, ours["Y"].T
    W1, b1, W2, b2 = ours["W1"], ours["b1"].reshape(h, 1), ours["W2"], ours["b2"].reshape(k, 1)
    A1 = sigmoid(W1 @ X + b1)
    Z2 = W2 @ A1 + b2
    dZ2 = softmax(Z2, 0) - Y
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * A1 * (1 - A1)
    gradients = {
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ X.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }
    errors = {"dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
    return {"X": X, "Y": Y, "W1": W1, "b1": b1, "A1": A1, "W2": W2, "b2": b2, "Z2": Z2, **errors, **gradients}


def test_nielsens_columns_are_our_rows_and_his_mean_gradient_is_ours(ours: Arrays) -> None:
    each = [nielsens(ours, example) for example in range(n)]
    for name in ("W1", "b1", "W2", "b2"):
        assert np.array_equal(each[0][name].reshape(ours[name].shape), ours[name])
    for name in ("X", "Y", "A1", "Z2"):
        assert np.allclose(np.hstack([one[name] for one in each]).T, ours[name]), name
    for name in ("dZ2", "dZ1"):
        assert np.allclose(np.hstack([one[name] for one in each]).T / n, ours[name]), name
    for name in ("dW1", "db1", "dW2", "db2"):
        mean = sum(one[name] for one in each) / n
        assert np.allclose(np.reshape(mean, ours[name].shape), ours[name]), name
    for name, array in each[0].items():
        assert array.shape == numbers(TABLE[name]["nielsen"]["shape"]), name


def test_ngs_arrays_are_ours_turned_and_his_gradients_are_ours(ours: Arrays) -> None:
    theirs = ngs(ours)
    for name in ("W1", "W2", "dW1", "dW2"):
        assert np.allclose(theirs[name], ours[name]), name
    for name in ("b1", "b2", "db1", "db2"):
        assert np.allclose(theirs[name], ours[name].reshape(-1, 1)), name
    for name in ("X", "Y", "A1", "Z2"):
        assert np.allclose(theirs[name], ours[name].T), name
    for name in ("dZ2", "dA1", "dZ1"):
        assert np.allclose(theirs[name] / n, ours[name].T), name
    for name, array in theirs.items():
        assert array.shape == numbers(TABLE[name]["ng"]["shape"]), name


def test_the_table_says_the_same_only_where_the_shape_is_the_same() -> None:
    for symbol in SYMBOLS:
        for dialect in ("nielsen", "ng", "pytorch"):
            saying = symbol[dialect]
            note, shape = saying.get("note", ""), saying.get("shape")
            if shape and re.match(r"the same\b", note):
                assert shape == symbol["shape"], f"{symbol['id']}, {dialect}"
            if shape and note.startswith("transposed"):
                assert numbers(shape) == numbers(symbol["shape"])[::-1], f"{symbol['id']}, {dialect}"
            if shape and note.startswith("a column"):
                assert numbers(shape) == (*numbers(symbol["shape"]), 1), f"{symbol['id']}, {dialect}"


def test_layers_are_numbered_as_in_the_books() -> None:
    """Nielsen's first weights are w^2, because he counts the inputs as layer 1; Ng's are W^[1]."""
    for ours_, nielsen, ng in (("W1", "w^2", "W^{[1]}"), ("W2", "w^3", "W^{[2]}")):
        assert TABLE[ours_]["nielsen"]["sign"] == f"${nielsen}$"
        assert TABLE[ours_]["ng"]["sign"] == f"${ng}$"
    for name in ("W", "W1", "W2"):
        assert {TABLE[name][dialect]["shape"] for dialect in ("nielsen", "ng", "pytorch")} == {TABLE[name]["shape"]}
