"""Work done in a process of its own, so that the libraries it needs stay out of a fork server and its children."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import Any


def run_aside(work: Callable[[], Any]) -> Any:
    """What `work` gives back or raises, done in a fork that ends with it. For our own work, before any cage."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _work_and_end(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        told = file.read()
    os.waitpid(pid, 0)
    if not told:
        raise RuntimeError("the process that should do it ended early")
    outcome, error = pickle.loads(told)  # noqa: S301 - our own bytes, before anything hostile is near
    if error is not None:
        raise error
    return outcome


def _work_and_end(work: Callable[[], Any], writing: int) -> None:
    try:
        try:
            told = pickle.dumps((work(), None))
        except Exception as error:
            told = pickle.dumps((None, error))
        with os.fdopen(writing, "wb") as file:
            file.write(told)
    finally:
        os._exit(0)
