"""Each end has an owner: a limit the learner reached is the learner's, a kill from outside is ours."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.ending import Ended, EndedBy, ProcessEnd, Seen, tell_apart
from grader.sandbox.programs import Programs
from grader.sandbox.slot import Job, Limits, Slot

LIMIT_S = 5.0
ALIVE = ProcessEnd(signal=signal.SIGKILL, cpu_s=0.1)
LEARNER_DIED = Seen(None, "", verdict=True, learner_died_first=True)
EXAMINER_DIED = Seen(None, "", verdict=False, learner_died_first=False)


def killed(cpu_s: float, **found: bool) -> ProcessEnd:
    return ProcessEnd(signal=signal.SIGKILL, cpu_s=cpu_s, **found)


@pytest.mark.parametrize(
    ("learner", "cause"),
    [
        (killed(5.02), EndedBy.CPU_TIMEOUT),
        (killed(3.75), EndedBy.CPU_TIMEOUT),  # the ticks ran ahead of the exact clock
        (killed(0.4, oom=True), EndedBy.OUT_OF_MEMORY),
        (killed(5.02, oom=True), EndedBy.OUT_OF_MEMORY),
        (killed(0.4), EndedBy.REFUSED),
        (killed(2.9, forks_refused=True), EndedBy.REFUSED),  # a fork that was refused kills nobody
        (ProcessEnd(signal=signal.SIGSEGV, cpu_s=0.1), EndedBy.CRASHED),
        (ProcessEnd(signal=signal.SIGSYS, cpu_s=0.1), EndedBy.CRASHED),
        (ProcessEnd(exit_code=0, cpu_s=5.02), EndedBy.CRASHED),
        (ProcessEnd(exit_code=1, forks_refused=True), EndedBy.TOO_MANY_PROCESSES),
    ],
)
def test_how_a_learner_that_died_first_ended(learner: ProcessEnd, cause: EndedBy) -> None:
    assert tell_apart(LEARNER_DIED, learner, ALIVE, cpu_s=LIMIT_S)[0] is cause


def test_our_own_kill_after_the_verdict_is_no_end_of_the_learner() -> None:
    after_verdict = Seen(None, "", verdict=True, learner_died_first=False)
    assert tell_apart(after_verdict, ALIVE, ALIVE, cpu_s=LIMIT_S) == (EndedBy.EXAMINER_DONE, "")


def test_what_the_worker_decided_stands_however_the_kill_looks() -> None:
    decided = Seen(EndedBy.WALL_TIMEOUT, "", verdict=True, learner_died_first=True)
    assert tell_apart(decided, killed(0.2), ALIVE, cpu_s=LIMIT_S)[0] is EndedBy.WALL_TIMEOUT


@pytest.mark.parametrize(
    ("examiner", "cause"),
    [
        (ProcessEnd(exit_code=3), EndedBy.EXAMINER_GONE),
        (killed(0.1, oom=True), EndedBy.EXAMINER_GONE),
        (ProcessEnd(signal=signal.SIGXCPU), EndedBy.EXAMINER_TIMEOUT),
        (killed(0.1), EndedBy.REFUSED),
        (ProcessEnd(), EndedBy.REFUSED),
    ],
)
def test_how_an_examiner_without_a_verdict_ended(examiner: ProcessEnd, cause: EndedBy) -> None:
    assert tell_apart(EXAMINER_DIED, ALIVE, examiner, cpu_s=LIMIT_S)[0] is cause


PROGRAMS = Programs(examiner="scripted:examine", folders=(str(Path(__file__).parent),))
LIMITS = Limits(wall_s=6.0, cpu_s=4.0, memory_mb=64)


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    made = Slot(programs=PROGRAMS)
    yield made
    made.close()


def run(slot: Slot, source: str, *steps: tuple[str, Any], **options: Any) -> tuple[Ended, list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []
    job = Job(source.encode(), {}, json.dumps(steps).encode(), LIMITS)
    return slot.run(job, on_message=heard.append, **options), heard


@pytest.mark.sandbox
@pytest.mark.parametrize("role", ["learner", "examiner"])
def test_a_process_killed_from_outside_is_never_the_learners_fault(slot: Slot, role: str) -> None:
    killed_pids: set[int] = set()

    def kill_it() -> bool:
        for pid in set(getattr(slot._pool, role)._running) - killed_pids:
            os.kill(pid, signal.SIGKILL)
            killed_pids.add(pid)
        return False

    source = "def f():\n    while True: pass\n"
    ended, _ = run(slot, source, ("write", '{"event": "started"}\n'), ("call", "f"), should_stop=kill_it)
    assert killed_pids
    assert (ended.cause, "killed from outside" in ended.detail) == (EndedBy.REFUSED, True)
    assert run(slot, "")[0].cause is EndedBy.EXAMINER_DONE


@pytest.mark.sandbox
@pytest.mark.parametrize(
    "source",
    [
        "import os\ndef f(): os.kill(os.getpid(), 9)\n",
        "import os\ndef f(): os.killpg(0, 9)\n",
        "import signal\ndef f(): signal.raise_signal(9)\n",
        "import resource\ndef f(): resource.setrlimit(resource.RLIMIT_CPU, (0, 0))\n",
        "import signal\ndef f(): signal.setitimer(signal.ITIMER_PROF, 0.01)\n",
        "import ctypes\nlibc = ctypes.CDLL(None)\ndef f(): return [libc.kill(1, 9), libc.tgkill(1, 1, 9)]\n",
    ],
    ids=["kill", "killpg", "raise", "rlimit", "timer", "libc"],
)
def test_no_learner_can_end_as_if_killed_from_outside(slot: Slot, source: str) -> None:
    ended, heard = run(slot, source, ("call", "f"))
    assert ended.cause is EndedBy.EXAMINER_DONE
    kind, value = heard[-1]["said"][-1]
    assert kind == "error" or set(value) == {-1}
