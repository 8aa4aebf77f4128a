"""What a counted call has cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Disturbance(StrEnum):
    """What code can be seen doing to the counters, in words for its author."""

    SET_TRACE = "`sys.settrace` was called"
    SET_PROFILE = "`sys.setprofile` was called"
    MONITORING = "`sys.monitoring` was changed"
    OBJECTS = "`gc` was asked for other objects"
    MUTED = "the interpreter's reports were stopped"
    TRACE_GONE = "the trace function was replaced"
    FRAME_HIDDEN = "a frame was hidden from the trace function"
    MEMORY = "`tracemalloc` was stopped or reset"
    REPLACED = "the counting code was replaced"


@dataclass
class Costs:
    """What was counted; filled when the counting ends.

    `work`: numbers multiplied or written by array operations on what comes from the arguments.
    `disturbed`: what was done to the counters meanwhile; then nothing else in here means anything.
    """

    opcodes: int = 0
    products: int = 0
    work: int = 0
    peak_bytes: int = 0
    calls: Mapping[str, int] = field(default_factory=dict)
    disturbed: Disturbance | None = None

    def as_notes(self) -> dict[str, Any]:
        found = {"opcodes": self.opcodes, "products": self.products, "work": self.work, "peak_bytes": self.peak_bytes}
        return {
            **found,
            **({"calls": dict(self.calls)} if self.calls else {}),
            **({"disturbed": self.disturbed.value} if self.disturbed else {}),
        }
