"""The grading engine: does this source pass this exercise, and if not, what exactly is wrong?

    from grader import Bundle, grade
    verdict = grade(Bundle.read("curriculum/02-neuron/05-dense-layer"), source)

The names are loaded when they are first used: the cages import parts of this package and must stay light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.bundle import Bundle
    from grader.bundling.errors import BundleError
    from grader.events import Event
    from grader.process_slot import close, grade, run_scratch, trace_shapes, warm
    from grader.sandbox.errors import IsolationUnavailable
    from grader.sources import NotText, SourceRefused, SourceTooLong, check_source
    from grader.tracing import CouldNotTrace
    from grader.verdict import Verdict

__all__ = [
    "Bundle",
    "BundleError",
    "CouldNotTrace",
    "Event",
    "IsolationUnavailable",
    "NotText",
    "SourceRefused",
    "SourceTooLong",
    "Verdict",
    "check_source",
    "close",
    "grade",
    "run_scratch",
    "trace_shapes",
    "warm",
]

_HOMES = {
    "Bundle": "grader.bundle",
    "BundleError": "grader.bundling.errors",
    "CouldNotTrace": "grader.tracing",
    "Event": "grader.events",
    "IsolationUnavailable": "grader.sandbox.errors",
    "NotText": "grader.sources",
    "SourceRefused": "grader.sources",
    "SourceTooLong": "grader.sources",
    "Verdict": "grader.verdict",
    "check_source": "grader.sources",
    "close": "grader.process_slot",
    "grade": "grader.process_slot",
    "run_scratch": "grader.process_slot",
    "trace_shapes": "grader.process_slot",
    "warm": "grader.process_slot",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
