from __future__ import annotations

import pytest

from tests.grader.uncaged import UncagedPair


@pytest.fixture
def pair() -> UncagedPair:
    return UncagedPair()
