"""The worker's side of one child: give it its job, watch it, kill it, and read how it ended."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress

from grader.sandbox import orders
from grader.sandbox.caged_child import READY
from grader.sandbox.cgroups import ChildGroup
from grader.sandbox.ending import ProcessEnd
from grader.sandbox.metering import cpu_s_of
from grader.sandbox.programs import Role

ANSWER_BYTES = 4096


class CagedProcess:
    """A child that waits for its one job. `pidfd` becomes readable when it is dead."""

    def __init__(self, pid: int, pidfd: int, job_socket: int, *, group: ChildGroup, role: Role) -> None:
        self.pid = pid
        self.pidfd = pidfd
        self.role = role
        self.jobs = socket.socket(fileno=job_socket)
        self.jobs.setblocking(False)
        self.group = group
        self.refusal: str | None = None
        self.is_ready = False
        self._status: int | None = None
        self._cpu_s = 0.0
        self.ended = False

    def start(self, *, role: Role, cpu_s: int, address_space_bytes: int, memory_bytes: int, fds: list[int]) -> None:
        """Hand over the job. A child that has died meanwhile shows as a refusal."""
        self.group.begin(memory_bytes)
        try:
            orders.write(self.jobs, orders.JOB.pack(orders.ROLES.index(role), cpu_s, address_space_bytes), fds)
        except (BrokenPipeError, ConnectionResetError):
            self.refusal = "the waiting child had ended"

    def read_report(self) -> None:
        """Take in whether the cage is shut: ready, or refused with the reason."""
        try:
            answer = self.jobs.recv(ANSWER_BYTES)
        except ConnectionResetError:
            answer = b""
        if answer == READY:
            self.is_ready = True
        elif not self.is_ready:
            self.refusal = answer.decode("utf-8", "replace") or "it ended before its cage was shut"

    def note_usage(self) -> None:
        """Keep the CPU time used so far: once it is dead, only its fork server can tell."""
        if not self.ended:
            self._cpu_s = cpu_s_of(self.pid)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def has_ended(self, status: int | None, cpu_s: float) -> None:
        self._status = status
        self._cpu_s = cpu_s
        self.ended = True

    def end(self) -> ProcessEnd:
        """What the kernel says, of the process and of its group."""
        return self._end(None if self._status is None else os.waitstatus_to_exitcode(self._status))

    def end_by_us(self) -> ProcessEnd:
        """The end of one that lived until we killed it: nobody waits until the kernel is through with it."""
        return self._end(-signal.SIGKILL)

    def _end(self, code: int | None) -> ProcessEnd:
        counted = self.group.end()
        return ProcessEnd(
            exit_code=code if code is not None and code >= 0 else None,
            signal=-code if code is not None and code < 0 else None,
            cpu_s=self._cpu_s,
            peak_bytes=counted.peak_bytes,
            oom=counted.oom,
            forks_refused=counted.forks_refused,
            pid=self.pid,
        )

    def close(self) -> None:
        """Give back the descriptors and the group. The process must be dead or dying."""
        self.jobs.close()
        os.close(self.pidfd)
        self.group.remove()
