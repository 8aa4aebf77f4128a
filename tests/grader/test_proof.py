"""The proof of an exercise finds what is missing, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.grading import Cages
from grader.proof import prove
from grader.proof.proving import prove_folder
from tests.grader.sample_bundles import DOUBLE_EXAM, DOUBLE_TABLE, double_bundle

HINTS = """
[task.1]
tiers = ["one", "two", "three"]

[diagnosis.not-doubled]
sentence = "It came back as it was."
rungs = ["look"]

[diagnosis.one-number]
sentence = "Only right for two."
rungs = ["look"]

[diagnosis.big-ones]
sentence = "Cut off."
rungs = ["look"]
"""
SAME = """# fails: by-hand
# diagnosis: not-doubled
def double(x):
    return x
"""
ONE = """# fails: drawn
# diagnosis: one-number
def double(x):
    return 2 * x + (len(x) == 1)
"""
BIG = """# fails: secret
# diagnosis: big-ones
import numpy as np


def double(x):
    return np.minimum(2 * x, 100)
"""
MISTAKES = {"mistakes/same.py": SAME, "mistakes/one.py": ONE, "mistakes/big.py": BIG}
PADDED = "def double(x):\n    return 2 * x + 0 * x\n"
NO_PROBES = "".join(
    f'standard.{probe} = "sizes by hand only"\n'
    for probe in ("types", "untouched", "same-seed", "int-and-float", "copies", "rows-independent")
)
SOUND = {"hints.toml": HINTS, **MISTAKES}


def found(folder: Path, cages: Cages, **changed: str) -> list[str]:
    return [str(finding) for finding in prove(double_bundle(folder, **{**SOUND, **changed}), cages)]


def test_a_sound_exercise_is_proved(tmp_path: Path, cages: Cages) -> None:
    assert found(tmp_path, cages) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"statement.md": "## Task 1: a\n\n## Task 2: b\n"}, "statement.md:3: Task 2 has no check."),
        ({"table": DOUBLE_TABLE.replace("task = 1", "task = 3", 1)}, 'Check "by-hand" belongs to task 3'),
        ({"hints.toml": HINTS.replace('"two", ', "")}, "hints.toml:2: Task 1 has 2 tiers of hints; 3 are asked."),
        ({"hints.toml": HINTS.replace("big-ones", "other")}, 'big.py:2: hints.toml has no diagnosis "big-ones".'),
        ({"hints.toml": HINTS.replace('rungs = ["look"]', "", 1)}, 'Diagnosis "not-doubled" has no rungs.'),
        ({"mistakes/big.py": SAME}, 'No mistake fails "secret" first.'),
        ({"mistakes/same.py": SAME.replace("by-hand", "drawn")}, 'Should fail "drawn" first'),
        ({"mistakes/same.py": SAME.replace("return x", "return 2 * x")}, 'Should fail "by-hand"'),
        ({"alternatives/odd.py": "def double(x):\n    return x + x + (len(x) > 5)\n"}, "odd.py:1: Should pass"),
        ({"starter.py": "def double(x):\n    return 2 * x\n"}, "Should pass"),
        ({"exam": DOUBLE_EXAM + '\n\n@check("extra")\ndef extra(exam):\n    pass\n'}, '"extra" is not declared'),
        ({"statement.md": "## Task 1: a\n`return 2*x + 0 * x`\n", "reference": PADDED},
         "statement.md:2: `return 2*x + 0 * x` stands in the reference."),
        ({"table": DOUBLE_TABLE + "\n[limits]\ncpu_s = 0.001\n"}, "cpu_s = 0.001 leaves less than 5 times"),
        ({"table": NO_PROBES + DOUBLE_TABLE, "exam": DOUBLE_EXAM.replace('exam.sizes("n")', "[(2,), (5,)]")},
         "`double` is never asked with n = 1"),
    ],
)  # fmt: skip
def test_what_is_missing_is_found(changed: dict[str, str], says: str, tmp_path: Path, cages: Cages) -> None:
    findings = found(tmp_path, cages, **changed)
    assert any(says in finding for finding in findings), findings


def test_a_second_failure_must_be_listed(tmp_path: Path, cages: Cages) -> None:
    loose = DOUBLE_TABLE.replace('needs = ["by-hand"]\n', "")
    findings = found(tmp_path, cages, table=loose)
    assert any('Also fails "drawn"' in finding for finding in findings)
    also = SAME.replace("# diagnosis", "# also: drawn, secret\n# diagnosis")
    assert found(tmp_path / "b", cages, table=loose, **{"mistakes/same.py": also}) == []


def test_a_folder_that_is_no_exercise_is_one_finding(tmp_path: Path, cages: Cages) -> None:
    assert [str(one) for one in prove_folder(tmp_path, cages)] == ["exercise.toml:1: The exercise has no such file."]
