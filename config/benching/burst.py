"""Many submissions at the same moment, each answered live until its verdict, as pages are."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

DEADLINE_S = 60.0
FINAL_STATES = {"graded", "could_not_check"}
CSRF = "b" * 32


@dataclass(frozen=True)
class Outcome:
    """How one submission fared: seconds from posting to its verdict; None where it never came."""

    seconds: float | None
    state: str


async def submit_all(port: int, path: str, source: str, sessions: Sequence[str]) -> list[Outcome]:
    """Post `source` for every session at once and wait for all verdicts."""
    return await asyncio.gather(*(_one(port, path, source, session) for session in sessions))


async def _one(port: int, path: str, source: str, session: str) -> Outcome:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(DEADLINE_S):
            state = await _submit(port, path, source, session)
    except (TimeoutError, OSError, ValueError, KeyError) as error:
        return Outcome(None, f"{type(error).__name__}: {error}")
    return Outcome(time.perf_counter() - started, state)


async def _submit(port: int, path: str, source: str, session: str) -> str:
    """Post and follow the answer's live events until a final state."""
    body = json.dumps({"source": source, "lane": "submit"}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4 << 20)
    head = (
        f"POST {path}submissions/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Accept: text/event-stream, application/json\r\n"
        f"Cookie: ascent_session={session}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    try:
        writer.write(head.encode() + body)
        status = await reader.readline()
        if b" 201 " not in status:
            message = f"answer {status.decode()}"
            raise ValueError(message)
        return await _final_state(reader)
    finally:
        writer.close()


async def _final_state(reader: asyncio.StreamReader) -> str:
    while line := await reader.readline():
        if not line.startswith(b"data:"):
            continue
        event = json.loads(line[5:])
        if event["kind"] == "state" and event["submission"]["state"] in FINAL_STATES:
            return str(event["submission"]["state"])
    message = "the stream ended before the verdict"
    raise ValueError(message)
