"""Live events of one submission as server-sent events, on a raw ASGI route beside Django.

Inside a Django view each open stream would hold a thread; here 500 of them share three. In return
this route looks after session, ownership and database connections itself.
"""

from __future__ import annotations

import asyncio
import io
import re
import uuid
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest

from accounts.access import visible_to
from exercises.feed import Feed, Subscription
from exercises.live import LiveMessage, state_message
from exercises.models import Submission
from exercises.presenting import submissions_to_present, to_present
from exercises.reading_beside import read_beside

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ADDRESS = re.compile(r"^/submissions/(?P<id>[0-9a-f-]{36})/events/$")
KEEP_ALIVE_S = 15.0
MOST_STREAMS = 5_000
STILL_HERE = b": still here\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass
class Seen:
    """The last numbered message that a stream passed on."""

    attempt: str = ""
    number: int = 0

    def is_news(self, message: LiveMessage) -> bool:
        """Whether `message` was not passed on yet; states always are."""
        if message.number == 0:
            return True
        if message.attempt == self.attempt and message.number <= self.number:
            return False
        self.attempt, self.number = message.attempt, message.number
        return True


class EventStreams:
    """Answers `/submissions/<uuid>/events/`."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def answers(self, path: str) -> bool:
        """Whether `path` is an address of live events."""
        return ADDRESS.match(path) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the submission has ended or the page is gone."""
        submission_id = _submission_id(scope)
        if scope["method"] != "GET":
            await _refuse(send, HTTPStatus.METHOD_NOT_ALLOWED)
        elif submission_id is None:
            await _refuse(send, HTTPStatus.NOT_FOUND)
        elif self._feed.open_streams >= MOST_STREAMS:
            await _refuse(send, HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            # Subscribed before the row is read: what happens in between is in one or the other.
            with self._feed.subscribed(submission_id) as subscription:
                await self._serve(scope, receive, send, subscription)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, subscription: Subscription) -> None:
        state = await read_beside(_state_for_asker, dict(scope), subscription.submission_id)
        if state is None:
            await _refuse(send, HTTPStatus.NOT_FOUND)
            return
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": HEADERS})
        await pass_on(send, state)
        before = [] if state.is_final else await self._feed.backlog(subscription.submission_id)
        await follow(receive, send, subscription, state, before)


async def follow(
    receive: Receive, send: Send, subscription: Subscription, state: LiveMessage, before: Sequence[LiveMessage] = ()
) -> None:
    """Pass on what was said `before`, then all that is said until the submission has ended or the page is gone.

    `state`: what the page knows already.
    """
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await _tell(send, subscription, state, before, gone)
    finally:
        gone.cancel()
    await send({"type": "http.response.body", "body": b""})


async def _tell(
    send: Send,
    subscription: Subscription,
    state: LiveMessage,
    before: Sequence[LiveMessage],
    gone: asyncio.Task[None],
) -> None:
    seen = Seen()
    for message in before:
        if seen.is_news(message):
            await pass_on(send, message)
    while not state.is_final and not gone.done():
        told = await _next_message(subscription, gone)
        news = told or await read_beside(_state_of, subscription.submission_id)
        if news is None:
            return
        if news.body == state.body:
            await send({"type": "http.response.body", "body": STILL_HERE, "more_body": True})
        elif seen.is_news(news):
            await pass_on(send, news)
        state = news if news.number == 0 else state


def _submission_id(scope: Scope) -> uuid.UUID | None:
    match = ADDRESS.match(scope["path"])
    try:
        return uuid.UUID(match["id"]) if match else None
    except ValueError:
        return None


async def _next_message(subscription: Subscription, gone: asyncio.Task[None]) -> LiveMessage | None:
    """The next message; None when the row should be read: it was said so, or nothing was heard for long."""
    waiting = asyncio.ensure_future(subscription.messages.get())
    try:
        await asyncio.wait({waiting, gone}, timeout=KEEP_ALIVE_S, return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else None
    finally:
        waiting.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def pass_on(send: Send, message: LiveMessage) -> None:
    """Send one message as an event for each of its lines."""
    body = "".join(f"event: message\ndata: {line}\n\n" for line in message.body.split("\n")).encode()
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send: Send, status: HTTPStatus) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": status.phrase.encode()})


def _state_for_asker(scope: dict[str, Any], submission_id: uuid.UUID) -> LiveMessage | None:
    """How the submission stands; None unless the session's person may see it."""
    request = ASGIRequest(scope, io.BytesIO())
    try:
        request.get_host()
    except DisallowedHost:
        return None
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    viewer = get_user(request)
    return next(map(state_message, to_present(visible_to(viewer, Submission).filter(pk=submission_id))), None)


def _state_of(submission_id: uuid.UUID) -> LiveMessage | None:
    return next(map(state_message, submissions_to_present(submission_id)), None)
