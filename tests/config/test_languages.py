"""The language of a page: the one that the browser asks for, or the one chosen by the switch."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from exercises.models import Exercise

pytestmark = pytest.mark.django_db

GERMAN = "Anmelden"


def in_german(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    return client


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.1", "de"),
        ("en-GB", "en"),
        ("fr,de;q=0.3", "de"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_a_page_comes_in_the_language_that_the_browser_asks_for_else_in_english(
    client: Client, asked: str, spoken: str
) -> None:
    for page in ("/", reverse("sign_in")):
        answer = client.get(page, headers={"accept-language": asked})
        assert answer["Content-Language"] == spoken
        assert f'<html lang="{spoken}"' in answer.content.decode()
        assert (GERMAN in answer.content.decode()) == (spoken == "de")


def test_the_switch_holds_against_the_browser_and_keeps_the_page(client: Client) -> None:
    page = reverse("sign_in") + "?next=/notation/"
    answer = client.post(reverse("set_language"), {"language": "de", "next": page})
    assert answer.status_code == 302
    assert answer["Location"] == page
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("de", True, "Lax")
    assert int(cookie["max-age"]) >= 180 * 24 * 3600
    assert '<html lang="de"' in client.get(page, headers={"accept-language": "en"}).content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": page})
    assert '<html lang="en"' in client.get(page, headers={"accept-language": "de"}).content.decode()


@pytest.mark.parametrize("language", ["tlh", "", "de\r\nSet-Cookie: a=b", "x" * 10_000, "../de"])
def test_a_language_that_is_not_offered_changes_nothing(client: Client, language: str) -> None:
    answer = client.post(reverse("set_language"), {"language": language, "next": "/"})
    assert answer.status_code == 302
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org", "javascript:alert(1)", "\\\\example.org"])
def test_the_switch_leads_nowhere_else(client: Client, page: str) -> None:
    answer = client.post(reverse("set_language"), {"language": "de", "next": page})
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")


def test_the_switch_takes_no_orders_from_other_sites() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("set_language"), {"language": "de"}, headers={"origin": "https://example.org"})
    assert answer.status_code == 403
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_a_cookie_that_somebody_made_up_gets_english(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "../../etc"
    assert '<html lang="en"' in client.get("/").content.decode()


def test_every_page_offers_each_language_in_its_own_words(client: Client) -> None:
    for page in ("/", reverse("sign_in"), "/no-such-page/"):
        body = client.get(page + "?a=1").content.decode()
        assert f'name="next" value="{page}?a=1"' in body
        for code, name in settings.LANGUAGES:
            assert f'value="{code}" lang="{code}"' in body
            assert f">{name}" in body


def test_an_answer_to_a_form_leads_back_to_the_page_of_the_form(client: Client) -> None:
    body = client.post(
        reverse("sign_in"), {}, headers={"referer": "http://testserver/sign-in/?next=/"}
    ).content.decode()
    assert 'name="next" value="/sign-in/?next=/"' in body
    elsewhere = client.post(reverse("sign_in"), {}, headers={"referer": "https://example.org/a"}).content.decode()
    assert "example.org" not in elsewhere


def test_no_cache_gives_the_page_of_one_language_to_those_of_another(client: Client, learner_client: Client) -> None:
    for visitor in (client, learner_client):
        for page in ("/", reverse("sign_in"), reverse("notation"), "/no-such-page/"):
            varies = {name.strip().lower() for name in visitor.get(page).get("Vary", "").split(",")}
            assert {"accept-language", "cookie"} <= varies, page


def test_a_german_page_loads_the_scripts_that_speak_german(client: Client) -> None:
    address = reverse("notation")
    assert 'src="/static/notation.js"' in client.get(address).content.decode()
    assert 'src="/static/de/notation.js"' in in_german(client).get(address).content.decode()


def test_refusals_of_the_interface_for_scripts_are_german_too(learner_client: Client, exercise: Exercise) -> None:
    address = reverse("submit", args=[exercise.stage.slug, exercise.slug])
    answer = in_german(learner_client).post(address, {"source": "", "lane": "run"}, content_type="application/json")
    assert answer.json()["error"]["message"] == "Es ist noch kein Code da."
