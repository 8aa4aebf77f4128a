"""Keep Redis, web and worker running, and end all of them together."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType

from config.provisioning.problem import Problem
from config.provisioning.progress import say
from config.serving.processes import Program, Running, start

LOOK_EVERY_S = 0.1
# A program that ends this soon after its start, this often in a row, will not be mended by starting it again.
QUICK_END_S = 5.0
QUICK_ENDS_ALLOWED = 5


class Supervisor:
    """Starts programs in order, restarts what crashes, stops in reverse order."""

    def __init__(self, tell: Callable[[str], None] = say) -> None:
        self._tell = tell
        self._running: list[Running] = []
        self._quick_ends: dict[str, int] = {}
        self.stop_wanted = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop_wanted = True

    def start(self, program: Program) -> Running:
        """Start `program` and watch it from now on. Raises OSError."""
        running = start(program)
        self._running.append(running)
        return running

    def wait_until(self, is_true: Callable[[], bool], *, what: str, deadline_s: float) -> None:
        """Wait for a condition while watching the programs.

        Raises Problem when one of them ends meanwhile, or at the deadline; KeyboardInterrupt when a stop is wanted.
        """
        until = time.monotonic() + deadline_s
        while not is_true():
            if self.stop_wanted:
                raise KeyboardInterrupt
            for running in self._running:
                if running.ended is not None:
                    raise _ended_at_start(running)
            if time.monotonic() > until:
                raise Problem(f"{what} did not become ready within {deadline_s:.0f} s.", "See the logs in var/logs.")
            time.sleep(LOOK_EVERY_S / 4)

    def watch(self) -> None:
        """Restart what crashes, and say so, until a stop is wanted. Raises Problem for what keeps ending at once."""
        while not self.stop_wanted:
            for place, running in enumerate(self._running):
                if running.ended is not None:
                    self._running[place] = self._restart(running)
            time.sleep(LOOK_EVERY_S)

    def _restart(self, running: Running) -> Running:
        name = running.program.name
        quick = time.monotonic() - running.started_at < QUICK_END_S
        self._quick_ends[name] = self._quick_ends.get(name, 0) + 1 if quick else 0
        if self._quick_ends[name] >= QUICK_ENDS_ALLOWED:
            raise _ended_at_start(running)
        self._tell(f"The {name} ended ({how_it_ended(running)}); starting it again. Its log: {running.program.log}")
        running.wait_or_kill(time.monotonic())
        time.sleep(min(2.0, 0.2 * 2 ** self._quick_ends[name]) if quick else 0)
        return start(running.program)

    def stop(self) -> None:
        """End everything, the last started first; what does not end in its time is killed with its whole group."""
        for running in reversed(self._running):
            running.ask_to_stop()
            running.wait_or_kill(time.monotonic() + running.program.stop_s)
        self._running.clear()


def how_it_ended(running: Running) -> str:
    """In words: the signal or the exit code."""
    code = running.ended
    if code is None:
        return "still running"
    if code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"


def _ended_at_start(running: Running) -> Problem:
    try:
        lines = running.program.log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it wrote nothing")
    return Problem(
        f"The {running.program.name} ended at its start ({how_it_ended(running)}): {last[:300]}",
        f"See {running.program.log}.",
    )
