"""Wait for other processes, no longer than needed."""

from __future__ import annotations

import time
from collections.abc import Callable

import redis


def answers(client: redis.Redis) -> bool:
    """Whether a server is there."""
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def wait_until(holds: Callable[[], object], what: str, *, within_s: float = 20.0) -> None:
    """Come back as soon as `holds()`; fail if it does not in time."""
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, f"{what}: not within {within_s} s"
        time.sleep(0.02)
