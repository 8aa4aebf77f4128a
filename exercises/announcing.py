"""What one grading says while it runs: gathered for some milliseconds, so that the engine hardly waits for Redis."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from redis.client import Pipeline

from exercises.claiming import Claim
from exercises.event_line import event_line
from exercises.live import (
    BACKLOG_KEPT_S,
    BACKLOG_LENGTH,
    CHANNEL,
    LiveMessage,
    as_line,
    backlog_key,
    state_message,
)
from exercises.models import Submission

# Nobody sees checks arrive one by one faster than this.
GATHERS_S = 0.02


class Announcer:
    """Speaks for one attempt at one submission. The heartbeat's thread flushes what waits in a long check."""

    def __init__(self, claim: Claim) -> None:
        self._submission_id = claim.submission_id
        self._attempt = claim.token.hex
        self._number = 0
        self._begun: LiveMessage | None = None
        self._waiting: list[str] = []
        self._sent_at = float("-inf")
        self._lock = threading.Lock()

    def begin(self, submission: Submission) -> None:
        """The grading begins: said with the first news of it, or within a heartbeat. A short one says all in one go."""
        self._begun = state_message(submission)
        self._sent_at = time.monotonic()

    def event(self, event: Mapping[str, Any]) -> None:
        """Say what the engine reports, already fit for the learner, now or within a heartbeat."""
        with self._lock:
            self._waiting.append(as_line(event))
            if time.monotonic() - self._sent_at >= GATHERS_S:
                self._send()

    def flush(self) -> None:
        """Say what waits."""
        with self._lock:
            if self._waiting or self._begun:
                self._send()

    def end(self, submission: Submission) -> None:
        """Say what waits and how the submission now stands, in one round trip."""
        with self._lock:
            self._send(state_message(submission))

    def _send(self, *more: LiveMessage) -> None:
        begun, self._begun = self._begun, None
        batch = self._batch()
        self._sent_at = time.monotonic()

        def fill(pipe: Pipeline) -> None:
            key = backlog_key(self._submission_id)
            if begun is not None:
                # What an earlier attempt said is forgotten.
                pipe.delete(key)
                pipe.publish(CHANNEL, begun.encode())
            if batch is not None:
                pipe.rpush(key, batch.encode())
                pipe.ltrim(key, -BACKLOG_LENGTH, -1)
                pipe.expire(key, BACKLOG_KEPT_S)
                pipe.publish(CHANNEL, batch.encode())
            for message in more:
                pipe.publish(CHANNEL, message.encode())

        event_line().send(fill)

    def _batch(self) -> LiveMessage | None:
        if not self._waiting:
            return None
        self._number += 1
        lines, self._waiting = self._waiting, []
        return LiveMessage(self._submission_id, self._attempt, self._number, False, "\n".join(lines))
