"""Fingerprints and conditions on functions that no list of mistakes knows: a true name, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.bundle import Bundle
from grader.diagnosis.diagnosing import diagnose
from grader.verdict import Certainty
from tests.grader.diagnosis.taking import by_certainty, take
from tests.grader.sample_bundles import a_bundle

CHECK = '\n[[checks]]\nid = "drawn"\ntask = 1\ntitle = "Right on anything"\nvisibility = "outcome"\n'
EXAM = """
from grader.exam import Exam, check


@check("drawn")
def drawn(exam: Exam) -> None:
    for _ in range(3):
        exam.holds(exam.call({name!r}, *case(exam)) is not None, "an answer")
    exam.compare({name!r}, *case(exam))


def case(exam):
    return {case}
"""
LAYERS = (
    "backward",
    '["X: (n, d)", "A: (n, h)", "dZ: (n, k)", "W2: (k, h)"]\nbatch = "n"\nover_batch = "sum"',
    '["dW1: (h, d)", "db1: (h,)", "dW2: (k, h)", "db2: (k,)"]',
    "exam.normal(5, 3), exam.uniform(5, 4), exam.normal(5, 2), exam.normal(2, 4)",
    (
        "def backward(X, A, dZ, W2):\n    D = (dZ @ W2) * A * (1 - A)\n"
        "    return D.T @ X, D.sum(axis=0), dZ.T @ A, dZ.sum(axis=0)\n"
    ),
)
SCALED = (
    "scale",
    '["X: (n, d)", "gamma: (d,)"]\nbatch = "n"\nover_batch = "rows"',
    '["Y: (n, d)"]',
    "exam.normal(5, 3), exam.normal(3)",
    "def scale(X, gamma):\n    return X**2 * gamma + gamma\n",
)
PICKED = (
    "pick",
    '["rows: (n,) int < v", "D: (n, d)", "C: (v, d)"]',
    '["dC: (v, d)"]',
    "exam.integers(0, 9, 5), exam.normal(5, 2), exam.normal(9, 2)",
    (
        "import numpy as np\n\n\ndef pick(rows, D, C):\n    dC = np.zeros(C.shape)\n"
        "    np.add.at(dC, rows, D)\n    return dC\n"
    ),
)


def sample(kind: tuple[str, str, str, str, str], folder: Path) -> Bundle:
    name, arguments, returns, case, reference = kind
    table = f'[[functions]]\nname = "{name}"\narguments = {arguments}\nreturns = {returns}\n{CHECK}'
    return a_bundle(folder, table=table, exam=EXAM.format(name=name, case=case), reference=reference)


@pytest.mark.parametrize(
    ("kind", "old", "new", "name"),
    [
        (LAYERS, "(dZ @ W2)", "(dZ @ W2) / len(X)", "divided-again"),
        (LAYERS, ".sum(axis=0)", ".mean(axis=0)", "bias-averaged"),
        (LAYERS, "A * (1 - A)", "(1 - A**2)", "below-the-top"),
        (LAYERS, "dZ.T @ A,", "dZ.T @ (A * A),", "wrong-partner"),
        (SCALED, "X**2 * gamma", "X**2", "scale-forgotten"),
        (PICKED, "np.add.at(dC, rows, D)", "dC[rows] += D", "repeated-index"),
    ],
)  # fmt: skip
def test_a_fingerprint_is_named(
    kind: tuple[str, str, str, str, str], old: str, new: str, name: str, tmp_path: Path
) -> None:
    bundle = sample(kind, tmp_path)
    assert old in kind[-1]
    told = by_certainty(diagnose(take(bundle, kind[-1].replace(old, new))), Certainty.RELATION)
    assert told is not None
    assert told.id == name


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (LAYERS, "dZ.sum(axis=0)", "dZ.sum(axis=0) + 0.1 * dZ[0]"),
        (SCALED, "X**2 * gamma", "np.abs(X) * gamma"),
        (PICKED, "np.add.at(dC, rows, D)", "np.add.at(dC, rows, D + 0.1 * D[::-1])"),
    ],
)
def test_what_fits_none_gets_no_name(kind: tuple[str, str, str, str, str], old: str, new: str, tmp_path: Path) -> None:
    source = "import numpy as np\n" + kind[-1].replace(old, new)
    assert by_certainty(diagnose(take(sample(kind, tmp_path), source)), Certainty.RELATION) is None
