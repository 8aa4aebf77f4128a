"""Only languages that every page speaks are offered."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["de", "de-AT,de;q=0.9,en;q=0.1", "*", ""])
def test_a_language_without_a_catalogue_gets_whole_pages_in_english(client: Client, asked: str) -> None:
    for page in ("/", "/sign-in/"):
        answer = client.get(page, headers={"accept-language": asked})
        assert answer["Content-Language"] == "en"
        assert '<html lang="en"' in answer.content.decode()


def test_each_language_beside_the_first_has_a_catalogue() -> None:
    for code, _name in settings.LANGUAGES:
        catalogues = [folder / code / "LC_MESSAGES" / "django.po" for folder in settings.LOCALE_PATHS]
        assert code == settings.LANGUAGE_CODE or any(catalogue.exists() for catalogue in catalogues)
