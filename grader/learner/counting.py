"""Count what a call costs: instructions of the learner's own files, calls of their functions, array work, peak memory.

The counters live in the same process as the code they count and can be fooled by it; checks that matter do
not rest on them alone. Where they see that they were touched, they say so instead of a count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from types import CodeType
from typing import Any

from grader.learner import disturbing
from grader.learner.costs import Costs, Disturbance
from grader.learner.counted_arrays import CopiesCount, CountedArray, Note, plain, wrapped
from grader.learner.instructions import Codes, Stop, start_counting

__all__ = ["CountedArray", "Counting", "codes_of", "counted", "plain", "wrapped"]


def counted(files: Collection[str], codes: Codes | None = None, *, arrays: bool = False) -> Counting:
    """Count while the block runs. `files`: whose instructions count; `codes`: whose calls count, under which name.

    `arrays`: the arguments are counting arrays, and so shall be what is copied from them.
    """
    return Counting(files, codes or {}, arrays=arrays)


class Counting:
    """The block of `counted`. No `contextmanager`: that writes to what is raised through it, which may be hostile."""

    def __init__(self, files: Collection[str], codes: Codes, *, arrays: bool) -> None:
        self._files = files
        self._codes = codes
        self._copies = CopiesCount() if arrays else None
        self._costs = Costs()

    def __enter__(self) -> Costs:
        self._note, self._noted = _tally()
        self._memory = disturbing.Memory()
        CountedArray.note = staticmethod(self._note)
        if self._copies is not None:
            self._copies.install()
        self._memory.start()
        self._stop: Stop = start_counting(self._files, self._codes)
        disturbing.watch()
        return self._costs

    def __exit__(self, *_raised: object) -> None:
        try:
            told: Sequence[Disturbance | None] = self._ended()
        except Exception:
            told = [Disturbance.REPLACED]
        self._costs.disturbed = next((one for one in told if one is not None), None)
        with suppress(Exception):
            CountedArray.note = None
            if self._copies is not None:
                self._copies.remove()

    def _ended(self) -> Sequence[Disturbance | None]:
        """Stop every counter, fill in the costs; what each has to complain of."""
        heard = disturbing.heard()
        executed = self._stop()
        peak, memory = self._memory.stop()
        note = CountedArray.__dict__["note"]
        kept = isinstance(note, staticmethod) and note.__func__ is self._note
        costs = self._costs
        costs.opcodes, costs.calls, costs.peak_bytes = executed.opcodes, executed.calls, peak
        costs.products, costs.work = self._noted()
        return [
            heard,
            executed.disturbed,
            memory,
            None if kept and disturbing.own_code_is_whole() else Disturbance.REPLACED,
        ]


def _tally() -> tuple[Note, Callable[[], tuple[int, int]]]:
    """`note` adds, `noted` tells: nobody else holds the two numbers."""
    products = work = 0

    def note(more_products: int, more_work: int) -> None:
        nonlocal products, work
        products += more_products
        work += more_work

    return note, lambda: (products, work)


def codes_of(namespace: Mapping[str, Any], names: Collection[str]) -> dict[CodeType, str]:
    """The code of each function that `names` tells, "forward" or "Network.forward"; a name without code is left out."""
    found: dict[CodeType, str] = {}
    for name in names:
        first, *rest = name.split(".")
        value = namespace.get(first)
        for part in rest:
            value = vars(value).get(part) if isinstance(value, type) else None
        code = getattr(value, "__code__", None)
        if isinstance(code, CodeType):
            found[code] = name
    return found
