"""Bundles for tests: a folder of samples with only what matters, the rest filled in."""

from __future__ import annotations

from pathlib import Path

from grader.bundle import Bundle

SAMPLES = Path(__file__).parent / "samples"
TOP = """uuid = "3f0c8b62-6f53-4d0e-9a57-0a6f0a4f2f11"
title = "A sample"
summary = "An exercise that only tests know."
minutes = 5
concepts = ["sample"]
requires = []
"""
HINTS = '[task.1]\ntiers = ["one", "two", "three"]\n'
STATEMENT = "# A sample\n\n## Task 1: write it\n"


def write_bundle(folder: Path, **files: str) -> Path:
    """A bundle in `folder`: `files` by name with `__` for dots and slashes where needed ("exercise_toml")."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {
        "statement.md": STATEMENT,
        "hints.toml": HINTS,
        "starter.py": "",
        **files,
    }
    for name, text in given.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def a_bundle(folder: Path, *, table: str, exam: str, reference: str, **files: str) -> Bundle:
    """A bundle from the tables of its functions and checks, its exam and its reference."""
    texts = {"exercise.toml": TOP + table, "exam.py": exam, "reference.py": reference, **files}
    return Bundle.read(write_bundle(folder / "stage" / "01-sample", **texts))


def sample_bundle(kind: str, folder: Path) -> Bundle:
    """The bundle of one folder of samples."""
    here = SAMPLES / kind
    return a_bundle(
        folder,
        table=(here / "exercise.toml").read_text(),
        exam=(here / "exam.py").read_text(),
        reference=(here / "reference.py").read_text(),
    )


DOUBLE_TABLE = """
[[functions]]
name = "double"
arguments = ["x: (n,)"]
batch = "n"
over_batch = "rows"
returns = ["y: (n,)"]

[[checks]]
id = "by-hand"
task = 1
title = "Twice one is two"
visibility = "always"

[[checks]]
id = "drawn"
task = 1
title = "Twice anything"
needs = ["by-hand"]
visibility = "outcome"

[[checks]]
id = "secret"
task = 1
title = "The secret title"
needs = ["by-hand"]
visibility = "hidden"
"""
DOUBLE_EXAM = """
from grader.exam import Exam, check
import numpy as np


@check("by-hand")
def by_hand(exam: Exam) -> None:
    exam.expect(exam.call("double", np.array([1.0, 4.0])), equals=[2.0, 8.0], because="twice 1, twice 4")


@check("drawn")
def drawn(exam: Exam) -> None:
    for (n,) in exam.sizes("n"):
        exam.compare("double", exam.normal(n))


@check("secret")
def secret(exam: Exam) -> None:
    exam.compare("double", exam.normal(7) * 1000)
"""
DOUBLE = "def double(x):\n    return 2 * x\n"
DOUBLE_STARTER = 'def double(x):\n    """x: (n,) -> twice x"""\n    raise NotImplementedError\n'


def double_bundle(folder: Path, **changed: str) -> Bundle:
    """The smallest exercise with a visible, an outcome and a hidden check."""
    files = {
        "table": DOUBLE_TABLE,
        "exam": DOUBLE_EXAM,
        "reference": DOUBLE,
        "starter.py": DOUBLE_STARTER,
        **changed,
    }
    return a_bundle(folder, **files)
