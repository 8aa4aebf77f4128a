"""Tell the operator which step runs, and how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print `title` at once, and its duration when the block ends well."""
    started = time.monotonic()
    say(f"  {title} …", end="")
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f" {time.monotonic() - started:.1f} s")


def say(text: str, *, end: str = "\n") -> None:
    """Print at once: an operator who waits sees where set-up stands."""
    sys.stdout.write(text + end)
    sys.stdout.flush()
