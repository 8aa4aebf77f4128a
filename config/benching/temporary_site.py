"""A whole embedded Ascent on a free port, its data in a folder that goes away again."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY = "Ascent is ready at"


@dataclass(frozen=True)
class TemporarySite:
    """Where the site answers, and the environment that its commands need."""

    project: Path
    port: int
    environment: Mapping[str, str]

    @property
    def address(self) -> str:
        """The site's root address."""
        return f"http://127.0.0.1:{self.port}"

    def sign_in(self, count: int) -> list[str]:
        """Make `count` learners with an account; return a session key for each."""
        made = subprocess.run(
            [sys.executable, "-m", "config.benching.seeding", str(count)],
            cwd=self.project,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=True,
        )
        keys: list[str] = json.loads(made.stdout)
        return keys


@contextmanager
def temporary_site(project: Path) -> Iterator[TemporarySite]:
    """Start `manage.py serve` and wait until it says that it is ready. Raises RuntimeError where it does not."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ascent-bench-") as data:
        environment = {**os.environ, "ASCENT_DATA": data}
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        with started(command, project, environment):
            yield TemporarySite(project, port, environment)


@contextmanager
def started(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a site's command, wait for its ready line, and end it afterwards."""
    with subprocess.Popen(
        command, cwd=folder, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            wait_until_ready(process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    """Read the process's output up to its ready line. Raises RuntimeError with the output when it ends before."""
    said: list[str] = []
    assert process.stdout is not None  # noqa: S101
    for line in process.stdout:
        said.append(line)
        if READY in line:
            return
    message = "The site did not start:\n" + "".join(said)
    raise RuntimeError(message)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
