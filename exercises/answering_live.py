"""A POST that queues something, answered with its live events: the page need not ask a second time.

Django answers first, with all its checks. Only where it has queued a submission does the answer go on as a stream.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest

from exercises.feed import Feed
from exercises.live import LiveMessage, as_line
from exercises.streaming import HEADERS, MOST_STREAMS, Receive, Scope, Send, follow, pass_on

Application = Callable[[Any, Any, Any], Awaitable[None]]

ADDRESS = re.compile(r"^/learn/[^/]+/[^/]+/(submissions|trace|scratch)/$")
EVENT_STREAM = b"text/event-stream"
# Chosen before Django is asked, so that the stream listens before the first worker can say anything.
CHOSEN_ID = "ascent.submission_id"
REPLACED = {b"content-length", *(name for name, _ in HEADERS)}


def chosen_id(request: HttpRequest) -> uuid.UUID:
    """The identity of what this request queues: the one that its stream listens for, else a new one."""
    chosen = request.META.get("asgi.scope", {}).get(CHOSEN_ID)
    return chosen if isinstance(chosen, uuid.UUID) else uuid.uuid4()


class LiveAnswers:
    """Answers the addresses that queue something, for a page that accepts `text/event-stream`."""

    def __init__(self, application: Application, feed: Feed) -> None:
        self._application = application
        self._feed = feed

    def answers(self, scope: Scope) -> bool:
        """Whether the request asks for its live events with its answer, and there is room for a stream."""
        return (
            scope["method"] == "POST"
            and ADDRESS.match(scope["path"]) is not None
            and any(name == b"accept" and EVENT_STREAM in value for name, value in scope["headers"])
            and self._feed.open_streams < MOST_STREAMS
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Django answer; where that has queued a submission, go on until it has ended or the page is gone."""
        with self._feed.subscribed(uuid.uuid4()) as subscription:
            answer = _Answer()
            await self._application({**scope, CHOSEN_ID: subscription.submission_id}, receive, answer.take)
            if answer.status != HTTPStatus.CREATED:
                await answer.pass_on(send)
                return
            accepted = json.loads(answer.body)
            await send({"type": "http.response.start", "status": HTTPStatus.CREATED, "headers": answer.live_headers()})
            await pass_on(send, _message(subscription.submission_id, "accepted", accepted))
            state = _message(subscription.submission_id, "state", {"submission": accepted["submission"]})
            await follow(receive, send, subscription, state)


@dataclass
class _Answer:
    """What Django answers, kept until it is whole."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")

    async def pass_on(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})

    def live_headers(self) -> list[tuple[bytes, bytes]]:
        return [(name, value) for name, value in self.headers if name.lower() not in REPLACED] + HEADERS


def _message(submission_id: uuid.UUID, kind: str, data: dict[str, Any]) -> LiveMessage:
    return LiveMessage(submission_id, "-", 0, False, as_line({"kind": kind, **data}))
