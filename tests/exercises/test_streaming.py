"""Live events, through the real ASGI route, a real Redis and a database shared by threads."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from exercises import streaming
from exercises.announcing import Announcer
from exercises.claiming import Claim
from exercises.feed import MESSAGES_KEPT, Subscription
from exercises.live import LiveMessage, announce_states
from exercises.models import State, Submission
from exercises.presenting import submissions_to_present
from exercises.reading_beside import read_beside
from exercises.streaming import EventStreams
from tests.exercises.listening import cookie_of, listening, site

Make = Callable[..., Submission]
pytestmark = pytest.mark.django_db(transaction=True)


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


def finish(row: Submission) -> None:
    Submission.objects.filter(pk=row.pk).update(
        state=State.GRADED, claim=None, lease_until=None, ended_at=timezone.now()
    )


def tell_state(row: Submission) -> None:
    announce_states(submissions_to_present(row.pk))


def test_a_page_hears_state_checks_and_the_end_and_is_closed(
    learner: User, make_submission: Make, redis_url: str
) -> None:
    row, cookie = make_submission(learner, state=State.GRADING), cookie_of(learner)
    assert row.claim is not None
    announcer = Announcer(Claim(row.pk, row.claim))

    async def scenario() -> None:
        async with site(redis_url) as feed:
            page = listening(EventStreams(feed), row, cookie)
            await page.until(lambda: page.kinds == ["state"])
            announcer.event({"kind": "started", "check": "shape"})
            announcer.event({"kind": "output", "text": "line\nbreak\r\u2028"})
            announcer.flush()
            await page.until(lambda: len(page.kinds) == 3)
            await read_beside(finish, row)
            await read_beside(tell_state, row)
            await page.until(lambda: page.ended)
            assert page.kinds == ["state", "started", "output", "state"]
            assert page.states == ["grading", "graded"]
            assert page.messages[2]["text"] == "line\nbreak\r\u2028"
            assert page.headers[b"content-type"].startswith(b"text/event-stream")
            assert page.headers[b"cache-control"] == b"no-store"
            await page.task
            assert feed.open_streams == 0

    run(scenario())


def test_a_page_that_comes_late_hears_what_was_said_and_nothing_twice(
    learner: User, make_submission: Make, redis_url: str
) -> None:
    row, cookie = make_submission(learner, state=State.GRADING), cookie_of(learner)
    assert row.claim is not None
    earlier, now = Announcer(Claim(row.pk, uuid.uuid4())), Announcer(Claim(row.pk, row.claim))
    earlier.event({"kind": "check", "id": "of an attempt before"})
    now.begin(row)
    now.event({"kind": "check", "id": "one"})
    now.flush()

    async def scenario() -> None:
        async with site(redis_url) as feed:
            page = listening(EventStreams(feed), row, cookie)
            await page.until(lambda: len(page.kinds) == 2)
            now.event({"kind": "check", "id": "two"})
            now.flush()
            await page.until(lambda: len(page.kinds) == 3)
            assert [message.get("id") for message in page.messages] == [None, "one", "two"]
            page.close()
            await page.task

    run(scenario())


def test_one_that_has_ended_is_told_and_closed_at_once(learner: User, make_submission: Make, redis_url: str) -> None:
    row, cookie = make_submission(learner, state=State.CANCELLED), cookie_of(learner)

    async def scenario() -> None:
        async with site(redis_url) as feed:
            page = listening(EventStreams(feed), row, cookie)
            await page.task
            assert page.states == ["cancelled"]
            assert page.ended

    run(scenario())


@pytest.mark.parametrize("asker", ["stranger", "nobody", "forged"])
def test_a_stranger_gets_404(asker: str, learner: User, stranger: User, make_submission: Make, redis_url: str) -> None:
    row = make_submission(learner)
    cookie = {"stranger": cookie_of(stranger), "nobody": "", "forged": "x" * 32}[asker]

    async def scenario() -> None:
        async with site(redis_url) as feed:
            page = listening(EventStreams(feed), row, cookie)
            await page.task
            assert page.status == 404
            assert page.text == "Not Found"
            assert feed.open_streams == 0

    run(scenario())


def test_a_page_that_is_closed_is_forgotten(learner: User, make_submission: Make, redis_url: str) -> None:
    row, cookie = make_submission(learner), cookie_of(learner)

    async def scenario() -> None:
        async with site(redis_url) as feed:
            page = listening(EventStreams(feed), row, cookie)
            await page.until(lambda: page.kinds)
            assert feed.open_streams == 1
            page.close()
            await page.task
            assert feed.open_streams == 0

    run(scenario())


@pytest.mark.parametrize("url", ["", "unix:///nowhere/redis.sock"])
def test_without_redis_the_rows_are_polled(url: str, learner: User, make_submission: Make) -> None:
    row, cookie = make_submission(learner, state=State.GRADING), cookie_of(learner)

    async def scenario() -> None:
        async with site(url) as feed:
            page = listening(EventStreams(feed), row, cookie)
            await page.until(lambda: page.kinds == ["state"])
            await read_beside(finish, row)
            await page.until(lambda: page.ended)
            assert page.states == ["grading", "graded"]

    run(scenario())


def test_a_quiet_stream_is_kept_alive_and_a_lost_message_made_good(
    learner: User, make_submission: Make, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "KEEP_ALIVE_S", 0.05)
    row, cookie = make_submission(learner, state=State.GRADING), cookie_of(learner)

    async def scenario() -> None:
        async with site(redis_url) as feed:
            page = listening(EventStreams(feed), row, cookie)
            await page.until(lambda: ": still here\n\n" in page.text)
            await read_beside(finish, row)
            await page.until(lambda: page.ended)
            assert page.states == ["grading", "graded"]

    run(scenario())


def test_a_page_that_does_not_read_is_told_to_read_the_row() -> None:
    async def scenario() -> None:
        subscription = Subscription(uuid.uuid4())
        for number in range(MESSAGES_KEPT + 1):
            subscription.tell(LiveMessage(subscription.submission_id, "a", number, False, "{}"))
        assert subscription.messages.qsize() == 1
        assert subscription.messages.get_nowait() is None

    run(scenario())


def test_messages_travel_unchanged() -> None:
    message = LiveMessage(uuid.uuid4(), "abc", 3, False, '{"text":"a\\nb"}')
    assert LiveMessage.decode(message.encode()) == message
