"""Losses: brackets and tables of all pairs, told from other wrong losses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grader.diagnosis.kinds import Kind, name_of

BINARY = Kind(
    "loss",
    '["z: (n,)", "y: (n,) int < 2"]\nbatch = "n"\nover_batch = "mean"',
    '["loss: float"]',
    "exam.normal(6), exam.labels(6, 2)",
    """def loss(z, y):
    p = 1 / (1 + np.exp(-z))
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())
""",
)
WITH_SLOPE = Kind(
    "loss_and_slope",
    '["z: (n,)", "y: (n,) int < 2"]\nbatch = "n"\nover_batch = "mean"',
    '["loss: float", "dz: (n,)"]',
    "exam.normal(6), exam.labels(6, 2)",
    """def loss_and_slope(z, y):
    p = 1 / (1 + np.exp(-z))
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()), (p - y) / len(y)
""",
)
OLD = "-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()"
BRACKET = "(-y * np.log(p) + (1 - y) * np.log(1 - p)).mean()"
OUTER = "-(np.outer(y, np.log(p)) + np.outer(1 - y, np.log(1 - p)))"


@pytest.mark.parametrize("kind", [BINARY, WITH_SLOPE])
@pytest.mark.parametrize(
    ("new", "name"),
    [
        (BRACKET, "loss-bracket"),
        ("(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()", "loss-below-zero"),
        (f"{OUTER}.sum() / len(y)", "every-pair"),
        (f"{OUTER}.mean()", "every-pair"),
        ("-(y[:, None] * np.log(p) + (1 - y[:, None]) * np.log(1 - p)).sum()", "every-pair"),
    ],
)
def test_it_is_named(kind: Kind, new: str, name: str, tmp_path: Path) -> None:
    told = kind.told(OLD, new, tmp_path)
    assert name_of(told) == name
    assert told is not None
    assert ("gradient is right" in told.sentence) is (kind is WITH_SLOPE and name != "loss-below-zero")


@pytest.mark.parametrize(
    ("new", "false_names"),
    [
        ("-(y * np.log(p)).mean()", {"loss-bracket", "every-pair", "loss-below-zero"}),
        ("(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()", {"loss-bracket", "every-pair"}),
        ("-(y * np.log(p) + (1 - y) * np.log(1 - p)).sum()", {"every-pair", "loss-bracket"}),
        ("-(y * np.log(p) + (1 - y) * np.log(1 - p))[0] * len(y)", {"every-pair", "loss-bracket"}),
        ("-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean() + 0.01", {"every-pair", "loss-bracket"}),
    ],
)
def test_what_only_looks_like_it_is_not(new: str, false_names: set[str], tmp_path: Path) -> None:
    assert name_of(BINARY.told(OLD, new, tmp_path)) not in false_names
