"""What the worker hands to a pair of cages: the two programs' inputs and the limits they run under."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Limits:
    """The defaults of every exercise; an exercise may raise them up to the site's ceilings."""

    wall_s: float = 10.0
    cpu_s: float = 5.0
    memory_mb: int = 512
    output_kept_bytes: int = 64 * 1024
    output_ended_bytes: int = 1_000_000
    source_bytes: int = 64 * 1024
    tmp_mb: int = 0


@dataclass(frozen=True)
class Job:
    """One grading: the learner's source with its loader's settings, and the examiner's opaque payload.

    `examiner_lesson`: the part of the payload that later gradings share, for the fork server to read ahead.
    """

    source: bytes
    learner_settings: dict[str, Any]
    examiner_payload: bytes
    limits: Limits = field(default_factory=Limits)
    examiner_lesson: bytes = b""
