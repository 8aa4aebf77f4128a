"""What the tests of all addresses share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.permissions.people import World, make_world


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any) -> World:
    # Hundreds of requests check a password: how slow that is made on purpose is no matter here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world(tmp_path)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Hundreds of refusals are wanted here: their log would only hide what is not."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
