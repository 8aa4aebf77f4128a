"""From a fresh clone with cold caches to a graded probe, and the second start."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from config.benching.report import Figure, Measure
from config.benching.temporary_site import free_port, started

FIRST_TARGET_S = 120.0
SECOND_TARGET_S = 6.0


@contextmanager
def parts() -> Iterator[Sequence[Measure]]:
    """One part: the second start needs what the first has set up."""
    yield [_starts]


def _starts() -> list[Figure]:
    """Clone what is committed, start it twice."""
    with tempfile.TemporaryDirectory(prefix="ascent-setup-") as scratch:
        folder = Path(scratch)
        subprocess.run(
            ["git", "clone", "--quiet", "--no-hardlinks", str(settings.BASE_DIR), str(folder / "ascent")],
            check=True,
        )
        environment = _with_cold_caches(folder)
        return [
            Figure("fresh clone to ready, cold caches", _start(folder, environment), "s", FIRST_TARGET_S),
            Figure("second start", _start(folder, environment), "s", SECOND_TARGET_S),
        ]


def _start(folder: Path, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    with started(["./run", "--port", str(free_port())], folder / "ascent", environment):
        return time.perf_counter() - began


def _with_cold_caches(folder: Path) -> dict[str, str]:
    """No cache of pip, uv or npm, and nothing of the environment that this process runs in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ASCENT_", "VIRTUAL_ENV"))}
    kept["PATH"] = ":".join(part for part in kept["PATH"].split(":") if ".venv" not in part)
    caches = {"UV_CACHE_DIR": "uv", "PIP_CACHE_DIR": "pip", "npm_config_cache": "npm", "XDG_CACHE_HOME": "xdg"}
    return kept | {name: str(folder / "caches" / leaf) for name, leaf in caches.items()}
