"""Throw examples at a reader: a hundred in every run, thousands in the long one, each with little time."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

Example = TypeVar("Example")

# A reader that takes longer for one example hangs.
EXAMPLE_S = 10.0
FEW, MANY = 100, 2_000

# For tests with an argument `examples`.
few_or_many = pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.long)])


def fuzz(strategy: SearchStrategy[Example], holds: Callable[[Example], None], examples: int) -> None:
    """Have `holds` tried with that many examples; an error of any kind is a finding."""

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def each(example: Example) -> None:
        with _in_time():
            holds(example)

    each()


@contextmanager
def _in_time() -> Iterator[None]:
    def too_late(_number: int, _frame: FrameType | None) -> Any:
        raise TimeoutError(f"one example took more than {EXAMPLE_S} s")

    before = signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, EXAMPLE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
