"""Who is being examined: something that answers calls by name. Usually the learner, at the other end of a channel."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from grader.exam.callbacks import Served, with_markers
from grader.exam.failing import AuthorFault, LearnerGone
from grader.exam.interludes import Interludes
from grader.exam.replies import Missing, Raised, Reply, Returned, Unsendable, is_told, read_error, read_reply
from grader.exam.spying import Listening
from grader.sandbox.frames import ChannelClosed, Encoded, NotSendable, ProtocolViolation, encode
from grader.sandbox.metering import Usage
from grader.verdict import LearnerError

__all__ = ["Call", "LearnerSubject", "Missing", "Raised", "Reply", "Returned", "Unsendable"]

# A socket's buffer takes 200 kB, the kernel's own share of each message included.
MOST_AHEAD = 16
MOST_BYTES_AHEAD = 64 << 10
UNHEARD = object()
QUIETLY = Interludes()
# Twice what honest code sends: each of its 2,000 steps with an answer of its own.
MOST_SHOWN = 4_000


@dataclass(frozen=True)
class How:
    """What is measured or demanded beside the answer."""

    count: bool = False
    counted_arguments: bool = False
    strict: bool = False
    calls: tuple[str, ...] = ()

    def as_options(self) -> dict[str, Any]:
        return {name: asked for name, asked in self.__dict__.items() if asked}


PLAINLY = How()


@dataclass(frozen=True)
class Driver:
    """A few lines that run beside the submission; their variable `result` is the answer."""

    source: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """A call of the function `name`; or, with a driver, a session in which `args` are its variables."""

    name: str
    args: tuple[Any, ...]
    how: How = PLAINLY
    listening: Listening | None = None
    driver: Driver | None = None

    def as_message(self) -> tuple[Any, ...]:
        """What is sent to the learner's process."""
        args = with_markers(self.args, {})
        options = {**self.how.as_options(), **(self.listening.as_options() if self.listening else {})}
        if self.driver is None:
            return ("call", self.name, args, options)
        return ("session", self.driver.source, dict(zip(self.driver.variables, args, strict=True)), options)

    def interludes(self) -> Interludes:
        """What the learner's process may say before it answers."""
        served: dict[str, Served] = dict(self.listening.served) if self.listening else {}
        with_markers(self.args, served)
        return Interludes(served, self.listening)

    @property
    def is_plain(self) -> bool:
        """Nothing is said while it runs."""
        return self.driver is None and self.listening is None and not any(type(arg) is Served for arg in self.args)


class Subject(Protocol):
    def call(self, call: Call) -> Reply: ...

    def call_all(self, calls: Sequence[Call]) -> list[Reply]:
        """The replies in order; the list ends with the first that is no `Returned`."""

    def reload(self) -> None:
        """Start from a freshly loaded submission. This or the next call raises ReloadFailed where that fails."""

    def usage(self) -> Usage:
        """What answering has used so far, by the kernel's account."""


@dataclass
class ReloadFailed(Exception):
    error: LearnerError


class Line(Protocol):
    """What leads to the learner's code: a Channel, or in a rehearsal what stands in for one."""

    def send(self, nonce: int, value: Any) -> None: ...

    def receive(self) -> tuple[int, Any]: ...


@dataclass
class Asked:
    """A call that was sent ahead; its answer is heard after those of the calls before it."""

    subject: LearnerSubject
    nonce: int
    size_bytes: int
    message: Any = UNHEARD

    def reply(self) -> Reply:
        """Wait for the answer. Raises ReloadFailed, LearnerGone or ProtocolViolation."""
        while self.message is UNHEARD:
            self.subject.hear_next()
        if is_told(self.message, "stale", 2):
            raise ReloadFailed(read_error(self.message[1]))
        return read_reply(self.message)


class LearnerSubject:
    """The learner's code in its own cage. Every reply is hostile until it has been read here."""

    def __init__(self, channel: Line, meter: Callable[[], Usage] | None = None) -> None:
        """`meter` asks the worker what the learner's process has used."""
        self._channel = channel
        self._meter = meter
        self._is_stale = False
        self._asked_ahead: deque[Asked] = deque()
        self._shown_left = MOST_SHOWN
        self.on_shown: Callable[[Mapping[str, Any]], None] = _nobody_looks

    def opening(self) -> Mapping[str, Any] | LearnerError:
        """What the text of the submission says, read before any of its code ran; or why it does not parse."""
        message = self._receive(0)
        if is_told(message, "parsed", 2) and isinstance(message[1], dict):
            return message[1]
        return read_error(message)

    def loading(self) -> LearnerError | None:
        """How the first execution of the submission ended."""
        message = self._receive(0)
        return None if is_told(message, "loaded", 1) else read_error(message)

    def call(self, call: Call) -> Reply:
        return read_reply(self._exchange(call.as_message(), call.interludes()))

    def call_all(self, calls: Sequence[Call]) -> list[Reply]:
        if not calls or not all(call.is_plain for call in calls):
            return self._one_by_one(calls)
        batch = [(call.name, call.args, call.how.as_options()) for call in calls]
        message = self._exchange(("calls", batch))
        if not is_told(message, "answers", 2) or not isinstance(message[1], list) or len(message[1]) > len(calls):
            raise ProtocolViolation("the answers to a batch are not a list of answers")
        replies = [read_reply(answer) for answer in message[1]]
        early = len(replies) < len(calls)
        if not replies or (early and isinstance(replies[-1], Returned)):
            raise ProtocolViolation("answers of a batch are missing")
        return replies

    def ask_ahead(self, call: Call) -> Asked:
        """Send a plain call without waiting for its answer. What is under way always fits the socket's buffer."""
        message = call.as_message()
        data = _encoded(("afresh", message) if self._is_stale else message)
        under_way = sum(asked.size_bytes for asked in self._asked_ahead)
        if len(self._asked_ahead) >= MOST_AHEAD or under_way + len(data.data) > MOST_BYTES_AHEAD:
            self._catch_up()
        asked = Asked(self, self._sent(data), len(data.data))
        self._is_stale = False
        self._asked_ahead.append(asked)
        return asked

    def hear_next(self) -> None:
        """Take in the answer to the first call that was asked ahead."""
        asked = self._asked_ahead[0]
        message = self._receive(asked.nonce)
        self._asked_ahead.popleft()
        self._is_stale = self._is_stale or is_told(message, "stale", 2)
        asked.message = message

    def _catch_up(self) -> None:
        while self._asked_ahead:
            self.hear_next()

    def trace(self, call: Call) -> tuple[Reply, Mapping[str, Any]]:
        """The reply to a call of a function, and what was seen of it line by line. Nothing is counted meanwhile."""
        _, *message = replace(call, how=PLAINLY).as_message()
        answer = self._exchange(("trace", *message), call.interludes())
        if not is_told(answer, "traced", 3) or not isinstance(answer[2], dict):
            raise ProtocolViolation("an answer to a trace that is none")
        return read_reply(answer[1]), answer[2]

    def _one_by_one(self, calls: Sequence[Call]) -> list[Reply]:
        replies: list[Reply] = []
        for call in calls:
            replies.append(self.call(call))
            if not isinstance(replies[-1], Returned):
                break
        return replies

    def usage(self) -> Usage:
        self._catch_up()
        if self._meter is None:
            raise AuthorFault("Nobody measures this submission from outside.")
        return self._meter()

    def look(self, asked: Sequence[tuple[Any, ...]]) -> tuple[list[Any], list[Any]]:
        """What calls compute on their way, as the learner's process tells it: places and notes, still to be read."""
        message = self._exchange(("looks", list(asked)))
        if not is_told(message, "looked", 3) or not all(isinstance(part, list) for part in message[1:]):
            raise ProtocolViolation("what was looked at is no list")
        return message[1], message[2]

    def reload(self) -> None:
        # It travels with the next call: one exchange instead of two.
        self._is_stale = True

    def _exchange(self, message: tuple[Any, ...], interludes: Interludes = QUIETLY) -> Any:
        if not self._is_stale:
            return self._asked(message, interludes)
        answer = self._asked(("afresh", message), interludes)
        if is_told(answer, "stale", 2):
            raise ReloadFailed(read_error(answer[1]))
        self._is_stale = False
        return answer

    def _asked(self, message: tuple[Any, ...], interludes: Interludes) -> Any:
        self._catch_up()
        nonce = self._sent(message)
        answer = self._receive(nonce)
        while interludes.is_one(answer):
            self._reply(nonce, interludes.reply_to(answer))
            answer = self._receive(nonce)
        return answer

    def _sent(self, message: Any) -> int:
        """Send a question; the number that its answer must bear."""
        nonce = secrets.randbits(63)
        try:
            self._channel.send(nonce, message)
        except NotSendable as refused:
            raise _not_sendable(refused) from refused
        except ChannelClosed as closed:
            raise LearnerGone from closed
        return nonce

    def _reply(self, nonce: int, reply: tuple[Any, ...] | None) -> None:
        if reply is None:
            return
        try:
            self._channel.send(nonce, reply)
        except NotSendable as refused:
            # What came from the learner's code may come back in the answer: never the author's fault.
            self._reply(nonce, ("refused", f"There is no answer to that: {refused}."))
        except ChannelClosed as closed:
            raise LearnerGone from closed

    def _receive(self, nonce: int) -> Any:
        """The answer; what the code shows on the way to it goes to `on_shown`."""
        while True:
            message = self._heard(nonce)
            if not is_told(message, "shown", 2) or not isinstance(message[1], dict):
                return message
            self._shown_left -= 1
            if self._shown_left < 0:
                raise ProtocolViolation("more was shown than anybody can look at")
            self.on_shown(message[1])

    def _heard(self, nonce: int) -> Any:
        try:
            echoed, message = self._channel.receive()
        except ChannelClosed as closed:
            raise LearnerGone from closed
        if echoed != nonce:
            raise ProtocolViolation("an answer to a question that was not asked")
        return message


def _encoded(message: tuple[Any, ...]) -> Encoded:
    try:
        return Encoded(encode(message))
    except NotSendable as refused:
        raise _not_sendable(refused) from refused


def _not_sendable(refused: NotSendable) -> AuthorFault:
    return AuthorFault(f"An argument cannot be sent: {refused}.")


def _nobody_looks(_shown: Mapping[str, Any]) -> None:
    """What is shown in the hidden phase goes nowhere."""
