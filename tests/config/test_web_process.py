"""The web process as a whole: headers, static files, routing, and what runs beside."""

from __future__ import annotations

import asyncio
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from config.asgi import application
from config.routing import Routing
from config.static_files import StaticFiles

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def directives(policy: str) -> dict[str, str]:
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in policy.split(";"))}


async def ask(app: Any, path: str, *, method: str = "GET", headers: dict[str, str] | None = None) -> Any:
    """Status, headers and body of one request to an ASGI application."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("192.0.2.1", 1),
        "headers": [
            (name.encode(), value.encode()) for name, value in {"host": "localhost", **(headers or {})}.items()
        ],
    }
    gone = asyncio.Event()
    first = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        message = next(first, None)
        if message is None:
            await gone.wait()
            return {"type": "http.disconnect"}
        return message

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    answered = dict(sent[0]["headers"])
    return sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:])


def test_a_page_brings_the_strict_policy_with_a_fresh_nonce(client: Client, db: None) -> None:
    nonces = []
    for _ in range(2):
        told = directives(client.get("/").headers["Content-Security-Policy"])
        nonce = re.fullmatch(r"'self'(?: 'nonce-([\w+/=]+)')?", told["style-src"])
        assert nonce
        nonces.append(nonce[1])
        assert {**told, "style-src": "'self'"} == directives(POLICY)
    assert nonces[0] is None or nonces[0] != nonces[1]


def test_a_page_brings_the_other_protections(client: Client, db: None) -> None:
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_foreign_host_name_is_not_answered(db: None) -> None:
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_the_asgi_application_answers_for_django() -> None:
    status, _, body = asyncio.run(ask(application, "/healthz"))
    assert (status, body) == (200, b"ok")


def test_a_header_with_an_underscore_cannot_pass_for_one_with_a_hyphen() -> None:
    """To WSGI both have the same name: the host would be the caller's choice twice."""
    seen: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environ)
        start_response("200 OK", [])
        return [b""]

    headers = {"x_forwarded_for": "203.0.113.9", "x-plain": "kept"}
    assert asyncio.run(ask(Routing(application), "/", headers=headers))[0] == 200
    assert "HTTP_X_FORWARDED_FOR" not in seen[0]
    assert seen[0]["HTTP_X_PLAIN"] == "kept"


@pytest.mark.django_db(transaction=True)
def test_live_events_of_nobody_are_not_found() -> None:
    address = "/submissions/00000000-0000-0000-0000-000000000000/events/"
    assert asyncio.run(ask(application, address))[0] == 404
    assert asyncio.run(ask(application, address, method="POST"))[0] == 405
    assert asyncio.run(ask(application, address, headers={"host": "evil.example"}))[0] == 404


class TestStaticFiles:
    """Files with hashed names, straight from the server."""

    @pytest.fixture
    def files(self, tmp_path: Path) -> StaticFiles:
        (tmp_path / "base.0123456789ab.js").write_text("go();" * 100)
        (tmp_path / "base.0123456789ab.js.gz").write_bytes(gzip.compress(b"go();" * 100))
        (tmp_path / "plain.txt").write_text("plain")
        return StaticFiles(root=tmp_path, prefix="/static/")

    def test_a_hashed_file_may_be_kept_for_ever(self, files: StaticFiles) -> None:
        status, headers, body = asyncio.run(ask(files, "/static/base.0123456789ab.js"))
        assert (status, body) == (200, b"go();" * 100)
        assert b"immutable" in headers[b"cache-control"]
        assert headers[b"x-content-type-options"] == b"nosniff"
        assert b"immutable" not in asyncio.run(ask(files, "/static/plain.txt"))[1][b"cache-control"]

    def test_the_compressed_twin_is_sent_to_who_reads_it(self, files: StaticFiles) -> None:
        asked = {"accept-encoding": "gzip"}
        _, headers, body = asyncio.run(ask(files, "/static/base.0123456789ab.js", headers=asked))
        assert headers[b"content-encoding"] == b"gzip"
        assert gzip.decompress(body) == b"go();" * 100

    def test_what_the_browser_has_is_not_sent_again(self, files: StaticFiles) -> None:
        _, headers, _ = asyncio.run(ask(files, "/static/plain.txt"))
        asked = {"if-none-match": headers[b"etag"].decode()}
        assert asyncio.run(ask(files, "/static/plain.txt", headers=asked))[0] == 304

    @pytest.mark.parametrize(
        "path", ["/static/nothing.js", "/static/../manage.py", "/static/%2e%2e/manage.py", "/static/"]
    )
    def test_nothing_else_is_found(self, files: StaticFiles, path: str) -> None:
        assert asyncio.run(ask(files, path))[0] == 404

    def test_nothing_is_written_there(self, files: StaticFiles) -> None:
        assert asyncio.run(ask(files, "/static/plain.txt", method="POST"))[0] == 405


@pytest.mark.django_db(transaction=True)
def test_feed_and_sweeper_live_as_long_as_the_server(redis_url: str) -> None:
    import threading

    async def server() -> list[str]:
        told: list[str] = []
        stop = asyncio.Event()
        steps = iter([{"type": "lifespan.startup"}])

        async def receive() -> dict[str, str]:
            step = next(steps, None)
            if step is None:
                await stop.wait()
                return {"type": "lifespan.shutdown"}
            return step

        async def send(message: dict[str, str]) -> None:
            told.append(message["type"])
            if message["type"] == "lifespan.startup.complete":
                assert "sweeper" in {thread.name for thread in threading.enumerate()}
                stop.set()

        await Routing(application)({"type": "lifespan"}, receive, send)
        return told

    assert asyncio.run(server()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert "sweeper" not in {thread.name for thread in threading.enumerate()}


def test_nobody_debugs_a_live_site() -> None:
    assert settings.ENVIRONMENT.debug is False
