"""The examiner's line to the worker: one JSON object per line."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.exam.failing import LearnerGone
from grader.sandbox.metering import Usage
from grader.verdict import CheckResult

GO_ON = b"k"


class WorkerGone(Exception):
    """Nobody listens any more."""


@dataclass(frozen=True)
class Control:
    fd: int

    def reading(self) -> None:
        """From here on hostile bytes reach the examiner: if it dies now, it is not the author's fault."""
        self._send({"event": "reading"})

    def started(self, check_id: str) -> None:
        self._send({"event": "started", "check": check_id})

    def result(self, result: CheckResult) -> None:
        self._send({"event": "check", **result.as_dict()})

    def enter_hidden(self) -> None:
        """Tell the worker that hidden inputs follow; returns once it has stopped recording."""
        self._send({"event": "phase", "phase": "hidden"})
        if os.read(self.fd, 1) != GO_ON:
            raise WorkerGone

    def picture(self, picture: Mapping[str, Any]) -> None:
        """A picture that the learner's code showed in the visible phase."""
        self._send({"event": "picture", "picture": dict(picture)})

    def track(self, points: Sequence[Mapping[str, float]]) -> None:
        """Points that the learner's code tracked in the visible phase."""
        self._send({"event": "track", "points": [dict(point) for point in points]})

    def curve(self, check_id: str, name: str, points: Sequence[Sequence[float]]) -> None:
        """New points of a live curve of an open check."""
        self._send({"event": "curve", "check": check_id, "name": name, "points": [list(point) for point in points]})

    def usage(self) -> Usage:
        """What the learner's process has used so far, as the worker sees it. Raises LearnerGone."""
        self._send({"event": "usage"})
        line = b""
        while not line.endswith(b"\n"):
            part = os.read(self.fd, 1024)
            if not part:
                raise WorkerGone
            line += part
        told = json.loads(line)
        if told is None:
            raise LearnerGone
        return Usage(*told)

    def trace(self, trace: Mapping[str, Any]) -> None:
        """What was seen of one call line by line."""
        self._send({"event": "trace", "trace": dict(trace)})

    def verdict(self, told: Mapping[str, Any]) -> None:
        self._send({"event": "verdict", **told})

    def _send(self, message: Mapping[str, Any]) -> None:
        # allow_nan=False: what is no JSON must fail here, at its source.
        rest = memoryview(json.dumps(message, allow_nan=False).encode() + b"\n")
        while rest:
            rest = rest[os.write(self.fd, rest) :]
