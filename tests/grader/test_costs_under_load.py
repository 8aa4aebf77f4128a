"""Costs are judged alike on a busy machine: honest code is never failed for it, and nudging never passes by it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import pytest

import grader
from grader.bundle import Bundle
from grader.verdict import CheckOutcome, Fault, Outcome, Verdict
from tests.grader.sample_bundles import SAMPLES, sample_bundle

pytestmark = pytest.mark.sandbox

KINDS = ("analytic", "budget", "gradient")
BUSY = 4
FEW = 12
MANY = 2_000
few_or_many = pytest.mark.parametrize("times", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
# What only the kernel's account tells.
UNWATCHED = (
    ("analytic", "honest_while_watched"),
    ("budget", "all_pairs_again_unwatched"),
    ("budget", "large_unwatched"),
)


@pytest.fixture(scope="module", autouse=True)
def fork_servers() -> Iterator[None]:
    grader.warm()
    yield
    grader.close()


@contextmanager
def busy_machine() -> Iterator[None]:
    """Four processes that compute all the time, on arrays larger than the caches."""
    spin = "import numpy as np\nx = np.ones(4_000_000)\nwhile True: x = x * 1.0000001"
    busy = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(BUSY)]
    try:
        yield
    finally:
        for one in busy:
            one.kill()
            one.wait()


def bundles(tmp_path: Path) -> dict[str, Bundle]:
    return {kind: sample_bundle(kind, tmp_path / kind) for kind in KINDS}


def messages(verdict: Verdict) -> list[str]:
    return [check.message for check in verdict.checks if check.outcome is CheckOutcome.FAILED]


@few_or_many
def test_honest_code_passes_every_time(times: int, tmp_path: Path) -> None:
    known = bundles(tmp_path)
    right = [path for kind in KINDS for path in sorted((SAMPLES / kind / "right").glob("*.py"))]
    with busy_machine():
        for seed, path in enumerate(islice(cycle(right), times)):
            verdict = grader.grade(known[path.parts[-3]], path.read_text(), seed=seed)
            assert verdict.outcome is Outcome.PASSED, (seed, path.name, messages(verdict), verdict.error)


@pytest.mark.parametrize(("kind", "name"), UNWATCHED)
@pytest.mark.parametrize("times", [1, pytest.param(100, marks=pytest.mark.long)])
def test_what_only_the_kernel_sees_fails_every_time(kind: str, name: str, times: int, tmp_path: Path) -> None:
    bundle = sample_bundle(kind, tmp_path)
    source = (SAMPLES / kind / "wrong" / f"{name}.py").read_text()
    with busy_machine():
        for seed in range(times):
            verdict = grader.grade(bundle, source, seed=seed)
            assert verdict.outcome is Outcome.FAILED, seed
            assert verdict.fault in (None, Fault.LEARNER)
