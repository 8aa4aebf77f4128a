"""Watch one running pair of cages from outside until it is over, against one deadline."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from grader.sandbox.caged_process import CagedProcess
from grader.sandbox.control_reader import ControlReader, ControlViolation
from grader.sandbox.ending import EndedBy, Seen
from grader.sandbox.errors import ForkServerGone
from grader.sandbox.job import Limits
from grader.sandbox.metering import usage_of
from grader.sandbox.output_recorder import OutputRecorder
from grader.sandbox.server_process import ServerProcess

POLL_S = 0.1
# Most submissions are loaded by then. Until then the next children wait, so that this pair has both processors.
LOADED_S = 0.02
# Once the learner is killed at the deadline, the examiner has this long to say what it found until then.
LAST_WORDS_S = 1.0

# Places in /proc/<pid>/stat after the name, and the flag of a process that is ending.
STATE, FLAGS = 0, 6
STAT_BYTES = 4096
PF_EXITING = 0x4


class Watch:
    """The loop of one grading: it reads both cages' voices, decides when enough is enough, and kills.

    Nothing in here waits on anything but the poll, whose time is bounded.
    """

    # How it stands before anything was heard.
    start_s = 0.0
    has_told = False
    _wants_next = _has_begun = False
    _over = _verdict = _learner_dead = _examiner_was_busy = False
    _decided: EndedBy | None = None
    _detail = ""

    def __init__(
        self,
        *,
        learner: CagedProcess,
        examiner: CagedProcess,
        servers: tuple[ServerProcess, ServerProcess],
        lesson: bytes = b"",
        output: OutputRecorder,
        control: ControlReader,
        limits: Limits,
        began: float,
        on_message: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self.learner = learner
        self.examiner = examiner
        self.output = output
        self.control = control
        self.on_message = on_message
        self.should_stop = should_stop
        self._servers = servers
        self._lesson = lesson
        self._began = began
        self._deadline = began + limits.wall_s
        self._next_stop_check = began + POLL_S
        self._poll = select.poll()
        self._handlers: dict[int, Callable[[], None]] = {}

    def until_over(self) -> Seen:
        """Watch until the verdict, the examiner's end or the worker's decision; then kill both cages."""
        self._listen()
        try:
            while not self._over:
                self._turn()
            died_first = self._learner_dead or _is_ending(self.learner.pid)
            for process in (self.learner, self.examiner):
                process.note_usage()
        finally:
            self.learner.kill()
            self.examiner.kill()
        for server in self._servers:
            # Where no check ever began, nobody has asked yet. A server that is gone is replaced before the next job.
            with suppress(ForkServerGone):
                server.ask_for_child()
        return Seen(self._decided, self._detail, self._verdict, died_first)

    def _listen(self) -> None:
        for process in (self.learner, self.examiner):
            if process.refusal is not None:
                self._decide(EndedBy.REFUSED, process.refusal)
            self._on(process.jobs.fileno(), partial(self._hear_start, process))
        for server in self._servers:
            self._on(server.control.fileno(), partial(self._hear_server, server))
        self._on(self.output.fd, self._hear_output)
        self._on(self.control.socket.fileno(), self._hear_examiner)
        self._on(self.learner.pidfd, self._learner_ended)
        self._on(self.examiner.pidfd, self._examiner_ended)

    def _on(self, fd: int, handler: Callable[[], None]) -> None:
        self._handlers[fd] = handler
        self._poll.register(fd, select.POLLIN)

    def _off(self, fd: int) -> None:
        if self._handlers.pop(fd, None) is not None:
            self._poll.unregister(fd)

    def _turn(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            self._time_is_up()
            return
        wait_s = POLL_S if self._wants_next else LOADED_S
        for fd, _event in self._poll.poll(min(left, wait_s) * 1000):
            handler = self._handlers.get(fd)
            if handler is not None and not self._over:
                handler()
        if not self._wants_next and time.monotonic() > self._began + LOADED_S:
            # A submission that takes long to load must not keep the next one waiting for a child.
            self._wants_next = True
            self._have_next_child_forked()
        self._heed_stop()

    def _decide(self, cause: EndedBy, detail: str, *, over: bool = True) -> None:
        """The first decision stands."""
        if self._decided is None:
            self._decided, self._detail = cause, detail
        self._over = self._over or over

    def _time_is_up(self) -> None:
        if self._decided is EndedBy.WALL_TIMEOUT or self._learner_dead:
            late = self._examiner_was_busy or self._decided is not EndedBy.WALL_TIMEOUT
            if late and self._decided in (None, EndedBy.WALL_TIMEOUT):
                self._decided, self._detail = EndedBy.EXAMINER_TIMEOUT, "the examiner did not come to an end"
            self._over = True
            return
        self._examiner_was_busy = _is_computing(self.examiner.pid)
        self._decide(EndedBy.WALL_TIMEOUT, "", over=False)
        self.learner.kill()
        self._deadline = time.monotonic() + LAST_WORDS_S

    def _heed_stop(self) -> None:
        now = time.monotonic()
        if self.should_stop is None or now < self._next_stop_check:
            return
        self._next_stop_check = now + POLL_S
        if self.should_stop():
            self._decide(EndedBy.STOPPED, "")

    def _hear_start(self, process: CagedProcess) -> None:
        process.read_report()
        self._off(process.jobs.fileno())
        if process.refusal is not None:
            self._decide(EndedBy.REFUSED, f"the {process.role}'s cage: {process.refusal}")
        elif self.learner.is_ready and self.examiner.is_ready:
            self.start_s = time.monotonic() - self._began

    def _have_next_child_forked(self) -> None:
        """One server after the other, so that the pair at work keeps a processor. Asking twice is asking once."""
        learners, examiners = self._servers
        try:
            learners.ask_for_child()
            if learners.waiting is None:
                return
            if self._has_begun:
                # The caged child has compiled it by now: the fork server can, too.
                examiners.teach(self._lesson)
            examiners.ask_for_child()
        except ForkServerGone as error:
            self._decide(EndedBy.REFUSED, str(error))

    def _hear_server(self, server: ServerProcess) -> None:
        try:
            server.hear()
        except ForkServerGone as error:
            self._decide(EndedBy.REFUSED, str(error))
        if self._wants_next:
            self._have_next_child_forked()

    def _hear_output(self) -> None:
        if not self.output.drain():
            self._off(self.output.fd)
        if self.output.is_past_the_limit:
            self._off(self.output.fd)
            self._decide(EndedBy.OUTPUT_LIMIT, "", over=False)
            self.learner.kill()
            self._deadline = min(self._deadline, time.monotonic() + LAST_WORDS_S)

    def _hear_examiner(self) -> None:
        try:
            for message in self.control.messages():
                self._take(message)
        except ControlViolation as error:
            self._decide(EndedBy.EXAMINER_GONE, str(error))
        if not self.control.is_open:
            self._off(self.control.socket.fileno())

    def _take(self, message: dict[str, Any]) -> None:
        kind = message.get("event")
        if kind == "output":
            return  # only the worker tells what was printed
        if kind == "usage":
            found = usage_of(self.learner.pid)
            self.control.tell(None if found is None else [found.cpu_ns, found.peak_bytes])
            return
        if kind == "started" and not self._has_begun:
            self._has_begun = self._wants_next = True
            self._have_next_child_forked()
        if kind == "phase":
            self.output.drain()
            self.output.stop_recording()
        if kind == "verdict":
            if not (self.learner.is_ready and self.examiner.is_ready):
                self._hear_late_reports()
            self._verdict = self._over = True
        self.has_told = True
        self.on_message(message)
        if kind == "phase":
            self.control.acknowledge()

    def _hear_late_reports(self) -> None:
        """A verdict counts only from a pair whose cages are both known to be shut."""
        for process in (self.learner, self.examiner):
            if not process.is_ready and process.refusal is None:
                self._hear_start(process)

    def _learner_ended(self) -> None:
        self._learner_dead = True
        self._off(self.learner.pidfd)

    def _examiner_ended(self) -> None:
        self._hear_examiner()
        self._over = True


def _is_ending(pid: int) -> bool:
    """Whether the process is on its way out. Its sockets close before its descriptor tells of its end."""
    stat = _stat(pid)
    return not stat or bool(int(stat[FLAGS]) & PF_EXITING)


def _is_computing(pid: int) -> bool:
    """Whether the process is running now, rather than waiting for somebody."""
    stat = _stat(pid)
    return bool(stat) and stat[STATE] == "R"


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name, none if the process is gone."""
    try:
        fd = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return []
    try:
        return os.read(fd, STAT_BYTES).decode(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
    finally:
        os.close(fd)
