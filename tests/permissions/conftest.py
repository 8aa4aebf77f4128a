"""What the tests of all addresses share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.environment_of_people import Oidc, oidc_settings
from tests.permissions.people import World, make_world

# Another site to sign in at, so that its pages are there; at its address nobody answers.
NOBODY_ELSEWHERE = Oidc(
    issuer="http://127.0.0.1:9", client_id="ascent", client_secret="between the two", name="the University of Hills"
)


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any) -> World:
    # Hundreds of requests check a password: how slow that is made on purpose is no matter here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SOCIALACCOUNT_PROVIDERS = oidc_settings(NOBODY_ELSEWHERE)
    return make_world(tmp_path)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Hundreds of refusals are wanted here: their log would only hide what is not."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
