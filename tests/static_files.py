"""The built front end, for the tests that start a whole site."""

from __future__ import annotations

import fcntl
import os
import sys
import tempfile
from pathlib import Path

from config.provisioning.front_end import provide_front_end

PROJECT = Path(__file__).resolve().parents[1]


def provide_static_files() -> None:
    """Build and collect what is not yet, once for all test processes."""
    lock = Path(tempfile.gettempdir()) / f"ascent-static-{os.getuid()}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        provide_front_end(PROJECT, Path(sys.executable), with_tools=True)
