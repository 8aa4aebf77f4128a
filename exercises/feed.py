"""One subscriber per web process hands live messages to all the streams that are open in it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field

import redis
import redis.asyncio
from django.db import DatabaseError

from exercises.live import CHANNEL, LiveMessage, backlog_key
from exercises.models import Submission
from exercises.reading_beside import read_beside

logger = logging.getLogger(__name__)

POLLS_EVERY_S = 0.1
CONNECTS_AGAIN_AFTER_S = 0.5
ASKS_TO_END_EVERY_S = 0.1
# A page that does not read is told to read the row instead of being kept in memory without end.
MESSAGES_KEPT = 500


@dataclass(eq=False)
class Subscription:
    """What one open stream has not been told yet. `None` means: read the row again."""

    submission_id: uuid.UUID
    messages: asyncio.Queue[LiveMessage | None] = field(default_factory=lambda: asyncio.Queue(maxsize=MESSAGES_KEPT))

    def tell(self, message: LiveMessage | None) -> None:
        """Add one message; where too many wait, put "read the row" in place of them all."""
        if self.messages.full():
            while not self.messages.empty():
                self.messages.get_nowait()
            message = None
        self.messages.put_nowait(message)


class Feed:
    """Hands messages out to subscriptions; without Redis it looks at the rows every POLLS_EVERY_S instead."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._redis = redis.asyncio.Redis.from_url(url, health_check_interval=10) if url else None
        self._subscriptions: dict[uuid.UUID, set[Subscription]] = defaultdict(set)
        self._states: dict[uuid.UUID, str] = {}
        self._is_deaf = False

    @property
    def open_streams(self) -> int:
        """How many streams are open in this process."""
        return sum(map(len, self._subscriptions.values()))

    @contextlib.contextmanager
    def subscribed(self, submission_id: uuid.UUID) -> Iterator[Subscription]:
        """Take part from now on: whatever is said afterwards is kept until it is read."""
        subscription = Subscription(submission_id)
        self._subscriptions[submission_id].add(subscription)
        try:
            yield subscription
        finally:
            others = self._subscriptions[submission_id]
            others.discard(subscription)
            if not others:
                del self._subscriptions[submission_id]
                self._states.pop(submission_id, None)

    async def backlog(self, submission_id: uuid.UUID) -> list[LiveMessage]:
        """What was said in the current attempt before now; nothing where Redis is down."""
        if self._redis is None:
            return []
        try:
            kept = await self._redis.lrange(backlog_key(submission_id), 0, -1)
        except redis.RedisError:
            return []
        return [LiveMessage.decode(data) for data in kept if isinstance(data, bytes)]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None, None]:
        """Hand messages out inside this context."""
        task = asyncio.create_task(self._run(), name="live events")
        try:
            yield
        finally:
            # redis-py may swallow a cancellation while it connects: ask until it is heard.
            while not task.done():
                task.cancel()
                await asyncio.wait({task}, timeout=ASKS_TO_END_EVERY_S)
            if self._redis is not None:
                await self._redis.aclose()

    async def _run(self) -> None:
        while True:
            if self._redis is not None:
                await self._listen()
            await self._poll_for(CONNECTS_AGAIN_AFTER_S)

    async def _listen(self) -> None:
        """Hand out what Redis says until the connection breaks."""
        try:
            async with contextlib.aclosing(self._messages()) as messages:
                async for message in messages:
                    for subscription in self._subscriptions.get(message.submission_id, ()):
                        subscription.tell(message)
        except (redis.RedisError, OSError) as error:
            # Said once: it is tried again twice a second.
            if not self._is_deaf:
                logger.warning("Live events cannot be heard, the rows are polled instead: %s", error)
            self._is_deaf = True

    async def _messages(self) -> AsyncGenerator[LiveMessage, None]:
        if self._redis is None:
            return
        async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(CHANNEL)
            if self._is_deaf:
                logger.warning("Live events are heard again.")
            self._is_deaf = False
            # Something may have been said while nobody listened.
            self._tell_all_to_read()
            async for raw in pubsub.listen():
                yield LiveMessage.decode(raw["data"])

    def _tell_all_to_read(self) -> None:
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions:
                subscription.tell(None)

    async def _poll_for(self, seconds: float) -> None:
        """Look at the rows of the open streams for a while, one query for all of them."""
        for _ in range(round(seconds / POLLS_EVERY_S)):
            if self._subscriptions:
                with contextlib.suppress(DatabaseError):
                    self._compare(await read_beside(_states_of, list(self._subscriptions)))
            await asyncio.sleep(POLLS_EVERY_S)

    def _compare(self, states: dict[uuid.UUID, str]) -> None:
        for submission_id, state in states.items():
            if self._states.get(submission_id) != state:
                self._states[submission_id] = state
                for subscription in self._subscriptions.get(submission_id, ()):
                    subscription.tell(None)


def _states_of(submission_ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(Submission.objects.filter(pk__in=submission_ids).values_list("pk", "state"))
