"""A POST that is answered with its live events: Django in its threads, a real Redis, a database shared by threads."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.http import HttpRequest

from accounts.models import User
from exercises.answering_live import LiveAnswers, chosen_id
from exercises.models import Submission
from exercises.presenting import present
from exercises.reading_beside import read_beside
from exercises.stopping import stop
from tests.exercises.listening import Page, cookie_of, request, site

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/learn/neuron/dense-layer/submissions/"
CODE = "def dense(X, W, b):\n    return X @ W.T + b\n"
LIVE = "text/event-stream, application/json"
TOKEN = "t" * 32
DENSE = pytest.mark.usefixtures("exercise")


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


@asynccontextmanager
async def answering(url: str) -> AsyncIterator[LiveAnswers]:
    """The addresses as the web process serves them."""
    async with site(url) as feed:
        django = WSGIMiddleware(get_wsgi_application(), workers=1)
        yield LiveAnswers(django, feed)
        await asyncio.get_running_loop().run_in_executor(django.executor, connections.close_all)


def post(live: LiveAnswers, cookie: str, body: dict[str, Any], **headers: str) -> Page:
    """A tab that hands something in."""
    sent = json.dumps(body).encode()
    scope = request(
        "POST",
        ADDRESS,
        f"{cookie}; csrftoken={TOKEN}",
        accept=LIVE,
        content_type="application/json",
        content_length=str(len(sent)),
        **{"x_csrftoken": TOKEN, **headers},
    )
    assert live.answers(scope)
    return Page(live, scope, sent)


def cancel(submission: Submission) -> None:
    stop(submission=Submission.objects.get(pk=submission.pk))


@DENSE
def test_what_is_handed_in_is_followed_to_its_end_in_one_answer(learner: User, redis_url: str) -> None:
    cookie = cookie_of(learner)

    async def scenario() -> None:
        async with answering(redis_url) as live:
            page = post(live, cookie, {"source": CODE, "lane": "submit"})
            await page.until(lambda: page.kinds)
            row = await read_beside(Submission.objects.get)
            accepted = page.messages[0]
            assert (page.status, page.kinds) == (201, ["accepted"])
            assert accepted["submission"]["id"] == str(row.pk)
            assert accepted["submission"]["state"] == "queued"
            assert accepted["draft"] == {"revision": 1, "is_current": True}
            assert page.headers[b"content-type"].startswith(b"text/event-stream")
            assert b"content-length" not in page.headers
            assert page.headers[b"x-accel-buffering"] == b"no"
            assert page.headers[b"x-frame-options"] == b"DENY"
            await read_beside(cancel, row)
            await page.until(lambda: page.ended)
            assert page.states == ["cancelled"]
            await page.task

    run(scenario())


@DENSE
def test_what_is_said_before_django_has_answered_is_heard_too(
    learner: User, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = cookie_of(learner)

    async def scenario() -> None:
        async with answering(redis_url) as live:
            monkeypatch.setattr("exercises.api.present", _ending_first)
            page = post(live, cookie, {"source": CODE, "lane": "submit"})
            await page.until(lambda: page.ended)
            assert page.kinds == ["accepted", "state"]
            assert page.states == ["cancelled"]
            await page.task

    run(scenario())


@DENSE
def test_a_long_answer_is_read_also_where_the_browser_accepts_compression(
    learner: User, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = cookie_of(learner)
    monkeypatch.setattr("exercises.api.present", lambda row, **known: {**present(row, **known), "more": "long " * 999})

    async def scenario() -> None:
        async with answering(redis_url) as live:
            page = post(live, cookie, {"source": CODE, "lane": "submit"}, accept_encoding="gzip, br")
            await page.until(lambda: page.kinds)
            assert page.messages[0]["submission"]["more"].startswith("long long")
            assert b"content-encoding" not in page.headers
            await read_beside(cancel, await read_beside(Submission.objects.get))
            await page.task

    run(scenario())


def _ending_first(submission: Submission, **known: Any) -> dict[str, Any]:
    told = present(submission, **known)
    cancel(submission)
    return told


@DENSE
@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"source": CODE, "lane": "sideways"}, {}, 400),
        ({"source": "", "lane": "submit"}, {}, 400),
        ({"source": CODE, "lane": "submit"}, {"x_csrftoken": "forged"}, 403),
    ],
)
def test_what_is_refused_is_answered_as_ever(
    body: dict[str, Any], headers: dict[str, str], status: int, learner: User, redis_url: str
) -> None:
    cookie = cookie_of(learner)

    async def scenario() -> None:
        async with answering(redis_url) as live:
            page = post(live, cookie, body, **headers)
            await page.task
            assert page.status == status
            assert page.headers[b"content-type"].startswith(b"application/json")
            assert page.kinds == []

    run(scenario())
    assert not Submission.objects.exists()


@DENSE
def test_a_page_that_goes_is_forgotten_and_its_submission_kept(learner: User, redis_url: str) -> None:
    cookie = cookie_of(learner)

    async def scenario() -> None:
        async with site(redis_url) as feed:
            django = WSGIMiddleware(get_wsgi_application(), workers=1)
            page = post(LiveAnswers(django, feed), cookie, {"source": CODE, "lane": "run"})
            await page.until(lambda: page.kinds)
            assert feed.open_streams == 1
            page.close()
            await page.task
            assert feed.open_streams == 0
            await asyncio.get_running_loop().run_in_executor(django.executor, connections.close_all)

    run(scenario())
    assert Submission.objects.get().state == "queued"


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        ("GET", ADDRESS, LIVE),
        ("POST", ADDRESS, "application/json"),
        ("POST", ADDRESS, "text/html"),
        ("PUT", "/learn/neuron/dense-layer/draft/", LIVE),
        ("POST", "/learn/neuron/dense-layer/submissions/more/", LIVE),
    ],
)
def test_other_requests_go_to_django_itself(method: str, path: str, accept: str, redis_url: str) -> None:
    async def scenario() -> None:
        async with answering(redis_url) as live:
            assert not live.answers(request(method, path, "", accept=accept))

    run(scenario())


def test_nobody_chooses_the_identity_from_outside() -> None:
    asked = HttpRequest()
    asked.META = {"HTTP_ASCENT_SUBMISSION_ID": "1", "asgi.scope": {"ascent.submission_id": "1"}}
    assert chosen_id(asked) != chosen_id(asked)
