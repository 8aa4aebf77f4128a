"""Groups in the memory and pids hierarchies of version 1: one group for a fork server and its children.

Joining costs a quarter of a millisecond there, so children inherit the group. When memory runs out the
kernel takes the biggest process, which is the child that grew.
"""

from __future__ import annotations

from pathlib import Path

from grader.sandbox.cgroups import PROCESSES_V1, SERVER_SLACK_BYTES, GroupEnd, KeptOpen, remove_group, write

# The kernel charges several pages ahead: at the limit the count may stand this far below it.
CHARGED_AT_ONCE_BYTES = 1 << 20


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
        self._kept: list[KeptOpen] = []

    def admit(self, pid: int) -> None:
        write(self.memory, "cgroup.procs", pid)
        write(self.pids, "cgroup.procs", pid)

    def server_is_ready(self) -> None:
        """Measure what the fork server itself takes: limits come on top of it."""
        self.usage = self._keep(self.memory, "memory.usage_in_bytes")
        self.peak = self._keep(self.memory, "memory.max_usage_in_bytes")
        self.ooms = self._keep(self.memory, "memory.oom_control")
        self.refusals = self._keep(self.pids, "pids.events")
        self.server_bytes = self.usage.number() + SERVER_SLACK_BYTES

    def _keep(self, folder: Path, name: str) -> KeptOpen:
        self._kept.append(KeptOpen(folder, name))
        return self._kept[-1]

    def limit(self, memory_bytes: int) -> None:
        wanted = self.server_bytes + memory_bytes
        if wanted != self._limit_bytes:
            write(self.memory, "memory.limit_in_bytes", wanted)
            self._limit_bytes = wanted

    def was_full(self, peak_bytes: int) -> bool:
        """Whether this group's limit was reached; where the whole machine has run out, it was not."""
        return peak_bytes + CHARGED_AT_ONCE_BYTES >= self._limit_bytes

    def new_child(self) -> V1Child:
        return V1Child(self)

    def remove(self) -> bool:
        while self._kept:
            self._kept.pop().close()
        removed = [remove_group(folder) for folder in (self.memory, self.pids)]
        return all(removed)


class V1Child:
    """One child's share of the counters, as differences from when its job began."""

    fd: int | None = None

    def __init__(self, group: V1Group) -> None:
        self.group = group
        self.start_bytes = self.start_ooms = self.start_refusals = 0

    def begin(self, memory_bytes: int) -> None:
        group = self.group
        group.limit(memory_bytes)
        write(group.memory, "memory.max_usage_in_bytes", 0)
        self.start_bytes = group.usage.number()
        self.start_ooms = group.ooms.count("oom_kill")
        self.start_refusals = group.refusals.count("max")

    def end(self) -> GroupEnd:
        group = self.group
        peak_bytes = group.peak.number()
        return GroupEnd(
            peak_bytes=max(peak_bytes - self.start_bytes, 0),
            oom=group.ooms.count("oom_kill") > self.start_ooms and group.was_full(peak_bytes),
            forks_refused=group.refusals.count("max") > self.start_refusals,
        )

    def remove(self) -> None:
        """Nothing of its own to remove."""
