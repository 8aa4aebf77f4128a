"""The bell while there is no broker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RUNG = """
import time
from exercises.bell import ring
began = time.monotonic()
ring()
print("RUNG", time.monotonic() - began)
"""


def test_whoever_hands_in_does_not_wait_for_a_broker_that_is_down(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", RUNG],
        cwd=PROJECT,
        env={**os.environ, "ASCENT_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "The broker cannot be reached, the sweeper will ring again" in done.stderr
    # Left to itself the client tries for six seconds.
    assert float(done.stdout.partition("RUNG ")[2]) < 2
