"""The examiner's line to the worker: one JSON object per line."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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

    def verdict(self, told: Mapping[str, Any]) -> None:
        self._send({"event": "verdict", **told})

    def _send(self, message: Mapping[str, Any]) -> None:
        # allow_nan=False: what is no JSON must fail here, at its source.
        rest = memoryview(json.dumps(message, allow_nan=False).encode() + b"\n")
        while rest:
            rest = rest[os.write(self.fd, rest) :]
