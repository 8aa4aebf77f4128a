"""The slot of this process: two warm fork servers, started once, ended at exit."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any

from grader.blaming import grade_naming_the_cause
from grader.bundle import Bundle
from grader.carrying import carried
from grader.events import Event
from grader.sandbox.slot import Slot
from grader.scratching import scratch_on
from grader.tracing import trace_on
from grader.verdict import Verdict

_lock = threading.RLock()
_slots: dict[int, Slot] = {}


def slot() -> Slot:
    """This process's slot, started on the first call. Raises IsolationUnavailable."""
    with _lock:
        # A forked worker must not share its parent's fork servers: each process has its own.
        for pid in [pid for pid in _slots if pid != os.getpid()]:
            del _slots[pid]
        if os.getpid() not in _slots:
            _slots[os.getpid()] = Slot()
            atexit.register(close)
        return _slots[os.getpid()]


def warm() -> None:
    """Start the fork servers now. Raises IsolationUnavailable."""
    slot()


def close() -> None:
    """End the fork servers of this process."""
    with _lock:
        own = _slots.pop(os.getpid(), None)
        if own is not None:
            own.close()


def grade(
    bundle: Bundle,
    source: bytes | str,
    *,
    visible_only: bool = False,
    seed: int | None = None,
    on_event: Callable[[Event], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    mine: Mapping[str, str] | None = None,
    from_reference: Collection[str] | None = None,
) -> Verdict:
    """Does `source` pass `bundle`, and if not, what exactly is wrong? One grading at a time in a process.

    `mine`: the learner's passing sources of earlier exercises, by slug. `from_reference`: the functions for which
    the reference stands in; where it is not given, all that `mine` does not give.
    Raises IsolationUnavailable where a layer of the cages does not hold: nothing is graded then.
    """
    with _lock:
        return grade_naming_the_cause(
            slot(),
            bundle,
            source,
            carried(bundle, mine, from_reference),
            visible_only=visible_only,
            seed=seed,
            on_event=on_event,
            should_stop=should_stop,
        )


def trace_shapes(
    bundle: Bundle,
    source: bytes | str,
    *,
    function: str = "",
    seed: int | None = None,
    should_stop: Callable[[], bool] | None = None,
    mine: Mapping[str, str] | None = None,
    from_reference: Collection[str] | None = None,
) -> dict[str, Any]:
    """The shapes through one function of `source`, line by line, on an input of a visible check.

    `function`: which one; the last of the contract that is written if it is "". The answer is plain data:
    {"function", "rows": [{line, function, name, step, kind, shape, dtype, times}], "truncated", "error"}.
    Raises IsolationUnavailable; CouldNotTrace where the fault is not the learner's.
    """
    with _lock:
        earlier = carried(bundle, mine, from_reference)
        return trace_on(slot(), bundle, source, earlier, function=function, seed=seed, should_stop=should_stop)


def run_scratch(
    bundle: Bundle,
    solution: str,
    scratch: str,
    *,
    on_event: Callable[[Event], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    mine: Mapping[str, str] | None = None,
    from_reference: Collection[str] | None = None,
) -> Verdict:
    """Execute `scratch` after `solution` under the limits of `bundle`: a verdict without checks.

    Raises IsolationUnavailable.
    """
    with _lock:
        earlier = carried(bundle, mine, from_reference)
        return scratch_on(slot(), bundle, solution, scratch, earlier, on_event=on_event, should_stop=should_stop)
