"""Which part of the web process answers: static files, live events, or Django; and what runs beside them."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from django.conf import settings

from config.static_files import StaticFiles
from exercises.feed import Feed
from exercises.streaming import EventStreams
from exercises.sweeping import keep_sweeping

ASGIApplication = Any
SWEEPER_ENDS_WITHIN_S = 5.0


class Routing:
    """The ASGI application of the whole site."""

    def __init__(self, django_application: ASGIApplication) -> None:
        self._django = django_application
        self._static = StaticFiles(root=settings.STATIC_ROOT, prefix=settings.STATIC_URL)
        self._feed = Feed(settings.EVENTS_URL)
        self._streams = EventStreams(self._feed)
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
            await self._django(scope, receive, send)

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


def build_application(django_application: ASGIApplication) -> Routing:
    """The whole site around Django; in debug mode Django finds the static files itself."""
    if settings.DEBUG:
        from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

        return Routing(ASGIStaticFilesHandler(django_application))
    return Routing(django_application)
