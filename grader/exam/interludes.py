"""What the learner's process may say while it works on a call: a question for the exam's functions, a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.exam.callbacks import MOST_CALLS, Refused, Served
from grader.exam.spying import Listening
from grader.sandbox.frames import ProtocolViolation

CALLBACK, HEARD = "callback", "heard"


@dataclass
class Interludes:
    """`served`: the functions that may be called during this call; `listening`: who hears the reports."""

    served: Mapping[str, Served] = field(default_factory=dict)
    listening: Listening | None = None
    questions_left: int = MOST_CALLS

    def is_one(self, message: Any) -> bool:
        return isinstance(message, tuple) and bool(message) and message[0] in (CALLBACK, HEARD)

    def reply_to(self, message: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """What goes back, or None where nothing does. Raises ProtocolViolation."""
        if message[0] == HEARD and len(message) == 2 and self.listening is not None:
            self.listening.hear(message[1])
            return None
        if message[0] != CALLBACK or len(message) != 3:
            raise ProtocolViolation("something was said in the middle of a call that nobody asked for")
        _, name, args = message
        if not isinstance(name, str) or not isinstance(args, tuple):
            raise ProtocolViolation("a call of a function of the exam has another form")
        if name not in self.served:
            return ("refused", f"`{name[:80]}` belongs to an earlier call: it answers no more.")
        self.questions_left -= 1
        if self.questions_left < 0:
            return ("refused", f"`{name}` was called more than {MOST_CALLS} times.")
        try:
            return ("answer", self.served[name].answer(args))
        except Refused as refused:
            return ("refused", str(refused))
