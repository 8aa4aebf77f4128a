"""What came back from a call: an answer, an exception, or why there is neither. Read from hostile messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.learner.costs import Disturbance
from grader.sandbox.frames import ProtocolViolation
from grader.verdict import LearnerError

MAX_TEXT = 20_000


@dataclass(frozen=True)
class Returned:
    value: Any
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mutated(self) -> tuple[int, ...]:
        """The places of the arguments that the call changed."""
        found = self.notes.get("mutated")
        return tuple(found) if isinstance(found, (list, tuple)) else ()

    def count_of(self, name: str) -> int | None:
        """One figure of a counted call; None where it was not told."""
        found = self.notes.get(name)
        return found if type(found) is int and found >= 0 else None

    @property
    def disturbed(self) -> Disturbance | None:
        """What the code did to its counters. One of a few phrases: a free one could carry an input out."""
        found = self.notes.get("disturbed")
        return None if found is None else Disturbance(found) if found in set(Disturbance) else Disturbance.REPLACED

    @property
    def calls(self) -> Mapping[str, int]:
        """How often each function that was asked for was called."""
        found = self.notes.get("calls", {})
        whole = isinstance(found, dict) and all(type(count) is int for count in found.values())
        return found if whole else {}


@dataclass(frozen=True)
class Raised:
    error: LearnerError


@dataclass(frozen=True)
class Unsendable:
    type_name: str
    where: str


@dataclass(frozen=True)
class Missing:
    name: str


Reply = Returned | Raised | Unsendable | Missing


def is_told(message: Any, word: str, length: int) -> bool:
    return isinstance(message, tuple) and len(message) == length and message[0] == word


def read_reply(message: Any) -> Reply:
    """One answer of the learner's process. Raises ProtocolViolation."""
    if is_told(message, "value", 3) and isinstance(message[2], dict):
        return Returned(message[1], message[2])
    if is_told(message, "unsendable", 3) and isinstance(message[1], str) and isinstance(message[2], str):
        return Unsendable(message[1][:200], message[2][:200])
    if is_told(message, "missing", 2) and isinstance(message[1], str):
        return Missing(message[1][:200])
    return Raised(read_error(message))


def read_error(message: Any) -> LearnerError:
    """An exception as the learner's process tells it. Raises ProtocolViolation."""
    if not is_told(message, "error", 6):
        raise ProtocolViolation("an answer of no known kind")
    _, type_name, text, line, column, traceback = message
    texts_fit = all(isinstance(part, str) for part in (type_name, text, traceback))
    places_fit = all(place is None or type(place) is int for place in (line, column))
    if not texts_fit or not places_fit:
        raise ProtocolViolation("an error of no known form")
    return LearnerError(type_name[:100], text[:2000], line, column, traceback[:MAX_TEXT])
