"""The worker's side of one fork server: start it, ask it for children, hear how they ended, end it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections import deque
from contextlib import suppress
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from grader.sandbox import launching, orders
from grader.sandbox.caged_process import CagedProcess
from grader.sandbox.cgroup_places import group_name
from grader.sandbox.cgroups import ChildGroup, Group
from grader.sandbox.errors import ForkServerGone, IsolationUnavailable
from grader.sandbox.id_maps import choose_id_map, write_id_maps
from grader.sandbox.in_memory import in_memory
from grader.sandbox.isolation import Isolation, Mode, Surroundings
from grader.sandbox.programs import Programs, Role

START_S = 60.0
ANSWER_S = 10.0
CLOSE_S = 5.0
MESSAGE_BYTES = 64 << 10
LESSONS_REMEMBERED = 32

_numbers = count(1)


class ServerProcess:
    """One fork server and the children it has forked for us.

    `waiting` is the child that stands ready for the next job, once the fork server has handed it over.
    """

    def __init__(self, role: Role, *, surroundings: Surroundings, programs: Programs) -> None:
        self.role = role
        self.gone = False
        self.waiting: CagedProcess | None = None
        self.gradings = 0
        self._taught: deque[bytes] = deque(maxlen=LESSONS_REMEMBERED)
        self._surroundings = surroundings
        self._programs = programs
        self._asked: ChildGroup | None = None
        self._running: dict[int, CagedProcess] = {}
        self._leaving: list[CagedProcess] = []
        self._number = next(_numbers)
        self._group: Group = surroundings.new_group(group_name(self._number, role))
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(START_S)
        with theirs:
            self._process = launching.launch(theirs)
        self._begin()

    def _begin(self) -> None:
        """Put the new process in its group, then let it import: its memory is counted from the start."""
        self._ids = choose_id_map(os.getpid() * 64 + self._number % 64)
        self._group.admit(self._process.pid)
        config = {
            "role": self.role,
            "programs": asdict(self._programs),
            "several_ids": self._ids.several_ids,
        }
        self._send(config)

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Lead it into its cage; raises `IsolationUnavailable` for a layer that does not hold."""
        try:
            message = self._receive()
            if message["say"] == "map me":
                self._map_ids()
                message = self._receive()
        except (ForkServerGone, TimeoutError) as error:
            raise IsolationUnavailable(
                "fork server",
                f"the {self.role}'s fork server did not start ({self._process.poll()})",
                "Its messages are in this process's error output.",
            ) from error
        if message["say"] == "failed":
            raise IsolationUnavailable(message["layer"], message["why"], message["mend"])
        self.control.settimeout(ANSWER_S)
        self._group.server_is_ready()
        self.interfaces: list[str] = message["interfaces"]
        self.base_bytes = _virtual_bytes(self.pid)
        self.isolation = Isolation(
            mode=Mode.FULL if self._ids.several_ids and self._group.version else Mode.ROOTLESS,
            cgroup=self._group.version,
            own_host_user=self._ids.several_ids,
            landlock_abi=message["landlock_abi"],
        )
        self.ask_for_child()

    def _map_ids(self) -> None:
        try:
            write_id_maps(self.pid, self._ids)
        except OSError as error:
            raise IsolationUnavailable(
                "user namespace",
                f"the id maps could not be written: {error.strerror}",
                "Let the worker map ids: leave it CAP_SETUID and CAP_SETGID, or run it as an ordinary user.",
            ) from error
        self._send({"do": "go on"})

    def teach(self, lesson: bytes) -> None:
        """Have the fork server learn what lasts from one job to the next; its children to come know it."""
        if self.gone or not lesson or lesson in self._taught:
            return
        with in_memory(lesson) as fd:
            self._order(orders.LEARN, 0, [fd])
        self._taught.append(lesson)

    def ask_for_child(self, *, tmp_mb: int = 0) -> None:
        """Have the next child forked; it arrives as `waiting` when a message of this server is heard."""
        if self.gone or self._asked is not None or self.waiting is not None:
            return
        self._asked = self._group.new_child()
        fds = [] if self._asked.fd is None else [self._asked.fd]
        self._order(orders.FORK, tmp_mb, fds)

    def take_child(self, *, tmp_mb: int = 0) -> CagedProcess:
        """The waiting child, fresh, for one job, once the last one is dead.

        Raises `ForkServerGone` or `TimeoutError`.
        """
        self.settle()
        if tmp_mb:
            self._discard_waiting()
        self.ask_for_child(tmp_mb=tmp_mb)
        while self.waiting is None:
            self.hear()
        child, self.waiting = self.waiting, None
        self._running[child.pid] = child
        self.gradings += 1
        return child

    def _discard_waiting(self) -> None:
        """A child without a writable folder cannot get one: end it, unused."""
        child = self.take_child()
        child.kill()
        self.wait_for_end(child)
        child.close()

    def hear(self) -> None:
        """Take in one message of the fork server; raises `ForkServerGone` or `TimeoutError`."""
        record, fds = orders.read(self.control)
        if not record:
            self.gone = True
            raise ForkServerGone(f"the {self.role}'s fork server is gone")
        word, pid, status, cpu_s = orders.NEWS.unpack_from(record)
        if word == orders.CHILD and self._asked is not None:
            self.waiting = CagedProcess(pid, *fds, group=self._asked, role=self.role)
            self._asked = None
        elif word == orders.ENDED:
            child = self._running.pop(pid, None)
            if child is not None:
                child.has_ended(status, cpu_s)
                self._close_if_leaving(child)
            elif self.waiting is not None and self.waiting.pid == pid:
                self.waiting.has_ended(status, cpu_s)
        else:
            reason = record[orders.NEWS.size :].decode("utf-8", "replace")
            raise ForkServerGone(f"the {self.role}'s fork server could not fork: {reason}")

    def settle(self) -> None:
        """Wait until each child that was let go is dead; raises `ForkServerGone` or `TimeoutError`."""
        while self._leaving:
            self.hear()

    def let_go(self, child: CagedProcess) -> None:
        """Give back what a killed child held: now, or once its end is heard."""
        self._leaving.append(child)
        if child.ended or self.gone:
            self._close_if_leaving(child)

    def _close_if_leaving(self, child: CagedProcess) -> None:
        if child in self._leaving:
            self._leaving.remove(child)
            child.close()

    def wait_for_end(self, child: CagedProcess) -> None:
        """Hear until the end of `child` is reported."""
        while not child.ended:
            self.hear()

    def _order(self, word: bytes, number: int, fds: list[int]) -> None:
        self._write(orders.ORDER.pack(word, number), fds)

    def _send(self, message: dict[str, Any]) -> None:
        self._write(json.dumps(message).encode(), [])

    def _write(self, record: bytes, fds: list[int]) -> None:
        try:
            orders.write(self.control, record, fds)
        except (BrokenPipeError, ConnectionResetError) as error:
            self.gone = True
            raise ForkServerGone(f"the {self.role}'s fork server is gone") from error

    def _receive(self) -> dict[str, Any]:
        """A message of the time before it serves."""
        try:
            data = self.control.recv(MESSAGE_BYTES)
        except ConnectionResetError:
            data = b""
        if not data:
            self.gone = True
            raise ForkServerGone(f"the {self.role}'s fork server is gone")
        message: dict[str, Any] = json.loads(data)
        return message

    def close(self) -> None:
        """End the fork server and all its children, and give back what it held."""
        self.gone = True
        self.control.close()
        for child in [*self._leaving]:
            self._close_if_leaving(child)
        if self.waiting is not None:
            self.waiting.close()
            self.waiting = None
        try:
            self._process.wait(CLOSE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._asked is not None:
            self._asked.remove()
            self._asked = None
        self._remove_group()

    def _remove_group(self) -> None:
        """Its children are dying with it: the group is empty a moment after the last of them."""
        deadline = time.monotonic() + CLOSE_S
        while not self._group.remove() and time.monotonic() < deadline:
            time.sleep(0.005)

    def kill(self) -> None:
        """End a fork server that no longer answers; its children go with it."""
        self.gone = True
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def _virtual_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
