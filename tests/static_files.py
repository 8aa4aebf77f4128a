"""What set-up builds, for the tests: the front end where a whole site starts, the catalogues for all."""

from __future__ import annotations

import fcntl
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.provisioning.front_end import provide_front_end
from config.provisioning.languages import provide_languages

PROJECT = Path(__file__).resolve().parents[1]


def provide_static_files() -> None:
    """Build and collect what is not yet, once for all test processes."""
    with _one_at_a_time("static"):
        provide_front_end(PROJECT, Path(sys.executable), with_tools=True)


def provide_catalogues() -> None:
    """Compile what was translated since."""
    with _one_at_a_time("languages"):
        provide_languages(PROJECT, Path(sys.executable))


@contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / f"ascent-{name}-{os.getuid()}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
