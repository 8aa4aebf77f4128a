"""One grading at a time: a learner cage and an examiner cage, watched from outside against one deadline."""

from __future__ import annotations

import math
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from grader.sandbox.caged_child import learner_input
from grader.sandbox.caged_process import CagedProcess
from grader.sandbox.control_reader import ControlReader
from grader.sandbox.ending import Ended, EndedBy, ProcessEnd, Seen, tell_apart
from grader.sandbox.errors import ForkServerGone
from grader.sandbox.in_memory import in_memory
from grader.sandbox.isolation import Isolation, Mode
from grader.sandbox.job import Job, Limits
from grader.sandbox.layers import Layer
from grader.sandbox.output_recorder import OutputRecorder
from grader.sandbox.programs import Programs, Role
from grader.sandbox.server_pool import ServerPool
from grader.sandbox.server_process import ServerProcess
from grader.sandbox.watch import Watch

__all__ = ["Ended", "EndedBy", "Isolation", "Job", "Limits", "Mode", "ProcessEnd", "Slot"]

MB = 1 << 20
# The examiner holds the reference, the mistakes and the data beside what the learner holds.
EXAMINER_MEMORY_FACTOR = 2
# Address space is reserved more freely than it is used; this bounds one absurd request with a MemoryError.
ADDRESS_SPACE_FACTOR = 2
EXAMINER_EXTRA_CPU_S = 5


@dataclass(frozen=True)
class _Ends:
    """The worker's ends of one grading's pipes, and the descriptors that go into the cages."""

    output_fd: int
    control: socket.socket
    learner_fds: list[int]
    examiner_fds: list[int]


class Slot:
    """One learner fork server and one examiner fork server, ready to grade one submission at a time.

    Not for several threads at once; belongs to the process that made it.
    """

    def __init__(self, *, mode: Mode | None = None, programs: Programs | None = None) -> None:
        """Start both fork servers; raises `IsolationUnavailable` where a layer does not hold."""
        self._pool = ServerPool(mode=mode, programs=programs or Programs())
        self._lock = threading.Lock()

    @property
    def isolation(self) -> Isolation:
        """The layers in force."""
        return self._pool.learner.isolation

    def run(
        self,
        job: Job,
        *,
        on_message: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool] | None = None,
    ) -> Ended:
        """Run one pair to its end, always within the wall limit and a little more.

        `on_message` receives the examiner's messages as they come, and {"event": "output", "text"} for what the
        learner prints in the visible phase. Where a cage could not be shut, or its fork server died before the
        examiner had said anything, the pair is tried once more on new fork servers.
        """
        with self._lock:
            self._pool.make_ready()
            ended, has_told = self._attempt(job, on_message, should_stop)
            if ended.cause is EndedBy.REFUSED and not has_told:
                self._pool.restart()
                ended, _ = self._attempt(job, on_message, should_stop)
            return ended

    def look(self) -> list[Layer]:
        """Have a child of each fork server try to break out; raises `IsolationUnavailable` if it cannot be asked."""
        with self._lock:
            self._pool.make_ready()
            return self._pool.look()

    def settle(self) -> None:
        """Wait until the kernel is through with the last pair. The next job waits for it in any case."""
        with self._lock:
            self._pool.settle()

    def close(self) -> None:
        """End both fork servers and everything below them."""
        with self._lock:
            self._pool.close()

    def _attempt(
        self, job: Job, on_message: Callable[[dict[str, Any]], None], should_stop: Callable[[], bool] | None
    ) -> tuple[Ended, bool]:
        """How it ended, and whether anything was told of it."""
        began = time.monotonic()
        with ExitStack() as stack:
            try:
                learner, examiner = self._take_pair(stack, job.limits)
                watch = self._start(stack, job, learner, examiner, on_message, should_stop, began)
            except (ForkServerGone, TimeoutError) as error:
                return _refused(str(error), began), False
            seen = watch.until_over()
            ends = self._ends_of(seen, learner, examiner)
            watch.output.drain()
            cause, detail = tell_apart(seen, *ends, cpu_s=job.limits.cpu_s)
            if cause is EndedBy.CRASHED and not ends[0].is_known:
                cause, detail = EndedBy.REFUSED, "the fork server was lost before it told how the learner ended"
            if cause is EndedBy.REFUSED and ends[0].oom:
                cause = EndedBy.OUT_OF_MEMORY  # the kernel took the fork server for the child that grew
            kept, truncated = bytes(watch.output.kept), watch.output.truncated
            wall_s = time.monotonic() - began
            return Ended(cause, detail, *ends, kept, truncated, wall_s, watch.start_s), watch.has_told

    def _ends_of(self, seen: Seen, learner: CagedProcess, examiner: CagedProcess) -> tuple[ProcessEnd, ProcessEnd]:
        """How each ended. After a plain verdict there is nothing to wait for but the kernel's clearing up."""
        if seen.is_plain:
            return learner.end_by_us(), examiner.end_by_us()
        self._pool.wait_for_ends(learner, examiner)
        return learner.end(), examiner.end()

    def _take_pair(self, stack: ExitStack, limits: Limits) -> tuple[CagedProcess, CagedProcess]:
        pair = []
        for server, tmp_mb in ((self._pool.learner, limits.tmp_mb), (self._pool.examiner, 0)):
            child = server.take_child(tmp_mb=tmp_mb)
            stack.callback(server.let_go, child)
            stack.callback(child.kill)
            pair.append(child)
        return pair[0], pair[1]

    def _start(
        self,
        stack: ExitStack,
        job: Job,
        learner: CagedProcess,
        examiner: CagedProcess,
        on_message: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool] | None,
        began: float,
    ) -> Watch:
        with _ends(stack, job) as ends:
            self._hand_over(job.limits, learner, examiner, ends)
        limits = job.limits
        return Watch(
            learner=learner,
            examiner=examiner,
            servers=(self._pool.learner, self._pool.examiner),
            lesson=job.examiner_lesson,
            output=OutputRecorder(
                ends.output_fd,
                kept_bytes=limits.output_kept_bytes,
                ended_bytes=limits.output_ended_bytes,
                on_text=lambda text: on_message({"event": "output", "text": text}),
            ),
            control=ControlReader(ends.control),
            limits=limits,
            on_message=on_message,
            should_stop=should_stop,
            began=began,
        )

    def _hand_over(self, limits: Limits, learner: CagedProcess, examiner: CagedProcess, ends: _Ends) -> None:
        """Give both children their job; from here on they run."""
        memory_bytes = limits.memory_mb * MB
        learner.start(
            role=Role.LEARNER,
            cpu_s=math.ceil(limits.cpu_s),
            address_space_bytes=_address_space(self._pool.learner, memory_bytes),
            memory_bytes=memory_bytes,
            fds=ends.learner_fds,
        )
        memory_bytes *= EXAMINER_MEMORY_FACTOR
        examiner.start(
            role=Role.EXAMINER,
            cpu_s=math.ceil(limits.wall_s + EXAMINER_EXTRA_CPU_S),
            address_space_bytes=_address_space(self._pool.examiner, memory_bytes),
            memory_bytes=memory_bytes,
            fds=ends.examiner_fds,
        )


def _address_space(server: ServerProcess, memory_bytes: int) -> int:
    """Without a memory group the address space is the limit; with one it only makes absurd requests fail early."""
    return server.base_bytes + (memory_bytes * ADDRESS_SPACE_FACTOR if server.isolation.cgroup else memory_bytes)


@contextmanager
def _ends(stack: ExitStack, job: Job) -> Iterator[_Ends]:
    """Make one grading's pipes. What goes into the cages is closed here as soon as it is handed over."""
    with ExitStack() as theirs:
        to_learner, to_examiner = (theirs.enter_context(end) for end in socket.socketpair())
        output_read, output_write = os.pipe()
        stack.callback(os.close, output_read)
        theirs.callback(os.close, output_write)
        control, examiner_control = socket.socketpair()
        stack.enter_context(control)
        theirs.enter_context(examiner_control)
        source = theirs.enter_context(in_memory(learner_input(job.source, job.learner_settings)))
        payload = theirs.enter_context(in_memory(job.examiner_payload))
        yield _Ends(
            output_read,
            control,
            [to_examiner.fileno(), output_write, source],
            [to_learner.fileno(), examiner_control.fileno(), payload],
        )


def _refused(detail: str, began: float) -> Ended:
    wall_s = time.monotonic() - began
    return Ended(EndedBy.REFUSED, detail, ProcessEnd(), ProcessEnd(), b"", False, wall_s, 0.0)
