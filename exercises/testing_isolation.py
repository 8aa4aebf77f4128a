"""Once an hour each worker process that has nothing to do tries its isolation anew: a machine may change under it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.sandbox.selftest import Report

logger = logging.getLogger(__name__)

TESTS_EVERY_S = 3600.0
LOOKS_EVERY_S = 10.0


class IsolationTests(threading.Thread):
    """Tests while `is_idle` says so, and hands a report that does not hold to `refuse`."""

    def __init__(self, *, is_idle: Callable[[], bool], refuse: Callable[[Report], None]) -> None:
        super().__init__(name="isolation tests", daemon=True)
        self._is_idle = is_idle
        self._refuse = refuse
        self._ended = threading.Event()

    def run(self) -> None:
        """Look every LOOKS_EVERY_S whether it is time, until `end` is called."""
        # The web process knows this module and never tests.
        from grader.sandbox import selftest

        tested_at = time.monotonic()
        while not self._ended.wait(LOOKS_EVERY_S):
            if time.monotonic() - tested_at < TESTS_EVERY_S or not self._is_idle():
                continue
            tested_at = time.monotonic()
            report = selftest.run_selftest()
            if report.holds:
                logger.info("The hourly self-test holds: %d layers", len(report.layers))
            else:
                self._refuse(report)

    def end(self) -> None:
        """Test no more."""
        self._ended.set()
