"""Mistakes that never answer the same twice are named where everything else fits, and by nothing less."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.bundle import Bundle
from grader.diagnosis.diagnosing import diagnose
from grader.verdict import Certainty
from tests.grader.in_process import sit
from tests.grader.sample_bundles import a_bundle

TABLE = """
[[functions]]
name = "start"
arguments = ["n: int", "seed: int"]
returns = ["w: (n,)"]

[[checks]]
id = "same"
task = 1
title = "The same seed gives the same start"
visibility = "always"
"""
EXAM = """
from grader.exam import Exam, check


@check("same")
def same(exam: Exam) -> None:
    exam.same_seed("start", 4, 7)
"""
RIGHT = "import numpy as np\n\n\ndef start(n, seed):\n    return np.random.default_rng(seed).normal(size=n)\n"
UNSEEDED = RIGHT.replace("default_rng(seed)", "default_rng()")


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    mistake = f"# fails: same\n# diagnosis: seed-ignored\n{UNSEEDED}"
    return a_bundle(
        tmp_path, table=TABLE, exam=EXAM, reference=RIGHT, **{"mistakes/unseeded.py": mistake, "starter.py": ""}
    )


def exact(bundle: Bundle, source: str) -> list[str]:
    return [one.id for one in diagnose(sit(bundle, source)) if one.certainty is Certainty.EXACT]


def test_a_generator_without_its_seed_is_named(bundle: Bundle) -> None:
    assert exact(bundle, UNSEEDED.replace("size=n", "size=(n,)")) == ["seed-ignored"]


@pytest.mark.parametrize(
    "source",
    [
        UNSEEDED.replace("default_rng().", ""),
        "import numpy as np\nimport random\n\n\ndef start(n, seed):\n    return np.array([random.random()] * n)\n",
    ],
)
def test_chance_from_another_source_is_not_called_that(bundle: Bundle, source: str) -> None:
    assert exact(bundle, source) == []
