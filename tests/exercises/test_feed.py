"""The feed of live events while Redis is away."""

from __future__ import annotations

import asyncio
import logging
import socket

import pytest

from exercises import feed as feeding
from exercises.feed import Feed


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_an_outage_is_logged_once_however_often_it_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(feeding, "CONNECTS_AGAIN_AFTER_S", 0.1)
    monkeypatch.setattr(feeding, "POLLS_EVERY_S", 0.01)
    tries = 0
    feed = Feed(f"redis://127.0.0.1:{closed_port()}/0")
    listen = feed._listen

    async def counted() -> None:
        nonlocal tries
        tries += 1
        await listen()

    monkeypatch.setattr(feed, "_listen", counted)

    async def until_tried_thrice() -> None:
        async with feed.running():
            while tries < 3:
                await asyncio.sleep(0.01)

    with caplog.at_level(logging.WARNING, logger="exercises.feed"):
        asyncio.run(asyncio.wait_for(until_tried_thrice(), timeout=10))
    assert [record.getMessage() for record in caplog.records if "cannot be heard" in record.getMessage()] == [
        caplog.records[0].getMessage()
    ]
