"""One supervised process: started in a group of its own, tied to the supervisor's life, its output in a log."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.serving.own_user import OwnUser

PR_SET_PDEATHSIG = 1
LOG_KEPT_BYTES = 20_000_000
DROPPING = Path(__file__).with_name("dropping.py")

libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Program:
    """What to start. `user` is whom to drop to; `needs` are the folders that user must be able to enter."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    user: OwnUser | None = None
    needs: Sequence[Path] = ()
    stop_s: float = 5.0

    def full_command(self) -> list[str]:
        """The command line, through the dropper where there is a user to drop to."""
        if self.user is None:
            return list(self.command)
        drop = [sys.executable, "-I", str(DROPPING), str(self.user.uid), str(self.user.gid)]
        return [*drop, *map(str, self.needs), "--", *self.command]


@dataclass
class Running:
    """A started program."""

    program: Program
    process: subprocess.Popen[bytes]
    started_at: float = field(default_factory=time.monotonic)

    @property
    def ended(self) -> int | None:
        """Its exit code (negative: the signal); None while it runs."""
        return self.process.poll()

    def ask_to_stop(self) -> None:
        """SIGTERM to the process: it ends its own children."""
        if self.ended is None:
            self.process.send_signal(signal.SIGTERM)

    def wait_or_kill(self, until: float) -> None:
        """Wait until `until` (monotonic seconds), then kill the whole group; leftovers of the group go in any case."""
        try:
            self.process.wait(timeout=max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def start(program: Program) -> Running:
    """Start `program` in a process group of its own; it dies when this process dies. Raises OSError."""
    _rotate(program.log)
    with program.log.open("ab") as log:
        process = subprocess.Popen(
            program.full_command(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(program.environment),
            start_new_session=True,
            preexec_fn=_die_with_the_supervisor,
        )
    return Running(program, process)


def _die_with_the_supervisor() -> None:
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _rotate(log: Path) -> None:
    """One older generation is kept, so that logs never fill the disk."""
    if log.exists() and log.stat().st_size > LOG_KEPT_BYTES:
        log.replace(log.with_suffix(".log.1"))
