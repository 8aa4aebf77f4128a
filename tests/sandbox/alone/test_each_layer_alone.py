"""Each layer of the cage, all others off, stops what it is there to stop; with it off as well, nothing does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import landlock
from grader.sandbox.launching import ENVIRONMENT
from tests.sandbox.alone.cases import ANYTHING_ELSE, CASES, Case

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("each layer alone")]

PROJECT = Path(__file__).resolve().parents[3]
WITHIN_S = 120
Found = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def found() -> Found:
    """What happened to each probe, behind its layer and free."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.sandbox.alone.stage"],
        cwd=PROJECT,
        env={**ENVIRONMENT, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return {key: (behind, free) for key, (behind, free) in json.loads(done.stdout).items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_it_stops_its_probe_and_nothing_else_would(found: Found, case: Case) -> None:
    if case.landlock_abi > landlock.supported_abi():
        pytest.skip(f"this kernel's Landlock is older than ABI {case.landlock_abi}")
    if case.several_users and os.geteuid() != 0:
        pytest.skip("an ordinary user has no second one to give to a cage")
    behind, free = found[case.key]
    assert behind == case.stopped
    assert free != case.stopped if case.free == ANYTHING_ELSE else free == case.free
