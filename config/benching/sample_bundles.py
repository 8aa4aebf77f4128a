"""The exercises that the engine is measured with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

import grader
from grader.bundling.packing import Packed, pack

NOT_MEASURED = '{} = "Not measured here."'

# Gauss-Jordan without pivoting: the hidden systems are diagonally dominant, and it costs next to nothing.
ELIMINATION = """
import numpy as np


def solve(A, b):
    M = np.column_stack([A, b])
    for k in range(len(b)):
        M[k] /= M[k, k]
        column = M[:, k].copy()
        column[k] = 0
        M -= np.outer(column, M[k])
    return M[:, -1].copy()
"""
ENDLESS = "while True:\n    pass\n"
DOUBLE = "import numpy as np\n\n\ndef double(x):\n    return x + x\n"
STARTER = "def double(x):\n    raise NotImplementedError\n"
EXERCISE = """
uuid = "0d7c1d1e-5a0b-4c3e-9a53-2f3f0c6b1a77"
title = "Twice"
summary = "Twice a number is the number added to itself."
minutes = 5
concepts = ["arrays"]
requires = []

[standard]

[[functions]]
name = "double"
arguments = ["x: (n,)"]
returns = ["y: (n,)"]
"""
CHECK = """
[[checks]]
id = "check-{number}"
task = 1
title = "Check {number}"
visibility = "{visibility}"
points = 1
"""
EXAM = """
import numpy as np
from grader.exam import Exam, check
"""
EXAM_CHECK = """
@check("check-{number}")
def check_{number}(exam: Exam) -> None:
    for _ in range({calls}):
        exam.compare("double", exam.normal({length}))
"""


def solve() -> grader.Bundle:
    """Ten calls of `solve` and the standard probes."""
    return grader.Bundle.read(Path(settings.BASE_DIR) / "tests" / "sandbox" / "bundles" / "solve")


def ten_calls() -> grader.Bundle:
    """`solve` without its standard probes: its own checks make ten calls."""
    return _without_probes(solve(), {})


def doubling(*, checks: int = 2, calls: int = 1, length: int = 8) -> grader.Bundle:
    """So many checks, all but the first hidden, each with so many calls on arrays of `length` numbers."""
    parts = [
        (
            CHECK.format(number=number, visibility="outcome" if number else "always"),
            EXAM_CHECK.format(number=number, calls=calls, length=length if number else 8),
        )
        for number in range(checks)
    ]
    return _without_probes(
        solve(),
        {
            "exercise.toml": EXERCISE + "".join(table for table, _ in parts),
            "exam.py": EXAM + "".join(function for _, function in parts),
            "reference.py": DOUBLE,
            "starter.py": STARTER,
        },
    )


def of_curriculum(slug: str) -> grader.Bundle:
    """An exercise of the course by its slug."""
    (folder,) = (Path(settings.BASE_DIR) / "curriculum").glob(f"*/*-{slug}")
    return grader.Bundle.read(folder)


def _without_probes(whole: grader.Bundle, texts: Mapping[str, str]) -> grader.Bundle:
    files = {name: data for name, data in whole.files.items() if not texts or not name.startswith("mistakes/")}
    files |= {name: text.encode() for name, text in texts.items()}
    probes = "\n".join(NOT_MEASURED.format(check.id) for check in _read(whole, files).checks if check.standard)
    table = files["exercise.toml"].decode().replace("[standard]", f"[standard]\n{probes}")
    return _read(whole, {**files, "exercise.toml": table.encode()})


def _read(whole: grader.Bundle, files: Mapping[str, bytes]) -> grader.Bundle:
    return grader.Bundle.from_bytes(pack(Packed(whole.stage, whole.folder, dict(files))))
