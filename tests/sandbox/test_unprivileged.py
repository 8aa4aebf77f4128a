"""The cages hold for a worker without privileges too, with memory bounded by address space."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.planting import SECRET, SECRET_FILE, planted

pytestmark = pytest.mark.sandbox

PROJECT = Path(__file__).resolve().parents[2]
WITHIN_S = 180


def test_the_attacks_are_contained_for_an_unprivileged_worker() -> None:
    command = [sys.executable, "-m", "tests.sandbox.unprivileged"]
    if os.geteuid() == 0:
        command = [sys.executable, "-m", "tests.sandbox.becoming_nobody", *command]
    with planted() as canaries:
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=WITHIN_S, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        told = json.loads(done.stdout)
        assert told["user"] != 0
        assert told["holds"], told["text"]
        assert told["mode"] == "rootless"
        assert told["full"] in ("cgroup", "user namespace")
        assert told["attempted"] == 73
        assert told["escaped"] == []
        assert canaries.touched == []
        assert canaries.strays() == set()
        assert SECRET_FILE.read_text() == SECRET
