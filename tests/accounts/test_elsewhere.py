"""Signing in at another site, which is a real one here: OpenID Connect over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from config.environment_of_people import oidc_settings, read_oidc
from exercises.models import Exercise, Solution
from tests.accounts.entering import PASSWORD, account_called, path_of, person_of, sign_in, solve, words
from tests.accounts.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, key_called

pytestmark = pytest.mark.django_db
DID_NOT = "Signing in with the University of Hills did not go through."


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Provider]:
    """A provider that runs, and a site that the environment tells of it."""
    (tmp_path / "secret").write_text(CLIENT_SECRET + "\n")
    with Provider() as provider:
        monkeypatch.setenv("ASCENT_OIDC_ISSUER", provider.issuer)
        monkeypatch.setenv("ASCENT_OIDC_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("ASCENT_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
        monkeypatch.setenv("ASCENT_OIDC_NAME", "the University of Hills")
        settings.SOCIALACCOUNT_PROVIDERS = oidc_settings(read_oidc())
        yield provider


def go(client: Client, **more: str) -> str:
    """Where the site sends the browser."""
    answer = client.post("/account/elsewhere/", more)
    assert answer.status_code == 200, words(answer)
    there = answer["Refresh"].removeprefix("0;url=")
    assert f'href="{there}"' in words(answer)
    return str(there)


def way_back(there: str) -> str:
    """Where the other site sends the browser after somebody signed in there."""
    answer = requests.get(there, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == "testserver"
    return f"{back.path}?{back.query}"


def sign_in_there(client: Client, **more: str) -> HttpResponse:
    return client.get(way_back(go(client, **more)))


# Works


def test_the_first_time_makes_an_account_and_the_second_finds_it(client: Client, provider: Provider) -> None:
    assert "Sign in with the University of Hills" in words(client.get("/sign-in/"))
    assert sign_in_there(client, next="/learn/")["Location"] == "/learn/"
    noor = User.objects.get()
    assert (noor.username, noor.email, noor.has_usable_password()) == ("noor", "noor@uni.example", False)
    assert person_of(client) == noor.pk
    assert "/jwks" in provider.asked
    again = Client()
    assert sign_in_there(again)["Location"] == "/"
    assert person_of(again) == noor.pk
    assert User.objects.count() == 1


def test_a_guest_keeps_their_work(guest: User, guest_client: Client, provider: Provider, exercise: Exercise) -> None:
    solve(guest, exercise)
    before = guest_client.session.session_key
    assert sign_in_there(guest_client)["Location"] == "/"
    noor = User.objects.get()
    assert (noor.username, noor.is_guest) == ("noor", False)
    assert Solution.objects.get().learner == noor
    assert not guest_client.session.exists(before)


def test_a_guest_who_has_an_account_is_asked(
    guest: User, guest_client: Client, provider: Provider, exercise: Exercise
) -> None:
    sign_in_there(Client())
    solve(guest, exercise)
    assert path_of(sign_in_there(guest_client)) == "/account/merge/"


def test_an_account_that_is_there_is_connected_after_its_password(client: Client, provider: Provider) -> None:
    noor = account_called("noor")
    sign_in(client, name="noor")
    assert "Not connected with the University of Hills." in words(client.get("/account/"))
    asked = sign_in_there(client, process="connect")
    assert path_of(asked) == "/account/again/"
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == "/account/"
    assert SocialAccount.objects.get().user == noor
    assert "You sign in with the University of Hills too." in words(client.get("/account/"))


# Wrong person


def test_the_address_that_it_tells_opens_no_account(client: Client, provider: Provider) -> None:
    ada = account_called("ada", email="noor@uni.example")
    EmailAddress.objects.create(user=ada, email="noor@uni.example", verified=True, primary=True)
    provider.person["email_verified"] = True
    sign_in_there(client)
    assert person_of(client) not in (None, ada.pk)
    assert EmailAddress.objects.get(verified=True).user == ada


def test_a_name_that_is_taken_becomes_another_one(client: Client, provider: Provider) -> None:
    ada = account_called("noor")
    sign_in_there(client)
    assert person_of(client) not in (None, ada.pk)
    assert User.objects.exclude(pk=ada.pk).get().username != "noor"


def test_the_locked_out_stay_out(client: Client, provider: Provider) -> None:
    sign_in_there(client)
    User.objects.update(is_active=False)
    other = Client()
    refused = sign_in_there(other)
    assert refused.status_code == 403
    assert "This account is closed." in words(refused)
    assert person_of(other) is None


def test_the_way_back_of_another_browser_is_refused(client: Client, provider: Provider) -> None:
    back = way_back(go(Client()))
    refused = client.get(back)
    assert DID_NOT in words(refused)
    assert person_of(client) is None


def test_whoever_turns_round_there_is_back_at_the_sign_in_page(
    guest: User, guest_client: Client, provider: Provider
) -> None:
    provider.refuses = True
    assert sign_in_there(guest_client)["Location"] == "/sign-in/"
    assert person_of(guest_client) == guest.pk


# Bad input


@pytest.mark.parametrize(
    "claims",
    [{"aud": "another site"}, {"iss": "https://elsewhere.example"}, {"exp": 1}, {"iat": "yesterday"}],
    ids=str,
)
def test_a_token_that_cannot_be_is_refused(client: Client, provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims = claims
    refused = sign_in_there(client)
    assert refused.status_code == 502
    assert DID_NOT in words(refused)
    assert not User.objects.exists()


def test_a_token_that_somebody_else_signed_is_refused(client: Client, provider: Provider) -> None:
    provider.signs_with = key_called("another")
    assert sign_in_there(client).status_code == 502
    assert not User.objects.exists()


def test_the_way_back_works_once(client: Client, provider: Provider) -> None:
    back = way_back(go(client))
    client.get(back)
    assert DID_NOT in words(client.get(back))


@pytest.mark.parametrize(
    "query", ["", "?code=a", "?state=a", "?code=a&state=a", "?error=access_denied", "?code=" + "a" * 5000]
)
def test_a_way_back_that_nobody_was_sent_is_refused(client: Client, provider: Provider, query: str) -> None:
    assert client.get(f"/account/elsewhere/back/{query}").status_code == 502
    assert person_of(client) is None


def test_one_is_never_sent_to_another_site(client: Client, provider: Provider) -> None:
    assert sign_in_there(client, next="https://elsewhere.example/")["Location"] == "/"


def test_a_form_of_another_site_is_refused(provider: Provider) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    assert client.post("/account/elsewhere/").status_code == 403


def test_going_there_needs_a_post(client: Client, provider: Provider) -> None:
    assert client.get("/account/elsewhere/").status_code == 405


# Goes wrong half-way


def test_a_site_that_is_down_is_told_in_words(client: Client, provider: Provider) -> None:
    back = way_back(go(client))
    provider.__exit__()
    for refused in (client.post("/account/elsewhere/"), client.get(back)):
        assert refused.status_code == 502
        assert re.search(DID_NOT, words(refused))


def test_without_settings_there_is_no_such_thing(client: Client) -> None:
    assert client.post("/account/elsewhere/").status_code == 404
    assert client.get("/account/elsewhere/back/?code=a&state=a").status_code == 404
    assert "Sign in with" not in words(client.get("/sign-in/"))


# Disconnecting

CONNECTED = "/account/elsewhere/connected/"


def connected(client: Client, provider: Provider) -> SocialAccount:
    """Of an account that has a password too."""
    account_called("noor")
    sign_in(client, name="noor")
    asked = sign_in_there(client, process="connect")
    client.post(asked["Location"], {"password": PASSWORD})
    return SocialAccount.objects.get()


def test_it_is_disconnected_after_the_password_and_opens_the_account_no_more(
    client: Client, provider: Provider
) -> None:
    account = connected(client, provider)
    noor = account.user
    EmailAddress.objects.update_or_create(user=noor, email="noor@example.org", defaults={"verified": True})
    browser = Client()
    sign_in(browser, name="noor")
    assert 'href="/account/elsewhere/connected/"' in words(browser.get("/account/"))
    assert "Once it is disconnected" in words(browser.get(CONNECTED))
    asked = browser.post(CONNECTED, {"account": account.pk})
    assert path_of(asked) == "/account/again/"
    assert SocialAccount.objects.exists()
    assert browser.post(asked["Location"], {"password": PASSWORD})["Location"] == "/account/"
    assert not SocialAccount.objects.exists()
    assert "It is disconnected." in words(browser.get("/account/"))
    assert mail.outbox[-1].to == ["noor@example.org"]
    assert "was disconnected from the University of Hills" in mail.outbox[-1].body
    other = Client()
    sign_in_there(other)
    assert person_of(other) not in (None, noor.pk)


def test_a_new_connection_is_told_by_mail(client: Client, provider: Provider) -> None:
    noor = account_called("noor")
    EmailAddress.objects.create(user=noor, email="noor@example.org", verified=True, primary=True)
    sign_in(client, name="noor")
    client.post(sign_in_there(client, process="connect")["Location"], {"password": PASSWORD})
    assert [sent.to for sent in mail.outbox] == [["noor@example.org"]]
    assert "was connected with the University of Hills." in mail.outbox[0].body


def test_the_only_way_in_stays_connected_until_there_is_a_password(client: Client, provider: Provider) -> None:
    sign_in_there(client)
    account = SocialAccount.objects.get()
    page = words(client.get(CONNECTED))
    assert "You have no password: the University of Hills is the only way into your account." in page
    assert 'href="/account/password/set/"' in page
    refused = client.post(CONNECTED, {"account": account.pk})
    assert "This is the only way into your account, so it stays connected." in words(refused)
    assert SocialAccount.objects.exists()
    client.post("/account/password/set/", {"password1": PASSWORD})
    asked = client.post(CONNECTED, {"account": account.pk})
    client.post(asked["Location"], {"password": PASSWORD})
    assert not SocialAccount.objects.exists()


def test_nobody_disconnects_the_account_of_another(client: Client, provider: Provider) -> None:
    account = connected(client, provider)
    account_called("eve")
    eve = Client()
    sign_in(eve, name="eve")
    eve.post("/account/again/", {"password": PASSWORD})
    assert "Not connected with the University of Hills." in words(eve.get(CONNECTED))
    assert "not connected with your account any more" in words(eve.post(CONNECTED, {"account": account.pk}))
    assert SocialAccount.objects.exists()


@pytest.mark.parametrize("named", ["", "0", "-1", "9" * 40, "a", "\0", "1;2"])
def test_what_is_not_connected_is_not_disconnected(client: Client, provider: Provider, named: str) -> None:
    connected(client, provider)
    answer = client.post(CONNECTED, {"account": named})
    assert answer.status_code == 200
    assert 'role="alert"' in words(answer)
    assert SocialAccount.objects.exists()


def test_disconnecting_twice_says_so(client: Client, provider: Provider) -> None:
    account = connected(client, provider)
    assert client.post(CONNECTED, {"account": account.pk})["Location"] == "/account/"
    assert "not connected with your account any more" in words(client.post(CONNECTED, {"account": account.pk}))


def test_strangers_and_guests_are_asked_to_sign_in(client: Client, guest_client: Client, provider: Provider) -> None:
    for browser in (client, guest_client):
        assert path_of(browser.get(CONNECTED)) == path_of(browser.post(CONNECTED)) == "/sign-in/"


def test_without_settings_nothing_is_connected(client: Client) -> None:
    account_called("noor")
    sign_in(client, name="noor")
    assert client.get(CONNECTED).status_code == client.post(CONNECTED).status_code == 404
