"""The line to the Redis that carries live events. Gradings never wait for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from redis.client import Pipeline

logger = logging.getLogger(__name__)

PATIENCE_S = 1.0
# With Redis gone each message would cost PATIENCE_S.
PAUSE_AFTER_FAILURE_S = 5.0


class EventLine:
    """Sends messages; drops them silently where there is no Redis, and with one warning where it is down."""

    def __init__(self, url: str) -> None:
        self._redis = (
            redis.Redis.from_url(url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S) if url else None
        )
        self._paused_until = 0.0

    def send(self, fill: Callable[[Pipeline], object]) -> None:
        """Send what `fill` puts into a pipeline, in one round trip. Never raises for a Redis that is down."""
        if self._redis is None or time.monotonic() < self._paused_until:
            return
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                fill(pipe)
                pipe.execute()
        except redis.RedisError as error:
            self._paused_until = time.monotonic() + PAUSE_AFTER_FAILURE_S
            logger.warning("Live events cannot be sent, pages read the database instead: %s", error)


@cache
def event_line() -> EventLine:
    """This process's line."""
    return EventLine(settings.EVENTS_URL)
