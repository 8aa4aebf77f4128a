"""The page for a fault of ours, while the database, the templates or the static files are what broke."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def visitor() -> Client:
    """No test here may ask the database: asking it is the fault."""
    return Client(raise_request_exception=False)


def test_without_a_database_the_page_says_whose_fault_it_is(visitor: Client) -> None:
    answer = visitor.get("/learn/02-neuron/one-neuron/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "We broke something. Our fault, not yours." in page
    assert 'href="/"' in page
    assert "DatabaseOperationForbidden" not in page


def test_a_script_is_told_in_its_own_form(visitor: Client) -> None:
    answer = visitor.get("/learn/02-neuron/one-neuron/draft/", HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "our_fault")


@pytest.mark.parametrize("broken", ["templates", "static files"])
def test_a_page_that_cannot_be_drawn_is_said_in_plain_words(visitor: Client, settings: Any, broken: str) -> None:
    if broken == "templates":
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": True}]
    else:
        # As after a deployment that forgot to collect them.
        manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
        settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}
        settings.STATIC_ROOT = settings.ASCENT_DATA / "nothing-here"
    answer = visitor.get("/learn/02-neuron/one-neuron/")
    assert answer.status_code == 500
    assert "Our fault, not yours." in answer.content.decode()
    assert "<link" not in answer.content.decode()
