"""The same engine with its cages: right, wrong, hostile and endless submissions through a real slot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import grader
from grader.verdict import Ending, Fault, Outcome
from tests.grader.sample_bundles import DOUBLE, DOUBLE_TABLE, double_bundle

pytestmark = pytest.mark.sandbox


@pytest.fixture(scope="module", autouse=True)
def fork_servers() -> Iterator[None]:
    grader.warm()
    yield
    grader.close()


def test_a_right_solution_passes(tmp_path: Path) -> None:
    verdict = grader.grade(double_bundle(tmp_path), DOUBLE)
    assert (verdict.outcome, verdict.score) == (Outcome.PASSED, 1)


def test_an_exam_that_was_changed_is_not_taken_for_the_one_read_ahead(tmp_path: Path) -> None:
    before = double_bundle(tmp_path / "before")
    after = double_bundle(tmp_path / "after", reference=DOUBLE.replace("2", "3"))
    assert before.version != after.version
    assert [grader.grade(bundle, DOUBLE).passed for bundle in (before, before, after, after, before)] == [
        True,
        True,
        False,
        False,
        True,
    ]


def test_prints_are_kept_in_the_visible_phase_alone(tmp_path: Path) -> None:
    source = "def double(x):\n    print('saw', len(x))\n    return 2 * x\n"
    shown = grader.grade(double_bundle(tmp_path), source).output.stdout
    assert "saw 2" in shown
    # The secret check's inputs are the only ones beyond 50, and it runs after the recording has ended.
    secret = source.replace("'saw', len(x)", "'secret' if abs(x).max() > 50 else 'open'")
    shown = grader.grade(double_bundle(tmp_path), secret).output.stdout
    assert "open" in shown
    assert "secret" not in shown


def test_an_open_file_is_a_forbidden_operation(tmp_path: Path) -> None:
    verdict = grader.grade(double_bundle(tmp_path), "def double(x):\n    open('/etc/passwd')\n    return 2 * x\n")
    assert verdict.outcome is Outcome.FAILED
    assert verdict.error is not None
    assert verdict.error.type in ("PermissionError", "FileNotFoundError")


def test_an_endless_loop_times_out_and_the_next_one_passes(tmp_path: Path) -> None:
    limited = double_bundle(tmp_path, table=DOUBLE_TABLE + "\n[limits]\nwall_s = 0.6\n")
    verdict = grader.grade(limited, "def double(x):\n    while True:\n        pass\n")
    assert (verdict.ending, verdict.fault) == (Ending.TIMED_OUT, Fault.LEARNER)
    assert grader.grade(double_bundle(tmp_path / "b"), DOUBLE).passed


def test_too_much_memory_is_told_as_that(tmp_path: Path) -> None:
    limited = double_bundle(tmp_path, table=DOUBLE_TABLE + "\n[limits]\nmemory_mb = 96\n")
    source = (
        "import numpy as np\n\n\ndef double(x):\n    kept = [np.ones(1 << 20) for _ in range(60)]\n    return 2 * x\n"
    )
    verdict = grader.grade(limited, source)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.ending is Ending.OUT_OF_MEMORY or (verdict.error is not None and verdict.error.type == "MemoryError")
