"""Browser tabs for the tests of live events: they ask an ASGI application and keep what it sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.models import User
from exercises.feed import Feed
from exercises.models import Submission
from exercises.streaming import EventStreams


class Page:
    """A browser tab that listens to what an ASGI application sends."""

    def __init__(self, application: Any, scope: dict[str, Any], body: bytes = b"") -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.text = ""
        self.ended = False
        self._changed = asyncio.Condition()
        self._gone = asyncio.Event()
        self._asked = iter([{"type": "http.request", "body": body, "more_body": False}] if body else [])
        self.task = asyncio.create_task(application(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        asked = next(self._asked, None)
        if asked is None:
            await self._gone.wait()
            return {"type": "http.disconnect"}
        return asked

    async def _send(self, message: Any) -> None:
        async with self._changed:
            if message["type"] == "http.response.start":
                self.status, self.headers = message["status"], dict(message["headers"])
            else:
                self.text += message["body"].decode()
                self.ended = not message.get("more_body", False)
            self._changed.notify_all()

    def close(self) -> None:
        self._gone.set()

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: bool(holds()))

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(line[6:]) for line in self.text.split("\n") if line.startswith("data: ")]

    @property
    def kinds(self) -> list[str]:
        return [message["kind"] for message in self.messages]

    @property
    def states(self) -> list[str]:
        return [message["submission"]["state"] for message in self.messages if message["kind"] == "state"]


def listening(streams: EventStreams, submission: Submission, cookie: str) -> Page:
    """A tab that has opened the stream of one submission."""
    path = f"/submissions/{submission.pk}/events/"
    assert streams.answers(path)
    return Page(streams, request("GET", path, cookie))


def request(method: str, path: str, cookie: str, **headers: str) -> dict[str, Any]:
    """The scope of a request; names of headers with an underscore for the hyphen."""
    named = {"host": "localhost", "cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", **headers}
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("192.0.2.1", 1),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()],
    }


@asynccontextmanager
async def site(url: str) -> Any:
    """The route with its feed, as in the web process."""
    feed = Feed(url)
    async with feed.running():
        yield feed


def cookie_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
