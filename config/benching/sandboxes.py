"""What one sandbox takes and how quickly it goes: private memory, kill to gone."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import grader
from config.benching.report import Figure, median
from config.benching.sample_bundles import ELIMINATION, ENDLESS, ten_calls
from grader.events import CheckEnded, Event

RUNS = 9
BUSY_S = 0.1


def sandboxes() -> list[Figure]:
    """Memory that no other process shares, at the end of a grading; and the end of a learner in an endless loop."""
    memory_mb = [max(found) for found in (_private_mb() for _ in range(RUNS)) if found]
    gone_ms = [_kill_ms() for _ in range(RUNS)]
    figures = [Figure("kill to gone, a learner in an endless loop, p50", median(gone_ms), "ms", 10.0)]
    if memory_mb:
        figures.insert(0, Figure("private memory, the larger sandbox of the pair", median(memory_mb), "MB", 4.0))
    return figures


def _private_mb() -> list[float]:
    """Of each sandbox when the last check has been taken; nothing where only root may look."""
    found: list[float] = []
    bundle = ten_calls()

    def look(event: Event) -> None:
        if isinstance(event, CheckEnded) and event.result.id == bundle.checks[-1].id:
            found.extend(_private_mb_of(pid) for pid in _sandboxes())

    grader.grade(bundle, ELIMINATION, on_event=look)
    return [size for size in found if size]


def _kill_ms() -> float:
    """The sandbox that computes without an end is killed while its grading is watched from another thread."""
    bundle = ten_calls()
    grading = Thread(target=grader.grade, args=(bundle, ENDLESS))
    before = {pid: _cpu_ticks(pid) for pid in _sandboxes()}
    grading.start()
    time.sleep(BUSY_S)
    pid = max(_sandboxes(), key=lambda each: _cpu_ticks(each) - before.get(each, 0))
    pidfd = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    started = time.perf_counter()
    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    poll.poll()
    gone_ms = (time.perf_counter() - started) * 1e3
    os.close(pidfd)
    grading.join()
    return gone_ms


def _sandboxes() -> list[int]:
    """The children of this process's fork servers."""
    return [child for server in _children(os.getpid()) for child in _children(server)]


def _children(pid: int) -> list[int]:
    return [
        int(word)
        for tasks in Path(f"/proc/{pid}/task").glob("*/children")
        for word in _or_nothing(tasks.read_text).split()
    ]


def _private_mb_of(pid: int) -> float:
    lines = _or_nothing(Path(f"/proc/{pid}/smaps_rollup").read_text).splitlines()
    kilobytes = [int(line.split()[1]) for line in lines if line.startswith(("Private_Dirty:", "Private_Clean:"))]
    return sum(kilobytes) / 1024


def _cpu_ticks(pid: int) -> int:
    fields = _or_nothing(Path(f"/proc/{pid}/stat").read_text).rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12]) if fields else 0


def _or_nothing(read: Callable[[], str]) -> str:
    """A process may end while it is looked at, or not be ours to look at."""
    try:
        return read()
    except OSError:
        return ""
