"""How a pair of cages ended, and how the endings are told apart."""

from __future__ import annotations

import enum
import signal
from dataclasses import dataclass


class EndedBy(enum.StrEnum):
    """Why the pair is gone. Only `EXAMINER_DONE` leaves the judgement to the examiner."""

    EXAMINER_DONE = "examiner_done"
    WALL_TIMEOUT = "wall_timeout"
    CPU_TIMEOUT = "cpu_timeout"
    OUTPUT_LIMIT = "output_limit"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    TOO_MANY_PROCESSES = "too_many_processes"
    STOPPED = "stopped"
    EXAMINER_GONE = "examiner_gone"
    EXAMINER_TIMEOUT = "examiner_timeout"
    REFUSED = "refused"


@dataclass(frozen=True)
class ProcessEnd:
    """What the kernel says of one caged process: its exit, the CPU it used and the memory of its group."""

    exit_code: int | None = None
    signal: int | None = None
    cpu_s: float = 0.0
    peak_bytes: int = 0
    oom: bool = False
    forks_refused: bool = False
    pid: int = 0

    @property
    def is_known(self) -> bool:
        """Whether its fork server lived to tell how it ended."""
        return self.signal is not None or self.exit_code is not None

    @property
    def in_words(self) -> str:
        if self.signal is not None:
            return f"signal {self.signal}"
        return f"exit {self.exit_code}" if self.exit_code is not None else "no report"

    def used_up_cpu(self, cpu_s: float) -> bool:
        """Killed by the kernel with the whole CPU limit used, as its ticks count: they may run ahead of `cpu_s`."""
        killed = self.signal in (signal.SIGKILL, signal.SIGXCPU)
        return killed and self.cpu_s >= cpu_s * LEAST_SHARE_OF_LIMIT


# Of the exact clock, when the ticks have reached the limit. A loop that computes all the time ends at 0.9 to 1.03 of
# it, with twelve on two processors; one that naps between the ticks and wakes for them ends as early as at 0.75.
LEAST_SHARE_OF_LIMIT = 0.6


@dataclass(frozen=True)
class Ended:
    """One grading's end as the worker saw it from outside."""

    cause: EndedBy
    detail: str
    learner: ProcessEnd
    examiner: ProcessEnd
    output: bytes
    output_truncated: bool
    wall_s: float
    start_s: float


@dataclass(frozen=True)
class Seen:
    """What the worker saw while it watched, before it killed what was left."""

    decided: EndedBy | None
    detail: str
    verdict: bool
    learner_died_first: bool

    @property
    def is_plain(self) -> bool:
        """The examiner gave its verdict, and the learner lived until it was killed: its end has nothing to add."""
        return self.verdict and self.decided is None and not self.learner_died_first


def tell_apart(seen: Seen, learner: ProcessEnd, examiner: ProcessEnd, *, cpu_s: float) -> tuple[EndedBy, str]:
    """Why the pair ended, and a detail for the operator. A timeout is never called a memory kill, nor the reverse."""
    if seen.decided is not None:
        return seen.decided, seen.detail
    if not seen.verdict:
        return _of_lost_examiner(examiner)
    if seen.learner_died_first or learner.signal != signal.SIGKILL:
        return _of_learner(learner, cpu_s)
    return EndedBy.EXAMINER_DONE, ""


def _of_lost_examiner(examiner: ProcessEnd) -> tuple[EndedBy, str]:
    if examiner.oom:
        return EndedBy.EXAMINER_GONE, "the examiner ran out of memory"
    if not examiner.is_known:
        return EndedBy.REFUSED, "the fork server was lost before it told how the examiner ended"
    if examiner.signal == signal.SIGKILL:
        return EndedBy.REFUSED, "the examiner was killed from outside"
    if examiner.signal == signal.SIGXCPU:
        return EndedBy.EXAMINER_TIMEOUT, "the examiner used up its CPU time"
    return EndedBy.EXAMINER_GONE, f"the examiner ended without a verdict ({examiner.in_words})"


def _of_learner(learner: ProcessEnd, cpu_s: float) -> tuple[EndedBy, str]:
    if learner.oom:
        return EndedBy.OUT_OF_MEMORY, "killed by the kernel at the memory limit"
    if learner.used_up_cpu(cpu_s):
        return EndedBy.CPU_TIMEOUT, f"{learner.cpu_s:.1f} s of CPU used"
    if learner.signal == signal.SIGKILL:
        # Nothing in the cage can send it, not even to itself, and no limit explains it: the machine or its keeper did.
        return EndedBy.REFUSED, f"the learner was killed from outside, after {learner.cpu_s:.1f} s of CPU"
    if learner.forks_refused:
        return EndedBy.TOO_MANY_PROCESSES, "a second process was refused"
    return EndedBy.CRASHED, learner.in_words
