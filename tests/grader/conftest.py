from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.sandbox.slot import Slot
from tests.grader.uncaged import UncagedPair


@pytest.fixture
def pair() -> UncagedPair:
    return UncagedPair()


@pytest.fixture(scope="session")
def cages() -> Iterator[Slot]:
    """Real cages, warm: far quicker for many gradings than a pair that is forked off the test and measured."""
    slot = Slot()
    yield slot
    slot.close()
