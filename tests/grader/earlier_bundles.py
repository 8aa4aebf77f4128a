"""A tiny curriculum of three exercises in which each builds on the one before it."""

from __future__ import annotations

from pathlib import Path

from grader.bundle import Bundle
from tests.grader.sample_bundles import DOUBLE_EXAM, DOUBLE_TABLE, TOP, write_bundle

DOUBLE = "def double(x):\n    return 2 * x\n\n\ndef halve(x):\n    return x / 2\n"
FOUR_TIMES = "from mine import double\n\n\ndef four_times(x):\n    return double(double(x))\n"
EIGHT_TIMES = (
    "from mine import double, four_times\n\n\ndef eight_times(x):\n    y = double(x)\n    return four_times(y)\n"
)
HALVE = '\n[[functions]]\nname = "halve"\narguments = ["x: (n,)"]\nbatch = "n"\nreturns = ["y: (n,)"]\n'
FOUR_MINE = 'mine = { double = "double" }\n'
EIGHT_MINE = 'mine = { double = "double", four_times = "four-times" }\n'


def curriculum(root: Path, *, four_mine: str = FOUR_MINE, eight_mine: str = EIGHT_MINE) -> Path:
    """The folder of the last exercise; the others stand beside it."""
    _write(root / "01-start" / "01-double", "double", "", DOUBLE, HALVE)
    _write(root / "01-start" / "02-four-times", "four_times", four_mine, FOUR_TIMES)
    return _write(root / "02-on" / "01-eight-times", "eight_times", eight_mine, EIGHT_TIMES)


def eight_times(root: Path) -> Bundle:
    """The last exercise, as a worker has it: with nothing beside it."""
    return Bundle.from_bytes(Bundle.read(curriculum(root)).to_bytes())


def _write(folder: Path, function: str, mine: str, reference: str, more: str = "") -> Path:
    times = {"double": "2", "four_times": "4", "eight_times": "8"}[function]
    table = DOUBLE_TABLE.replace('"double"', f'"{function}"') + more
    exam = DOUBLE_EXAM.replace('"double"', f'"{function}"').replace("[2.0, 8.0]", f"[{times}.0, {times}.0 * 4]")
    imports = reference.split("\n\n\n", maxsplit=1)[0] + "\n\n\n" if mine else ""
    starter = f"{imports}def {function}(x):\n    raise NotImplementedError\n"
    texts = {
        "exercise.toml": TOP.replace("A sample", f"The {function}") + mine + table,
        "exam.py": exam,
        "reference.py": reference,
        "starter.py": starter,
    }
    return write_bundle(folder, **texts)
