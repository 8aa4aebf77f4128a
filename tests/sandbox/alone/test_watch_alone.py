"""The worker's clock, its count of bytes and its kill, around a learner's process that nothing else holds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from grader.sandbox.caged_child import READY
from grader.sandbox.caged_process import CagedProcess
from grader.sandbox.cgroups import NoGroup
from grader.sandbox.control_reader import ControlReader
from grader.sandbox.ending import EndedBy, Seen
from grader.sandbox.job import Limits
from grader.sandbox.output_recorder import OutputRecorder
from grader.sandbox.programs import Role
from grader.sandbox.watch import Watch

pytestmark = pytest.mark.sandbox

LIMITS = Limits(wall_s=0.5, output_ended_bytes=100_000)
LOOP = "while True: pass"
DEAF = """
import signal, time
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
while True: time.sleep(1)
"""
FLOOD = "while True: print('x' * 1000)"


class NoServer:
    """In place of a fork server: there is no next child."""

    def __init__(self, end: socket.socket) -> None:
        self.control = end
        self.waiting = None

    def ask_for_child(self) -> None:
        """Nobody is there to fork."""

    def teach(self, lesson: bytes) -> None:
        """Nobody is there to learn."""


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def start(stack: ExitStack, program: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    stack.enter_context(process)
    stack.callback(process.kill)
    return process


def watched(stack: ExitStack, process: subprocess.Popen[bytes], role: Role) -> CagedProcess:
    """The process as a worker holds it, though it is in no cage."""
    ours, theirs = socket.socketpair()
    stack.enter_context(theirs).send(READY)
    group = NoGroup().new_child()
    caged = CagedProcess(process.pid, os.pidfd_open(process.pid), ours.detach(), group=group, role=role)
    stack.callback(caged.close)
    return caged


def watch(stack: ExitStack, process: subprocess.Popen[bytes]) -> Seen:
    examiner = start(stack, "import time; time.sleep(60)")
    control, _examiners_end = (stack.enter_context(end) for end in socket.socketpair())
    servers = [NoServer(stack.enter_context(end)) for end in socket.socketpair()]
    assert process.stdout is not None
    return Watch(
        learner=watched(stack, process, Role.LEARNER),
        examiner=watched(stack, examiner, Role.EXAMINER),
        servers=(servers[0], servers[1]),  # type: ignore[arg-type]  # what the watch asks of a server is there
        output=OutputRecorder(
            process.stdout.fileno(),
            kept_bytes=LIMITS.output_kept_bytes,
            ended_bytes=LIMITS.output_ended_bytes,
            on_text=lambda _: None,
        ),
        control=ControlReader(control),
        limits=LIMITS,
        began=time.monotonic(),
        on_message=lambda _: None,
        should_stop=None,
    ).until_over()


@pytest.mark.parametrize("program", [LOOP, DEAF], ids=["a loop", "a sleeper deaf to every signal"])
def test_what_never_ends_is_ended_at_the_deadline(stack: ExitStack, program: str) -> None:
    process = start(stack, program)
    assert watch(stack, process).decided is EndedBy.WALL_TIMEOUT
    assert process.wait(1) == -9


@pytest.mark.parametrize("program", [LOOP, DEAF], ids=["a loop", "a sleeper deaf to every signal"])
def test_nobody_else_ends_it(stack: ExitStack, program: str) -> None:
    process = start(stack, program)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(LIMITS.wall_s * 2)


def test_a_flood_of_output_is_ended(stack: ExitStack) -> None:
    process = start(stack, FLOOD)
    assert watch(stack, process).decided is EndedBy.OUTPUT_LIMIT
    assert process.wait(1) == -9


def test_nobody_else_stems_it(stack: ExitStack) -> None:
    process = start(stack, FLOOD)
    assert process.stdout is not None
    assert len(process.stdout.read(LIMITS.output_ended_bytes * 2)) == LIMITS.output_ended_bytes * 2
    assert process.poll() is None
