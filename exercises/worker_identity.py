"""Which process holds a claim, and whether it is certainly gone."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STATE_FIELD, START_TIME_FIELD = 0, 19


@dataclass(frozen=True)
class WorkerIdentity:
    """A process on a host during one boot. `started` tells it from a later process with the same number."""

    host: str
    boot: str
    pid_namespace: str
    pid: int
    started: str

    def __str__(self) -> str:
        return "/".join((self.host, self.boot, self.pid_namespace, str(self.pid), self.started))

    @classmethod
    def parse(cls, text: str) -> WorkerIdentity | None:
        """The identity that was written as `text`, None if it is none."""
        try:
            host, boot, namespace, pid, started = text.rsplit("/", 4)
            return cls(host, boot, namespace, int(pid), started)
        except ValueError:
            return None

    def is_certainly_gone(self) -> bool:
        """Whether this process does not exist any more. Processes of other hosts are never called gone."""
        here = _place()
        if (self.host, self.pid_namespace) != (here.host, here.pid_namespace):
            return False
        if self.boot != here.boot:
            return True
        return _start_time(self.pid) != self.started


def this_process() -> WorkerIdentity:
    """The identity of the calling process."""
    here = _place()
    pid = os.getpid()
    return WorkerIdentity(here.host, here.boot, here.pid_namespace, pid, _start_time(pid))


@dataclass(frozen=True)
class _Place:
    host: str
    boot: str
    pid_namespace: str


@cache
def _place() -> _Place:
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    # Two containers may share a host name; then their process numbers mean different things.
    namespace = Path("/proc/self/ns/pid").readlink().name.removeprefix("pid:[").removesuffix("]")
    return _Place(socket.gethostname(), boot, namespace)


def _start_time(pid: int) -> str:
    """Clock ticks after boot at which `pid` began; empty if it does not exist or only waits to be buried."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    # The name in brackets may itself hold spaces and brackets.
    fields = line.rpartition(")")[2].split()
    return "" if fields[STATE_FIELD] in {"Z", "X"} else fields[START_TIME_FIELD]
