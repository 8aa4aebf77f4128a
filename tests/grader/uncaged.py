"""A pair of processes without a cage: the engine's own logic, quickly, where no isolation is under test."""

from __future__ import annotations

import contextlib
import json
import os
import posix
import select
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

from coverage import Coverage

from grader.examining import examine
from grader.learner.serving import serve
from grader.sandbox.ending import Ended, EndedBy, ProcessEnd
from grader.sandbox.job import Job
from grader.sandbox.metering import usage_of
from grader.sandbox.watch import _is_ending

WALL_S = 20.0
# Time to write down what was covered; what does not end by then is killed.
GRACE_S = 2.0


class UncagedPair:
    """Runs our own sample submissions only.

    `is_measured`: what runs in it counts as covered. To write that down takes ten times as long as a grading.
    """

    def __init__(self, *, is_measured: bool = False) -> None:
        self.is_measured = is_measured

    def run(
        self,
        job: Job,
        *,
        on_message: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool] | None = None,
    ) -> Ended:
        to_learner, to_examiner = socket.socketpair()
        control, examiner_control = socket.socketpair()
        began = time.monotonic()
        learner = self._forked(
            lambda: serve(to_examiner.detach(), job.source, job.learner_settings),
            closing=(to_learner, control, examiner_control),
        )
        examiner = self._forked(
            lambda: examine(to_learner.detach(), examiner_control.detach(), job.examiner_payload),
            closing=(to_examiner, control),
        )
        for end in (to_learner, to_examiner, examiner_control):
            end.close()
        cause = _listen(learner, control, on_message, should_stop, min(WALL_S, job.limits.wall_s))
        if cause is EndedBy.EXAMINER_DONE and _ended_by_itself(learner):
            cause = EndedBy.CRASHED
        exits = [_end(learner, ask=True), _end(examiner, ask=False)]
        return Ended(cause, "", exits[0], exits[1], b"", False, time.monotonic() - began, 0.0)

    def _forked(self, main: Callable[[], Any], closing: tuple[socket.socket, ...]) -> int:
        pid = os.fork()
        if pid:
            return pid
        try:
            for end in closing:
                end.close()
            if not self.is_measured:
                _forget_measuring()
            main()
        finally:
            try:
                os._exit(70)
            finally:
                # Whoever measures may stand in the way of _exit: a fork must never go on as the test.
                os.kill(os.getpid(), signal.SIGKILL)


def _forget_measuring() -> None:
    """Undo what the coverage tool does in a fork and at its end."""
    measuring = Coverage.current()
    if measuring is not None:
        measuring.stop()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os._exit = posix._exit


def _listen(
    learner: int,
    control: socket.socket,
    on_message: Callable[[dict[str, Any]], None],
    should_stop: Callable[[], bool] | None,
    wall_s: float,
) -> EndedBy:
    deadline = time.monotonic() + wall_s
    pending, heard_verdict = b"", False
    with control:
        while True:
            if should_stop is not None and should_stop():
                return EndedBy.STOPPED
            if time.monotonic() > deadline:
                return EndedBy.WALL_TIMEOUT
            if not select.select([control], [], [], 0.05)[0]:
                continue
            data = control.recv(1 << 20)
            if not data:
                return EndedBy.EXAMINER_DONE if heard_verdict else EndedBy.EXAMINER_GONE
            *lines, pending = (pending + data).split(b"\n")
            for line in lines:
                message = json.loads(line)
                if message["event"] == "usage":
                    found = usage_of(learner)
                    control.send(json.dumps(found and [found.cpu_ns, found.peak_bytes]).encode() + b"\n")
                    continue
                heard_verdict |= message["event"] == "verdict"
                on_message(message)
                if message["event"] == "phase":
                    control.send(b"k")


def _ended_by_itself(pid: int) -> bool:
    """Left as it is for who waits for it. Its sockets close before it can be waited for: on its way out counts too."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None or _is_ending(pid)


def _end(pid: int, *, ask: bool) -> ProcessEnd:
    """The learner has to be asked; the examiner ends once the learner is gone."""
    if ask:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + GRACE_S
    ended, status, usage = os.wait4(pid, os.WNOHANG)
    while not ended and time.monotonic() < until:
        time.sleep(0.001)
        ended, status, usage = os.wait4(pid, os.WNOHANG)
    if not ended:
        os.kill(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    return ProcessEnd(code, killed, usage.ru_utime + usage.ru_stime)
