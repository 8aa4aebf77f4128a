"""Say what happens to a submission, as it happens, to whoever watches it.

Nothing depends on a message arriving: the row is the truth, and a page that connects reads the row first.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from redis.client import Pipeline

from exercises.event_line import event_line
from exercises.models import Submission
from exercises.presenting import present, submission_to_present

CHANNEL = "ascent:live"
# What a page that connects in the middle of a grading is told afterwards.
BACKLOG_LENGTH = 500
BACKLOG_KEPT_S = 120


@dataclass(frozen=True)
class LiveMessage:
    """One message: `attempt` and `number` let a reader drop what it has seen; `is_final` ends the stream."""

    submission_id: uuid.UUID
    attempt: str
    number: int
    is_final: bool
    body: str

    def encode(self) -> bytes:
        """As it travels: one line of envelope, then the JSON that the page receives."""
        envelope = f"{self.submission_id} {self.attempt} {self.number} {int(self.is_final)}"
        return f"{envelope}\n{self.body}".encode()

    @classmethod
    def decode(cls, data: bytes) -> LiveMessage:
        """The message in `data`. Raises ValueError."""
        envelope, _, body = data.decode().partition("\n")
        pk, attempt, number, is_final = envelope.split(" ")
        return cls(uuid.UUID(pk), attempt, int(number), is_final == "1", body)


class Announcer:
    """Says what happens during one grading."""

    def __init__(self, submission_id: uuid.UUID, attempt: uuid.UUID) -> None:
        self._submission_id = submission_id
        self._attempt = attempt.hex
        self._number = 0

    def started(self) -> None:
        """The grading begins: what an earlier attempt said is forgotten."""
        event_line().send(partial(_forget, backlog_key(self._submission_id)))

    def event(self, event: Mapping[str, Any]) -> None:
        """Something that the engine reports, already fit for the learner."""
        self._number += 1
        message = LiveMessage(self._submission_id, self._attempt, self._number, False, as_line(event))
        event_line().send(partial(_publish_and_keep, message))


def announce_state(submissions: Iterable[Submission]) -> None:
    """Tell the watchers of each submission how it now stands."""
    for submission in submissions:
        current = submission_to_present(submission.pk)
        if current is not None:
            event_line().send(partial(_publish, state_message(current)))


def state_message(submission: Submission) -> LiveMessage:
    """The message that says how `submission` stands."""
    body = as_line({"kind": "state", "submission": present(submission)})
    return LiveMessage(submission.pk, "-", 0, submission.is_final, body)


def backlog_key(submission_id: uuid.UUID) -> str:
    """Where the messages of the current attempt are kept for those who come later."""
    return f"{CHANNEL}:{submission_id}"


def as_line(data: Mapping[str, Any]) -> str:
    """JSON without line breaks: a line break would end a server-sent event."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _publish(message: LiveMessage, pipe: Pipeline) -> None:
    pipe.publish(CHANNEL, message.encode())


def _publish_and_keep(message: LiveMessage, pipe: Pipeline) -> None:
    key = backlog_key(message.submission_id)
    pipe.rpush(key, message.encode())
    pipe.ltrim(key, -BACKLOG_LENGTH, -1)
    pipe.expire(key, BACKLOG_KEPT_S)
    _publish(message, pipe)


def _forget(key: str, pipe: Pipeline) -> None:
    pipe.delete(key)
