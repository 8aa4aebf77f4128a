"""The slot of this process: two warm fork servers, started once, ended at exit."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable

from grader.bundle import Bundle
from grader.events import Event
from grader.grading import grade_on
from grader.sandbox.slot import Slot
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
) -> Verdict:
    """Does `source` pass `bundle`, and if not, what exactly is wrong? One grading at a time in a process.

    Raises IsolationUnavailable where a layer of the cages does not hold: nothing is graded then.
    """
    with _lock:
        return grade_on(
            slot(),
            bundle,
            source,
            visible_only=visible_only,
            seed=seed,
            on_event=on_event,
            should_stop=should_stop,
        )
