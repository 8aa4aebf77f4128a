"""The life of one worker process: warm its sandboxes, take work while they hold, say so when they do not."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import close_old_connections, connection

from exercises.grading import Graded, grade_one
from exercises.models import WorkerState
from exercises.presence import Presence, forget_dead_workers, say_gone, say_present
from exercises.sweeping import free_claims_of_the_dead
from exercises.testing_isolation import IsolationTests
from exercises.worker_identity import WorkerIdentity, this_process

if TYPE_CHECKING:
    from grader.sandbox.selftest import Report

logger = logging.getLogger(__name__)

# A bell serves all that waits, but not for ever: the process must stay free to end in good order.
SERVES_FOR_S = 5.0
TRIES_ISOLATION_AGAIN_AFTER_S = 30.0
# Connecting anew for each bell would cost more than claiming; a connection that broke is noticed and replaced.
KEEPS_CONNECTION_S = 600


@dataclass
class GradingProcess:
    """One worker process that grades, one submission at a time."""

    worker: WorkerIdentity = field(default_factory=this_process)
    is_ready: bool = False
    tries_again_at: float = 0.0
    # Between two gradings; and what the self-test found wrong, until it holds again.
    is_idle: bool = True
    found_wrong: str = ""
    presence: Presence | None = None
    tests: IsolationTests | None = None

    def begin(self) -> None:
        """Free what dead processes of this machine held, warm the sandboxes, say that we are there."""
        connection.settings_dict["CONN_MAX_AGE"] = KEEPS_CONNECTION_S
        free_claims_of_the_dead()
        forget_dead_workers()
        self._warm()
        self.presence = Presence(self.worker)
        self.presence.start()
        self.tests = IsolationTests(is_idle=lambda: self.is_idle, refuse=self._distrust)
        self.tests.start()

    def serve(self) -> bool:
        """Grade what waits, for at most SERVES_FOR_S; whether more may wait. Takes nothing without isolation."""
        from grader import IsolationUnavailable

        close_old_connections()
        until = time.monotonic() + SERVES_FOR_S
        self.is_idle = False
        try:
            while self._may_grade():
                if grade_one(worker=self.worker) is Graded.NOTHING_WAITED:
                    return False
                if time.monotonic() > until:
                    return True
        except IsolationUnavailable as refused:
            self._refuse(str(refused))
        finally:
            self.is_idle = True
        return False

    def end(self) -> None:
        """End the sandboxes and say that we are gone."""
        import grader

        for thread in (self.presence, self.tests):
            if thread is not None:
                thread.end()
        grader.close()
        say_gone(worker=self.worker)

    def _may_grade(self) -> bool:
        if not self.is_ready and time.monotonic() > self.tries_again_at:
            self._warm()
        return self.is_ready

    def _warm(self) -> None:
        import grader
        from grader.sandbox.selftest import run_selftest

        if self.found_wrong:
            report = run_selftest()
            if not report.holds:
                self._distrust(report)
                return
            self.found_wrong = ""
        try:
            grader.warm()
        except grader.IsolationUnavailable as refused:
            self._refuse(str(refused))
            return
        self.is_ready = True
        say_present(worker=self.worker, state=WorkerState.READY)

    def _distrust(self, report: Report) -> None:
        """The self-test does not hold: nothing is graded until it does."""
        self.found_wrong = report.as_text()
        self._refuse(self.found_wrong)

    def _refuse(self, why: str) -> None:
        self.is_ready = False
        self.tries_again_at = time.monotonic() + TRIES_ISOLATION_AGAIN_AFTER_S
        logger.critical("No isolation, no grading. %s", why)
        say_present(worker=self.worker, state=WorkerState.REFUSING, detail=why)
