"""Which part of the web process answers: static files, live events, or Django; and what runs beside them."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings

from config.static_files import StaticFiles
from exercises.answering_live import LiveAnswers
from exercises.feed import Feed
from exercises.streaming import EventStreams
from exercises.sweeping import keep_sweeping

ASGIApplication = Any
WSGIApplication = Any
SWEEPER_ENDS_WITHIN_S = 5.0
# Django is synchronous here, and SQLite takes one writer at a time: a few threads that keep their database
# connection serve a class that submits at once far sooner than a thread and a connection for each request.
DJANGO_THREADS = 4


class Routing:
    """The ASGI application of the whole site."""

    def __init__(self, django_application: WSGIApplication) -> None:
        self._django: ASGIApplication = WSGIMiddleware(django_application, workers=DJANGO_THREADS)
        self._static = StaticFiles(root=settings.STATIC_ROOT, prefix=settings.STATIC_URL)
        self._feed = Feed(settings.EVENTS_URL)
        self._streams = EventStreams(self._feed)
        self._live_answers = LiveAnswers(self._django, self._feed)
        self._sweeping_ended = threading.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Hand the connection to the part it is for."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and not settings.DEBUG and scope["path"].startswith(settings.STATIC_URL):
            await self._static(scope, receive, send)
        elif scope["type"] == "http" and self._streams.answers(scope["path"]):
            await self._streams(scope, receive, send)
        else:
            named = _with_true_names(scope)
            django = self._live_answers if self._live_answers.answers(named) else self._django
            await django(named, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        """Run the feed and the sweeper as long as the server runs."""
        await receive()
        sweeper = threading.Thread(target=keep_sweeping, args=[self._sweeping_ended], name="sweeper", daemon=True)
        async with self._feed.running():
            sweeper.start()
            await send({"type": "lifespan.startup.complete"})
            await receive()
        self._sweeping_ended.set()
        await asyncio.to_thread(sweeper.join, SWEEPER_ENDS_WITHIN_S)
        await send({"type": "lifespan.shutdown.complete"})


def build_application(django_application: WSGIApplication) -> Routing:
    """The whole site around Django; in debug mode Django finds the static files itself."""
    if settings.DEBUG:
        from django.contrib.staticfiles.handlers import StaticFilesHandler

        return Routing(StaticFilesHandler(django_application))
    return Routing(django_application)


def _with_true_names(scope: dict[str, Any]) -> dict[str, Any]:
    """Without headers named with an underscore: to WSGI they would look like the ones named with a hyphen."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if b"_" not in name]}
