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

    @property
    def in_words(self) -> str:
        if self.signal is not None:
            return f"signal {self.signal}"
        return f"exit {self.exit_code}" if self.exit_code is not None else "no report"

    def used_up_cpu(self, cpu_s: float) -> bool:
        """Killed by the kernel with the whole CPU limit used (the limit counts whole seconds)."""
        killed = self.signal in (signal.SIGKILL, signal.SIGXCPU)
        return killed and self.cpu_s >= cpu_s - CPU_CLOCK_SLACK_S


CPU_CLOCK_SLACK_S = 0.2


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
