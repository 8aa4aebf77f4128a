"""Groups of version 2: below a delegated folder, one for a fork server and one for each of its children.

A child is cloned straight into its own group, whose `memory.oom.group` makes running out of memory end all
of it at once and nothing else.
"""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from grader.sandbox.cgroups import GroupEnd, read_count, read_int, remove_group, write

CONTROLLERS = ("memory", "pids")
# A child's group holds the child alone: its first fork is one too many.
PROCESSES_V2 = 1


class V2Group:
    """`folder` is this group's own; `folder/server` holds the fork server."""

    version = "v2"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = folder / "server"
        self._numbers = count(1)
        folder.mkdir(exist_ok=True)
        enable_controllers(folder)
        self.server.mkdir(exist_ok=True)

    def admit(self, pid: int) -> None:
        write(self.server, "cgroup.procs", pid)

    def server_is_ready(self) -> None:
        """Nothing to measure: the fork server is not in its children's groups."""

    def new_child(self) -> V2Child:
        return V2Child(self.folder / f"child-{next(self._numbers)}")

    def remove(self) -> bool:
        folders = [*self.folder.glob("child-*"), self.server, self.folder]
        removed = [remove_group(folder) for folder in folders]
        return all(removed)


class V2Child:
    """A group with one process in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        write(folder, "memory.oom.group", 1)
        write(folder, "pids.max", PROCESSES_V2)
        if (folder / "memory.swap.max").exists():
            write(folder, "memory.swap.max", 0)
        self.fd: int | None = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def begin(self, memory_bytes: int) -> None:
        write(self.folder, "memory.max", memory_bytes)

    def end(self) -> GroupEnd:
        return GroupEnd(
            peak_bytes=self._peak(),
            oom=self._ran_out(),
            forks_refused=read_count(self.folder, "pids.events", "max") > 0,
        )

    def _ran_out(self) -> bool:
        """Killed at its own limit: where the whole machine has run out, `oom` stays 0."""
        return all(read_count(self.folder, "memory.events", name) > 0 for name in ("oom", "oom_kill"))

    def _peak(self) -> int:
        # memory.peak came with kernel 5.19.
        known = (self.folder / "memory.peak").exists()
        return read_int(self.folder, "memory.peak" if known else "memory.current")

    def remove(self) -> None:
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None
        remove_group(self.folder)


def enable_controllers(folder: Path) -> None:
    """Let groups below `folder` bound memory and processes."""
    write(folder, "cgroup.subtree_control", " ".join(f"+{name}" for name in CONTROLLERS))
