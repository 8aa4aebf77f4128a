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
from exercises.presenting import present

CHANNEL = "ascent:live"
# What a page that connects in the middle of a grading is told afterwards.
BACKLOG_LENGTH = 500
BACKLOG_KEPT_S = 120


@dataclass(frozen=True)
class LiveMessage:
    """Something to tell the watchers of a submission: `body` holds one JSON object a line, each one event.

    `attempt` and `number` let a reader drop what it has seen; `is_final` ends the stream.
    """

    submission_id: uuid.UUID
    attempt: str
    number: int
    is_final: bool
    body: str

    def encode(self) -> bytes:
        """As it travels: one line of envelope, then the lines of JSON that the page receives."""
        envelope = f"{self.submission_id} {self.attempt} {self.number} {int(self.is_final)}"
        return f"{envelope}\n{self.body}".encode()

    @classmethod
    def decode(cls, data: bytes) -> LiveMessage:
        """The message in `data`. Raises ValueError."""
        envelope, _, body = data.decode().partition("\n")
        pk, attempt, number, is_final = envelope.split(" ")
        return cls(uuid.UUID(pk), attempt, int(number), is_final == "1", body)


def announce_states(submissions: Iterable[Submission]) -> None:
    """Tell the watchers of each submission how it stands: fresh rows, selected together with their exercise."""
    messages = [state_message(submission).encode() for submission in submissions]
    if messages:
        event_line().send(partial(_publish_all, messages))


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


def _publish_all(messages: list[bytes], pipe: Pipeline) -> None:
    for message in messages:
        pipe.publish(CHANNEL, message)
