"""Groups in the memory and pids hierarchies of version 1: one group for a fork server and its children.

Joining costs a quarter of a millisecond there, so children inherit the group. When memory runs out the
kernel takes the biggest process, which is the child that grew.
"""

from __future__ import annotations

from pathlib import Path

from grader.sandbox.cgroups import PROCESSES_V1, SERVER_SLACK_BYTES, GroupEnd, read_count, read_int, remove_group, write


class V1Group:
    """`memory` and `pids` are this group's folders in the two hierarchies."""

    version = "v1"

    def __init__(self, memory: Path, pids: Path) -> None:
        self.memory = memory
        self.pids = pids
        self.server_bytes = 0
        self._limit_bytes = 0
        for folder in (memory, pids):
            folder.mkdir(exist_ok=True)
        write(pids, "pids.max", PROCESSES_V1)
        write(memory, "memory.swappiness", 0)

    def admit(self, pid: int) -> None:
        write(self.memory, "cgroup.procs", pid)
        write(self.pids, "cgroup.procs", pid)

    def server_is_ready(self) -> None:
        """Measure what the fork server itself takes: limits come on top of it."""
        self.server_bytes = read_int(self.memory, "memory.usage_in_bytes") + SERVER_SLACK_BYTES

    def limit(self, memory_bytes: int) -> None:
        wanted = self.server_bytes + memory_bytes
        if wanted != self._limit_bytes:
            write(self.memory, "memory.limit_in_bytes", wanted)
            self._limit_bytes = wanted

    def new_child(self) -> V1Child:
        return V1Child(self)

    def remove(self) -> bool:
        removed = [remove_group(folder) for folder in (self.memory, self.pids)]
        return all(removed)


class V1Child:
    """One child's share of the counters, as differences from when its job began."""

    fd: int | None = None

    def __init__(self, group: V1Group) -> None:
        self.group = group
        self.start_bytes = self.start_ooms = self.start_refusals = 0

    def begin(self, memory_bytes: int) -> None:
        memory = self.group.memory
        self.group.limit(memory_bytes)
        write(memory, "memory.max_usage_in_bytes", 0)
        self.start_bytes = read_int(memory, "memory.usage_in_bytes")
        self.start_ooms = read_count(memory, "memory.oom_control", "oom_kill")
        self.start_refusals = read_count(self.group.pids, "pids.events", "max")

    def end(self) -> GroupEnd:
        memory = self.group.memory
        grown = read_int(memory, "memory.max_usage_in_bytes") - self.start_bytes
        return GroupEnd(
            peak_bytes=max(grown, 0),
            oom=read_count(memory, "memory.oom_control", "oom_kill") > self.start_ooms,
            forks_refused=read_count(self.group.pids, "pids.events", "max") > self.start_refusals,
        )

    def remove(self) -> None:
        """Nothing of its own to remove."""
