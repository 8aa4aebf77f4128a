"""What a caged process has used so far, by the kernel's own account: nothing inside the cage can change it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

# clock_getcpuclockid(3): the clock of a process is its number, inverted, and the kind of clock.
PROCESS_CLOCK_SHIFT = 3
SCHEDULER_CLOCK = 2
KB = 1024


@dataclass(frozen=True)
class Usage:
    """CPU time of all threads, and the most memory that was ever resident."""

    cpu_ns: int
    peak_bytes: int


def cpu_s_of(pid: int) -> float:
    """CPU time in s of all threads; 0 once the process is gone."""
    try:
        return _cpu_ns(pid) / 1e9
    except OSError:
        return 0.0


def _cpu_ns(pid: int) -> int:
    return time.clock_gettime_ns(~pid << PROCESS_CLOCK_SHIFT | SCHEDULER_CLOCK)


def usage_of(pid: int) -> Usage | None:
    """None once the process is gone."""
    try:
        cpu_ns = _cpu_ns(pid)
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), None)
    return None if peak is None else Usage(cpu_ns, int(peak) * KB)
