"""Listen in on the learner's own functions while one of their functions runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from grader.exam.callbacks import CallLog, SeenCall, Served
from grader.exam.failing import AuthorFault
from grader.sandbox.frames import ProtocolViolation

if TYPE_CHECKING:
    from grader.exam.calling import Desk

MOST_AT_ONCE = 100_000


@dataclass(frozen=True)
class Sketch:
    """A call in a long run, in short. `move`: −1 where the step before went straight down the hill, +1 straight up."""

    examples: int
    loss: float
    move: float | None


HearSketch = Callable[[Sketch], None]


class Listening:
    """`with exam.spy("loss_and_grads") as seen:` records every call in `seen.calls`, in order.

    `answered_by`: the exam's function answers in the place of the learner's own, and nothing about it can be forged.
    """

    def __init__(
        self,
        name: str,
        *,
        answered_by: Callable[..., Any] | None = None,
        on_sketch: HearSketch | None = None,
    ) -> None:
        self.name = name
        self._log = CallLog()
        self._on_sketch = on_sketch
        self._served = None if answered_by is None else Served(name, answered_by, self._log)

    @property
    def calls(self) -> list[SeenCall]:
        return self._log.calls

    @property
    def served(self) -> Mapping[str, Served]:
        return {} if self._served is None else {self.name: self._served}

    def as_options(self) -> dict[str, Any]:
        if self._served is not None:
            return {"answered": [self.name]}
        return {"listen": [self.name], "sketch": self._on_sketch is not None}

    def close(self) -> None:
        """What is heard from now on is nobody's concern."""
        self._log.is_open = False

    def hear(self, reports: Any) -> None:
        """Keep what the learner's process tells. Raises ProtocolViolation."""
        if not isinstance(reports, list) or len(reports) > MOST_AT_ONCE:
            raise ProtocolViolation("reports of calls are no list")
        for report in reports:
            if self._on_sketch is not None:
                sketch = self._sketch(report)
                if self._log.is_open:
                    self._on_sketch(sketch)
            else:
                self._log.add(self._call(report))

    def _call(self, report: Any) -> SeenCall:
        if not isinstance(report, tuple) or len(report) != 3 or report[0] != self.name:
            raise ProtocolViolation("a report of a call has another form")
        args = report[1]
        return SeenCall(self.name, args if isinstance(args, tuple) else (), report[2])

    def _sketch(self, report: Any) -> Sketch:
        if not isinstance(report, tuple) or len(report) != 4 or report[0] != self.name:
            raise ProtocolViolation("a sketch of a call has another form")
        _, examples, loss, move = report
        if type(examples) is not int or examples < 0 or type(move) not in (float, type(None)):
            raise ProtocolViolation("a sketch of a call holds something else than numbers")
        return Sketch(examples, loss if isinstance(loss, float) else float("nan"), move)


class Spy:
    """The block in which a desk listens."""

    def __init__(self, desk: Desk, listening: Listening) -> None:
        self._desk = desk
        self._listening = listening

    def __enter__(self) -> Listening:
        if self._desk.listening is not None:
            raise AuthorFault("One `exam.spy` at a time.")
        self._desk.listening = self._listening
        return self._listening

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._desk.listening = None
        self._listening.close()
