"""One grading at a time: a learner cage and an examiner cage, watched from outside against one deadline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.sandbox.ending import Ended, EndedBy, ProcessEnd
from grader.sandbox.isolation import Mode
from grader.sandbox.job import Job, Limits

__all__ = ["Ended", "EndedBy", "Job", "Limits", "Mode", "ProcessEnd", "Slot"]


class Slot:
    """One learner fork server and one examiner fork server, ready to grade one submission at a time."""

    def __init__(self, *, mode: Mode | None = None) -> None:
        """Start both fork servers; raises `IsolationUnavailable` where a layer does not hold."""

    def run(
        self,
        job: Job,
        *,
        on_message: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool] | None = None,
    ) -> Ended:
        """Run one pair to its end."""
        raise RuntimeError("the slot is not built yet")

    def close(self) -> None:
        """End both fork servers and everything below them."""
