"""The two fork servers of a slot: started together, tested before use, replaced when they die or grow old."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from threading import Thread

from grader.sandbox.caged_process import CagedProcess
from grader.sandbox.errors import ForkServerGone, IsolationUnavailable
from grader.sandbox.isolation import Mode, find_surroundings
from grader.sandbox.layers import Layer
from grader.sandbox.probing import look, probe_server
from grader.sandbox.programs import Programs, Role
from grader.sandbox.server_process import ServerProcess

# Every child of one server has the same address layout and hash seed: a server does not serve for ever.
GRADINGS_PER_SERVER = 500
# After successors that could not be started.
GRADINGS_TO_NEXT_TRY = 20

log = logging.getLogger(__name__)

PAIR = (Role.LEARNER, Role.EXAMINER)
Pair = tuple[ServerProcess, ServerProcess]


class ServerPool:
    """The learner's and the examiner's fork server, both alive and tested after `make_ready`."""

    def __init__(self, *, mode: Mode | None, programs: Programs) -> None:
        self._mode = mode
        self._programs = programs
        self._owner = os.getpid()
        self._successors: Future[Pair] | None = None
        self._postponed = 0
        self.learner, self.examiner = self._start_pair()

    def _start_pair(self) -> Pair:
        """Start both at once; each imports while the other does."""
        surroundings = find_surroundings(self._mode)
        started: list[ServerProcess] = []
        try:
            started += (ServerProcess(role, surroundings=surroundings, programs=self._programs) for role in PAIR)
            for server in started:
                server.wait_until_ready()
            for server in started:
                probe_server(server)
        except BaseException:
            for server in started:
                server.close()
            raise
        return started[0], started[1]

    def make_ready(self) -> None:
        """Replace what is dead, take over successors that are ready; raises `IsolationUnavailable`."""
        if os.getpid() != self._owner:
            raise IsolationUnavailable(
                "fork server", "the slot belongs to another process", "Make a slot in the process that grades."
            )
        if self.learner.gone or self.examiner.gone:
            self.restart()
        elif self._successors is not None and self._successors.done():
            self._take_over(self._successors)
        elif self._successors is None and self.learner.gradings >= GRADINGS_PER_SERVER + self._postponed:
            self._successors = _in_background(self._start_pair)

    def _take_over(self, successors: Future[Pair]) -> None:
        """Go on with the successors; where they could not be started, with the old pair until the next try."""
        self._successors = None
        try:
            pair = successors.result()
        except Exception:
            log.exception("the fork servers' successors could not be started: the old ones go on")
            self._postponed = self.learner.gradings - GRADINGS_PER_SERVER + GRADINGS_TO_NEXT_TRY
        else:
            self._replace(pair)

    def restart(self) -> None:
        """Start both anew; raises `IsolationUnavailable`."""
        self._close_pair()
        self._replace(self._start_pair())

    def _replace(self, pair: Pair) -> None:
        self._close_pair()
        self.learner, self.examiner = pair
        self._postponed = 0

    def wait_for_ends(self, learner: CagedProcess, examiner: CagedProcess) -> None:
        """Wait until both killed children are reported dead. A server that does not answer is killed too."""
        for server, child in ((self.learner, learner), (self.examiner, examiner)):
            try:
                server.wait_for_end(child)
            except (ForkServerGone, TimeoutError):
                server.kill()

    def settle(self) -> None:
        """Wait until nothing is left of earlier pairs. A server that does not answer is killed."""
        for server in (self.learner, self.examiner):
            try:
                server.settle()
            except (ForkServerGone, TimeoutError):
                server.kill()

    def look(self) -> list[Layer]:
        """The layers of both kinds of cage, each named by its role."""
        return [
            replace(layer, name=f"{layer.name} ({server.role})")
            for server in (self.learner, self.examiner)
            for layer in look(server)
        ]

    def close(self) -> None:
        """End both servers, and the successors that may be on their way."""
        self._close_pair()
        if self._successors is not None:
            successors, self._successors = self._successors, None
            # Successors that could not be started have ended by themselves.
            for server in successors.result() if successors.exception() is None else ():
                server.close()

    def _close_pair(self) -> None:
        for server in (self.learner, self.examiner):
            server.close()


def _in_background(start: Callable[[], Pair]) -> Future[Pair]:
    """Run `start` in a thread of its own; the kernel's tie to a parent is made by the launcher, not by it."""
    future: Future[Pair] = Future()

    def work() -> None:
        try:
            future.set_result(start())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=work, name="fork-server-successors", daemon=True).start()
    return future
