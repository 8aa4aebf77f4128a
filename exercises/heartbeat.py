"""While one submission is graded: keep its claim alive, and notice that it should stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection

from exercises.claiming import LEASE, Claim, held_by, renew_lease

logger = logging.getLogger(__name__)

LOOKS_EVERY_S = 0.15
RENEWS_EVERY_S = LEASE.total_seconds() / 4


class Heartbeat:
    """A thread beside the grading. Short gradings end before its first look and cost no query."""

    def __init__(self, claim: Claim, *, at_each_look: Callable[[], None] = lambda: None) -> None:
        self._claim = claim
        self._at_each_look = at_each_look
        self._ended = threading.Event()
        self._should_stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def should_stop(self) -> bool:
        """Whether the learner pressed Stop, or the claim is lost and the result would be dropped."""
        return self._should_stop.is_set()

    def _run(self) -> None:
        renewed = time.monotonic()
        try:
            while not self._ended.wait(LOOKS_EVERY_S):
                self._at_each_look()
                try:
                    if self._must_stop():
                        self._should_stop.set()
                    elif time.monotonic() - renewed > RENEWS_EVERY_S and renew_lease(self._claim):
                        renewed = time.monotonic()
                except DatabaseError:
                    logger.warning("No heartbeat for submission %s", self._claim.submission_id, exc_info=True)
                    connection.close()
                if time.monotonic() - renewed > LEASE.total_seconds():
                    self._should_stop.set()
        finally:
            connection.close()

    def _must_stop(self) -> bool:
        stop_requested = held_by(self._claim).values_list("stop_requested", flat=True).first()
        return stop_requested is not False
