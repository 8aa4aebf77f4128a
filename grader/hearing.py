"""What the worker hears from the examiner in one try, and what it makes of how that ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.bundling.exercise_toml import CheckSpec
from grader.events import CheckEnded, CheckStarted, CurveGrew, Event, OutputCame
from grader.exam.curves import Pace
from grader.messages import BadMessage, Final, read_check, read_curve, read_final, read_started
from grader.sandbox.ending import Ended, EndedBy
from grader.shown import Shown
from grader.verdict import CheckResult, Ending, Fault, LearnerError

# What files, network, processes and banned functions raise inside the cage.
REFUSED_BY_THE_CAGE = "PermissionError"
ENDINGS = {
    EndedBy.EXAMINER_DONE: Ending.FINISHED,
    EndedBy.WALL_TIMEOUT: Ending.TIMED_OUT,
    EndedBy.CPU_TIMEOUT: Ending.TIMED_OUT,
    EndedBy.OUTPUT_LIMIT: Ending.OUTPUT_LIMIT,
    EndedBy.OUT_OF_MEMORY: Ending.OUT_OF_MEMORY,
    EndedBy.CRASHED: Ending.CRASHED,
    EndedBy.TOO_MANY_PROCESSES: Ending.TOO_MANY_PROCESSES,
    EndedBy.STOPPED: Ending.STOPPED,
    EndedBy.EXAMINER_GONE: Ending.PROTOCOL_VIOLATION,
    EndedBy.EXAMINER_TIMEOUT: Ending.PROTOCOL_VIOLATION,
    EndedBy.REFUSED: Ending.ISOLATION_UNAVAILABLE,
}
EXAMINER_LOST = {EndedBy.EXAMINER_GONE, EndedBy.EXAMINER_TIMEOUT}


@dataclass
class Hearing:
    """What the examiner has said so far in one try."""

    specs: Mapping[str, CheckSpec]
    on_event: Callable[[Event], None] | None
    results: dict[str, CheckResult] = field(default_factory=dict)
    running: CheckSpec | None = None
    learner_reached: bool = False
    shown: Shown = field(default_factory=Shown)
    pace: Pace = field(default_factory=Pace)
    final: Final | None = None
    bad: str = ""

    def hear(self, message: Mapping[str, Any]) -> None:
        """Keep one message and tell it on; what breaks the schema is kept as that."""
        try:
            event = self._read(message)
        except BadMessage as bad:
            self.bad = self.bad or str(bad)
            return
        if event is not None and self.on_event is not None:
            self.on_event(event)

    def _read(self, message: Mapping[str, Any]) -> Event | None:
        match message.get("event"):
            case "reading":
                self.learner_reached = True
            case "started":
                self.running = read_started(message, self.specs)
                return CheckStarted(self.running)
            case "check":
                result = read_check(message, self.specs)
                self.results[result.id] = result
                self.running = None
                return CheckEnded(result)
            case "verdict":
                self.final = read_final(message)
            case "output":
                return OutputCame(str(message.get("text", "")))
            case "curve":
                curve = read_curve(message, self.specs)
                # What comes faster than an honest examiner sends is left out.
                return CurveGrew(curve.spec, curve.name, curve.points) if self.pace.allows(is_last=True) else None
            case "picture":
                return self.shown.picture(message)
            case "track":
                return self.shown.track(message)
            case "phase":
                self.shown.is_over = True
            case _:
                raise BadMessage("a message of no known kind")
        return None


def judged(heard: Hearing, ended: Ended) -> tuple[Ending, Fault | None, LearnerError | None]:
    """Whose fault it is and how it ended, from what was heard and what the kernel said."""
    final = heard.final
    if ended.cause is EndedBy.REFUSED:
        return Ending.ISOLATION_UNAVAILABLE, Fault.PLATFORM, LearnerError("PlatformFault", ended.detail[:500])
    if heard.bad:
        # The examiner reads hostile bytes and runs an author's code; either may have made it say this.
        fault = Fault.LEARNER if heard.learner_reached else Fault.AUTHOR
        return Ending.PROTOCOL_VIOLATION, fault, LearnerError("BadMessage", heard.bad[:500])
    if ended.cause in EXAMINER_LOST and not heard.learner_reached:
        return Ending.FINISHED, Fault.AUTHOR, LearnerError("AuthorFault", f"The examiner ended early: {ended.detail}")
    if final is not None and final.fault is Fault.AUTHOR:
        return Ending.FINISHED, Fault.AUTHOR, final.error
    if ended.cause is EndedBy.STOPPED:
        return Ending.STOPPED, None, None
    if ended.cause is not EndedBy.EXAMINER_DONE:
        return ENDINGS[ended.cause], Fault.LEARNER, final.error if final else None
    if final is None:
        return Ending.PROTOCOL_VIOLATION, Fault.LEARNER, None
    if final.error is not None and final.error.type == REFUSED_BY_THE_CAGE:
        return Ending.FORBIDDEN_OPERATION, final.fault, final.error
    return final.ending, final.fault, final.error
