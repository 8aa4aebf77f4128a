"""Remove rows past use a few at a time, and not all at once: on SQLite nobody else writes meanwhile, and a table that
nobody swept for long is no reason to hold up a sweep. What is left over is the next sweep's."""

from __future__ import annotations

from collections.abc import Callable

AT_ONCE = 500
MOST_BATCHES = 20


def forget_in_batches(forget_some: Callable[[int], int]) -> int:
    """Call `forget_some` with how many may go, up to MOST_BATCHES times, until it finds fewer; return how many went.

    It removes the oldest, in a transaction of its own, and returns how many it found.
    """
    forgotten = 0
    for _ in range(MOST_BATCHES):
        found = forget_some(AT_ONCE)
        forgotten += found
        if found < AT_ONCE:
            break
    return forgotten
