"""However the worker dies, its sandboxes die with it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.planting import is_running
from tests.waiting import wait_until

pytestmark = pytest.mark.sandbox

PROJECT = Path(__file__).resolve().parents[2]
WITHIN_S = 1.0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "kill"])
def test_within_a_second_no_sandbox_of_a_killed_worker_exists(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox.holding"], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        below = [int(word) for word in worker.stdout.readline().split()]
        worker.send_signal(how)
        # Two fork servers with a running and a waiting child each.
        assert len(below) == 6
        wait_until(lambda: not any(map(is_running, below)), "every sandbox is gone", within_s=WITHIN_S)
