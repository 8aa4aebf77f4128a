"""Who is being examined: something that answers calls by name. Usually the learner, at the other end of a channel."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from grader.exam.failing import AuthorFault, LearnerGone
from grader.sandbox.frames import ChannelClosed, NotSendable, ProtocolViolation
from grader.verdict import LearnerError

MAX_TEXT = 20_000


@dataclass(frozen=True)
class How:
    """What is measured or demanded beside the answer."""

    count: bool = False
    counted_arguments: bool = False
    strict: bool = False

    def as_options(self) -> dict[str, bool]:
        return {name: True for name, asked in self.__dict__.items() if asked}


PLAINLY = How()


@dataclass(frozen=True)
class Returned:
    value: Any
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mutated(self) -> tuple[int, ...]:
        """The places of the arguments that the call changed."""
        found = self.notes.get("mutated")
        return tuple(found) if isinstance(found, (list, tuple)) else ()

    def count_of(self, name: str) -> int:
        found = self.notes.get(name)
        return found if isinstance(found, int) else 0


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


@dataclass(frozen=True)
class Call:
    name: str
    args: tuple[Any, ...]
    how: How = PLAINLY


class Subject(Protocol):
    def call(self, call: Call) -> Reply: ...

    def call_all(self, calls: Sequence[Call]) -> list[Reply]:
        """The replies in order; the list ends with the first that is no `Returned`."""

    def reload(self) -> None:
        """Start from a freshly loaded submission. This or the next call raises ReloadFailed where that fails."""


@dataclass
class ReloadFailed(Exception):
    error: LearnerError


class Line(Protocol):
    """What leads to the learner's code: a Channel, or in a rehearsal what stands in for one."""

    def send(self, nonce: int, value: Any) -> None: ...

    def receive(self) -> tuple[int, Any]: ...


class LearnerSubject:
    """The learner's code in its own cage. Every reply is hostile until it has been read here."""

    def __init__(self, channel: Line) -> None:
        self._channel = channel
        self._is_stale = False

    def opening(self) -> Mapping[str, Any] | LearnerError:
        """What the text of the submission says, read before any of its code ran; or why it does not parse."""
        message = self._receive(0)
        if _is(message, "parsed", 2) and isinstance(message[1], dict):
            return message[1]
        return read_error(message)

    def loading(self) -> LearnerError | None:
        """How the first execution of the submission ended."""
        message = self._receive(0)
        return None if _is(message, "loaded", 1) else read_error(message)

    def call(self, call: Call) -> Reply:
        return read_reply(self._exchange(("call", call.name, call.args, call.how.as_options())))

    def call_all(self, calls: Sequence[Call]) -> list[Reply]:
        batch = [(call.name, call.args, call.how.as_options()) for call in calls]
        message = self._exchange(("calls", batch))
        if not _is(message, "answers", 2) or not isinstance(message[1], list) or len(message[1]) > len(calls):
            raise ProtocolViolation("the answers to a batch are not a list of answers")
        replies = [read_reply(answer) for answer in message[1]]
        early = len(replies) < len(calls)
        if not replies or (early and isinstance(replies[-1], Returned)):
            raise ProtocolViolation("answers of a batch are missing")
        return replies

    def reload(self) -> None:
        # It travels with the next call: one exchange instead of two.
        self._is_stale = True

    def _exchange(self, message: tuple[Any, ...]) -> Any:
        if not self._is_stale:
            return self._asked(message)
        answer = self._asked(("afresh", message))
        if _is(answer, "stale", 2):
            raise ReloadFailed(read_error(answer[1]))
        self._is_stale = False
        return answer

    def _asked(self, message: tuple[Any, ...]) -> Any:
        nonce = secrets.randbits(63)
        try:
            self._channel.send(nonce, message)
        except NotSendable as refused:
            raise AuthorFault(f"An argument cannot be sent: {refused}.") from refused
        except ChannelClosed as closed:
            raise LearnerGone from closed
        return self._receive(nonce)

    def _receive(self, nonce: int) -> Any:
        try:
            echoed, message = self._channel.receive()
        except ChannelClosed as closed:
            raise LearnerGone from closed
        if echoed != nonce:
            raise ProtocolViolation("an answer to a question that was not asked")
        return message


def _is(message: Any, word: str, length: int) -> bool:
    return isinstance(message, tuple) and len(message) == length and message[0] == word


def read_reply(message: Any) -> Reply:
    """One answer of the learner's process. Raises ProtocolViolation."""
    if _is(message, "value", 3) and isinstance(message[2], dict):
        return Returned(message[1], message[2])
    if _is(message, "unsendable", 3) and isinstance(message[1], str) and isinstance(message[2], str):
        return Unsendable(message[1][:200], message[2][:200])
    if _is(message, "missing", 2) and isinstance(message[1], str):
        return Missing(message[1][:200])
    return Raised(read_error(message))


def read_error(message: Any) -> LearnerError:
    """An exception as the learner's process tells it. Raises ProtocolViolation."""
    if not _is(message, "error", 6):
        raise ProtocolViolation("an answer of no known kind")
    _, type_name, text, line, column, traceback = message
    texts_fit = all(isinstance(part, str) for part in (type_name, text, traceback))
    places_fit = all(place is None or type(place) is int for place in (line, column))
    if not texts_fit or not places_fit:
        raise ProtocolViolation("an error of no known form")
    return LearnerError(type_name[:100], text[:2000], line, column, traceback[:MAX_TEXT])
