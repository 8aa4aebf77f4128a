"""Notice whether the counters were left alone while they counted.

Not a border: they run beside the learner's code, and whoever rewrites memory gets past them. What can be seen from
within is seen, and a count that was disturbed is no count. The kernel's own clock and the exactness of the answers
do not rest on this.
"""

from __future__ import annotations

import _tracemalloc
import sys
import tracemalloc
from collections.abc import Callable
from sys import addaudithook, audit
from types import ModuleType
from typing import Any

from grader.learner.costs import Disturbance

# The interpreter reports these itself. No computing with arrays needs them.
FORBIDDEN_EVENTS = {
    "sys.settrace": Disturbance.SET_TRACE,
    "sys.setprofile": Disturbance.SET_PROFILE,
    "sys.monitoring.register_callback": Disturbance.MONITORING,
    "gc.get_objects": Disturbance.OBJECTS,
    "gc.get_referrers": Disturbance.OBJECTS,
    "gc.get_referents": Disturbance.OBJECTS,
}
ROLL_CALL = "ascent.roll_call"
OWN_PACKAGE = "grader.learner."
# The first thing that is counted: a peak below it is no peak of this call.
LEAST_PEAK_BYTES = 16 * 1024

_start_tracing, _stop_tracing = tracemalloc.start, tracemalloc.stop
_traced, _is_tracing, _trace_of = (
    tracemalloc.get_traced_memory,
    tracemalloc.is_tracing,
    tracemalloc.get_object_traceback,
)

Contents = dict[str, dict[str, Any]]
_resets: list[bool] = []
_ours: Contents = {}


def note_own_code() -> None:
    """Remember every function of this package as it is before a learner's code runs. The first time counts."""
    if not _ours:
        tracemalloc.reset_peak = _tracemalloc.reset_peak = _note_reset
        _ours.update(_contents())


def _note_reset() -> None:
    """Takes the place of `reset_peak`, which leaves no trace of its own."""
    _resets.append(True)


def own_code_is_whole() -> bool:
    """Whether all of it is still what it was; true where nothing was noted."""
    now = _contents()
    return all(
        name in now and all(now[name].get(key) is value for key, value in contents.items())
        for name, contents in _ours.items()
    )


def _contents() -> Contents:
    """The functions of our modules and of the classes in them, by name."""
    found: Contents = {}
    for name, module in list(sys.modules.items()):
        if name.startswith(OWN_PACKAGE) and isinstance(module, ModuleType):
            found[name] = {key: value for key, value in vars(module).items() if callable(value)}
            for key, value in found[name].copy().items():
                if isinstance(value, type) and value.__module__ == name:
                    methods = {inner: part for inner, part in vars(value).items() if callable(part)}
                    found[f"{name}.{key}"] = {inner: part for inner, part in methods.items() if inner != "note"}
    return found


def _make_guard() -> tuple[Callable[[], None], Callable[[], Disturbance | None]]:
    """`watch` from now on; `heard` ends it and says what was heard, or that nobody could hear."""
    first: list[Disturbance] = []
    answered = is_on = is_hooked = False

    def hear(event: str, _arguments: tuple[Any, ...]) -> None:
        nonlocal answered
        if is_on:
            if event == ROLL_CALL:
                answered = True
            elif event in FORBIDDEN_EVENTS:
                first.append(FORBIDDEN_EVENTS[event])

    def watch() -> None:
        nonlocal is_on, is_hooked
        if not is_hooked:
            addaudithook(hear)
            is_hooked = True
        first.clear()
        is_on = True

    def heard() -> Disturbance | None:
        nonlocal answered, is_on
        answered = False
        audit(ROLL_CALL)
        is_on = False
        return first[0] if first else None if answered else Disturbance.MUTED

    return watch, heard


watch, heard = _make_guard()


class Memory:
    """The peak of what Python and NumPy allocate, and whether anybody meddled with its measuring."""

    def start(self) -> None:
        _resets.clear()
        _start_tracing()
        self._witness = bytearray(LEAST_PEAK_BYTES)
        self._least = _traced()[1]

    def stop(self) -> tuple[int, Disturbance | None]:
        """The peak in bytes, and what was done to the measuring."""
        whole = not _resets and _is_tracing() and _trace_of(self._witness) is not None
        peak = _traced()[1]
        _stop_tracing()
        return peak, None if whole and peak >= self._least else Disturbance.MEMORY
