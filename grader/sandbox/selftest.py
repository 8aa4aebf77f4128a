"""The self-test: does every layer of the cages hold here? Tried by doing; what does not hold is named with its mend."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.sandbox.ending import Ended, EndedBy
from grader.sandbox.errors import IsolationUnavailable
from grader.sandbox.isolation import Isolation, Mode
from grader.sandbox.job import Job, Limits
from grader.sandbox.layers import Layer
from grader.sandbox.probing import ENGINE_FAULT
from grader.sandbox.programs import Programs
from grader.sandbox.slot import Slot

REHEARSAL = Programs(examiner="grader.sandbox.rehearsal:examine")
# Generous: on a busy machine a slow answer is no sign of a broken layer.
LIMITS = Limits(wall_s=10.0, cpu_s=5.0, memory_mb=64)
SHORT = Limits(wall_s=0.3, cpu_s=10.0, memory_mb=64)

GOOD = b"def double(x):\n    return 2 * x\n"
WRONG = b"def double(x):\n    return x\n"
FORGED = b"import os\nos.write(3, b'ASC1' + bytes(40))\n" + GOOD
ENDLESS = b"def double(x):\n    while True:\n        pass\n"
HUNGRY = b"import numpy as np\ndef double(x):\n    return [np.ones(1 << 20) for _ in range(40)][0][0]\n"
# mov eax, 20 (getpid of the 32-bit table); int 0x80; ret
FOREIGN_CALL = (
    b"""
import ctypes, mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes.fromhex("b814000000cd80c3"))
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
"""
    + GOOD
)

NO_CGROUP = Layer(
    "memory group",
    True,
    "none: memory is bounded by address space alone",
    "For a limit that the kernel counts, start the worker as root or with a delegated cgroup subtree.",
)


@dataclass(frozen=True)
class Report:
    """The layers in the order in which they were tried. Grading is allowed only if all hold."""

    mode: Mode | None
    layers: tuple[Layer, ...]

    @property
    def holds(self) -> bool:
        return self.mode is not None and all(layer.holds for layer in self.layers)

    def as_text(self) -> str:
        lines = [f"mode: {self.mode or 'none, nothing can be graded here'}"]
        for layer in self.layers:
            lines.append(f"{'ok  ' if layer.holds else 'FAIL'} {layer.name}: {layer.detail or 'holds'}")
            if layer.mend:
                lines.append(f"     {layer.mend}")
        return "\n".join(lines)


def run_selftest(mode: Mode | None = None) -> Report:
    """Start a slot of its own, try every layer and every limit, and end it."""
    try:
        slot = Slot(mode=mode, programs=REHEARSAL)
    except IsolationUnavailable as error:
        return Report(None, (Layer(error.layer, False, error.why, error.mend),))
    try:
        isolation = slot.isolation
        layers = [*_named(isolation), *slot.look(), *_rehearse(slot, isolation)]
    except IsolationUnavailable as error:
        return Report(None, (Layer(error.layer, False, error.why, error.mend),))
    finally:
        slot.close()
    return Report(isolation.mode, tuple(layers))


def _named(isolation: Isolation) -> list[Layer]:
    """What is there in kinds and versions."""
    user = "own host users" if isolation.own_host_user else "the worker's own host user: no border between them"
    return [
        Layer("architecture", True, platform.machine()),
        Layer("memory group", True, f"cgroup {isolation.cgroup}") if isolation.cgroup else NO_CGROUP,
        Layer("user namespace", True, user),
        Layer("landlock version", True, f"ABI {isolation.landlock_abi}"),
    ]


def _rehearse(slot: Slot, isolation: Isolation) -> list[Layer]:
    """Gradings whose ends are known."""
    memory = "said error MemoryError" if not isolation.cgroup else EndedBy.OUT_OF_MEMORY
    rows: list[tuple[str, bytes, Limits, str]] = [
        ("a right answer passes", GOOD, LIMITS, "said right"),
        ("a wrong answer does not", WRONG, LIMITS, "said wrong"),
        ("a forged frame is refused", FORGED, LIMITS, "said forged"),
        ("an endless loop ends at the deadline", ENDLESS, SHORT, EndedBy.WALL_TIMEOUT),
        ("the memory limit holds", HUNGRY, LIMITS, memory),
    ]
    if platform.machine() == "x86_64":
        rows.append(("a call by a foreign ABI kills", FOREIGN_CALL, LIMITS, "crashed signal 31"))
    return [_ended_as(slot, *row) for row in rows]


def _ended_as(slot: Slot, name: str, source: bytes, limits: Limits, expected: str) -> Layer:
    said: list[dict[str, Any]] = []
    ended = slot.run(Job(source, {}, b"", limits), on_message=said.append)
    slot.settle()
    seen = _in_words(ended, said)
    holds = seen == expected and not _is_alive(ended)
    return Layer(name, holds, seen if seen == expected else f"{seen}, not {expected}", "" if holds else ENGINE_FAULT)


def _in_words(ended: Ended, said: list[dict[str, Any]]) -> str:
    if ended.cause is EndedBy.CRASHED:
        return f"crashed {ended.detail}"
    if ended.cause is not EndedBy.EXAMINER_DONE:
        return ended.cause
    return f"said {said[-1]['said']}" if said else "said nothing"


def _is_alive(ended: Ended) -> bool:
    """Whether the learner's process is still there after the worker says that it ended."""
    return ended.learner.pid > 0 and Path(f"/proc/{ended.learner.pid}").exists()
