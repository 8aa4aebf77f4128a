"""What a call of the learner's code costs: counted beside it, or measured by the kernel from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.failing import CheckFailed, FailureKind
from grader.exam.subject import How, Returned

if TYPE_CHECKING:
    from grader.exam.calling import Desk

FIGURES = ("opcodes", "products", "work", "peak_bytes")
# Shorter times say more about the machine than about the code.
GRAIN_S = 1e-3
TRIES = 3
# What is so far beyond the limit is not tried again.
CLEARLY = 5


def counted_call(desk: Desk, kind: FailureKind, name: str, args: Sequence[Any], how: How) -> Returned:
    """The answer with its counts. Raises CheckFailed where the counters were disturbed: then they are no counts."""
    answer = desk.ask(name, args, how)
    told = answer.disturbed
    if told is None and all(answer.count_of(figure) is not None for figure in FIGURES):
        return answer
    what = told.value if told is not None else "the counts were removed"
    sentence = (
        f"What `{name}` costs could not be counted: {what} while your code ran. "
        "Leave tracing and measuring to this check, and it can count again."
    )
    raise CheckFailed(kind, sentence, sentence, where=name, function=name, measure="disturbed")


def figure_of(answer: Returned, name: str) -> int:
    """One count of an answer that `counted_call` gave."""
    return answer.count_of(name) or 0


@dataclass(frozen=True)
class Grown:
    """By the kernel's account: how many times the CPU time, and by how many bytes the highest mark of memory rose."""

    cpu_times: float
    risen_bytes: int


def grown(desk: Desk, name: str, small: Sequence[Any], larger: Sequence[Any], most_times: float) -> Grown:
    """What the call with `larger` takes beside that with `small`.

    A busy machine can only make a time longer: the small one is the longer of two, the larger one the shortest of up
    to three. Nobody waits for the second and third where the first is within `most_times`.
    """
    once = max(_used(desk, name, small)[0], _used(desk, name, small)[0], GRAIN_S)
    cpu_s, risen = _used(desk, name, larger)
    for _ in range(TRIES - 1):
        if not most_times < cpu_s / once <= CLEARLY * most_times:
            break
        cpu_s = min(cpu_s, _used(desk, name, larger)[0])
    return Grown(cpu_s / once, risen)


def _used(desk: Desk, name: str, args: Sequence[Any]) -> tuple[float, int]:
    before = desk.subject.usage()
    desk.call(name, args)
    after = desk.subject.usage()
    return (after.cpu_ns - before.cpu_ns) / 1e9, after.peak_bytes - before.peak_bytes


def bytes_of(value: Any) -> int:
    """The arrays in `value`, in bytes."""
    if isinstance(value, Mapping):
        return sum(bytes_of(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return sum(bytes_of(part) for part in value)
    return int(value.nbytes) if isinstance(value, np.ndarray) else 0


def about(count: float) -> float:
    """Two significant digits: what a learner's process may make known of a hidden call by how much it works."""
    return float(f"{count:.1e}")
