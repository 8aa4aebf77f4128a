"""Read the database from the event loop, in a few threads for all open streams together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 2
_threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="live-events")


async def read_beside(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of `read(...)`. There are no request signals here: old connections are closed by hand."""

    def run() -> T:
        close_old_connections()
        try:
            return read(*args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)
