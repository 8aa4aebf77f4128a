"""The worker in a container: it holds with our seccomp profile, and without it refuses with a sentence that helps.

runc does what Docker does from a compose file: namespaces, capabilities, masked paths, limits, seccomp. AppArmor
and a memory group of the container's own are not part of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.container.bundle import Privileges, write_bundle
from tests.sandbox.container.profiles import NEEDED, docker_default, ours

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(os.geteuid() != 0, reason="runc starts such a container for root only"),
]

WITHIN_S = 120
MEND = "--security-opt seccomp=deploy/seccomp.json"
ORDINARY_USER = 1000
# What Docker leaves to the root of a container.
DOCKER_CAPABILITIES = (
    "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD",
    "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
)  # fmt: skip
# The compose file of docs/security.md: an ordinary user, every capability dropped.
COMPOSE = Privileges(ORDINARY_USER, (), ours())
SELFTEST = (sys.executable, "-m", "grader", "selftest")
GRADES = """
import sys, grader
bundle = grader.Bundle.read(sys.argv[1])
print(*(grader.grade(bundle, source).outcome for source in sys.argv[2:]))
grader.close()
"""
RIGHT = """
import numpy as np

def solve(A, b):
    A, x = A.astype(float), b.astype(float)
    for k in range(len(b)):
        for i in range(len(b)):
            if i != k:
                factor = A[i, k] / A[k, k]
                A[i] -= factor * A[k]
                x[i] -= factor * x[k]
    return x / np.diag(A)
"""
WRONG = RIGHT.replace("x / np.diag(A)", "x")
SOLVE = Path(__file__).resolve().parents[1] / "bundles" / "solve"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(privileges: Privileges, *command: str, within_s: float = WITHIN_S) -> subprocess.CompletedProcess[str]:
        folder = write_bundle(tmp_path, command, privileges)
        name = f"ascent-test-{os.getpid()}"
        try:
            return subprocess.run(
                ["runc", "--root", str(tmp_path / "state"), "run", "--bundle", str(folder), name],
                capture_output=True,
                text=True,
                timeout=within_s,
                check=False,
            )
        finally:
            delete = ["runc", "--root", str(tmp_path / "state"), "delete", "--force", name]
            subprocess.run(delete, capture_output=True, check=False)

    return run


def test_an_ordinary_user_without_capabilities_can_grade(run: Run) -> None:
    tested = run(COMPOSE, *SELFTEST)
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert tested.stdout.startswith("mode: rootless\n")
    assert "FAIL" not in tested.stdout


def test_a_grading_passes_there_and_a_wrong_one_fails(run: Run) -> None:
    graded = run(COMPOSE, sys.executable, "-c", GRADES, str(SOLVE), RIGHT, WRONG)
    assert graded.stdout.split() == ["passed", "failed"], graded.stdout + graded.stderr


def test_root_of_a_container_with_dockers_capabilities_has_own_users_for_the_cages(run: Run) -> None:
    tested = run(Privileges(0, DOCKER_CAPABILITIES, ours()), *SELFTEST)
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "user namespace: own host users" in tested.stdout


def test_root_of_a_container_without_capabilities_is_told_to_be_an_ordinary_user(run: Run) -> None:
    tested = run(Privileges(0, (), ours()), *SELFTEST)
    assert tested.returncode == 2
    assert "Run the worker as an ordinary user, or leave it CAP_SETUID and CAP_SETGID." in tested.stdout


@pytest.mark.parametrize(
    "privileges",
    [Privileges(ORDINARY_USER, (), docker_default()), Privileges(0, DOCKER_CAPABILITIES, docker_default())],
    ids=["ordinary user", "root"],
)
def test_under_dockers_own_profile_nothing_is_graded_and_the_mend_is_named(run: Run, privileges: Privileges) -> None:
    tested = run(privileges, *SELFTEST)
    assert tested.returncode == 2
    assert tested.stdout.startswith("mode: none, nothing can be graded here\n")
    assert "Operation not permitted" in tested.stdout
    assert MEND in tested.stdout


@pytest.mark.parametrize("call", NEEDED)
def test_each_call_that_the_profile_adds_is_needed(run: Run, call: str) -> None:
    tested = run(Privileges(ORDINARY_USER, (), ours(without=[call])), *SELFTEST)
    assert tested.returncode == 2, tested.stdout + tested.stderr
    assert MEND in tested.stdout


@pytest.mark.long
def test_the_attacks_are_contained_there(run: Run) -> None:
    attacked = run(COMPOSE, sys.executable, "-m", "tests.sandbox.unprivileged", within_s=600)
    told = json.loads(attacked.stdout)
    assert told["holds"], told["text"]
    assert told["attempted"] == 73
    assert told["escaped"] == []
