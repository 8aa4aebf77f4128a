"""Changing a password, and setting a new one by a link in a mail."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from accounts import password_views
from accounts.adapter import logger
from accounts.models import User
from accounts.rate_limits import Allowance
from tests.accounts.entering import OTHER_PASSWORD, PASSWORD, account_called, path_of, person_of, sign_in, solve, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor(db: None) -> User:
    return account_called("noor", email="noor@example.org")


@pytest.fixture
def noors_client(noor: User, client: Client) -> Client:
    sign_in(client, name="noor")
    return client


def change(client: Client, *, old: str = PASSWORD, new: str = OTHER_PASSWORD) -> HttpResponse:
    return client.post("/account/password/", {"oldpassword": old, "password1": new})


def ask_for_link(client: Client, email: str, *, network: str = "192.0.2.7") -> HttpResponse:
    return client.post("/account/reset/", {"email": email}, REMOTE_ADDR=network)


def link() -> str:
    return next(word for word in mail.outbox[-1].body.split() if word.startswith("http"))


# Change


def test_a_changed_password_opens_ends_other_sessions_and_rotates_this_one(noors_client: Client, noor: User) -> None:
    other = Client()
    sign_in(other, name="noor@example.org")
    before = noors_client.session.session_key
    assert change(noors_client)["Location"] == "/account/"
    assert noors_client.session.session_key != before
    assert "The password is changed." in words(noors_client.get("/account/"))
    assert path_of(other.get("/account/")) == "/sign-in/"
    assert sign_in(Client(), name="noor", password=OTHER_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wrong", OTHER_PASSWORD, "Name and password do not go together. Four tries left"),
        ("", OTHER_PASSWORD, "Your password is missing."),
        (PASSWORD, "", "The new password is missing."),
        (PASSWORD, "short", "too short"),
        (PASSWORD, "p" * 4097, "at most 4096 characters"),
        ("p" * 4097, OTHER_PASSWORD, "at most 4096 characters"),
    ],
)
def test_what_cannot_be_changes_nothing(noors_client: Client, noor: User, old: str, new: str, said: str) -> None:
    answer = change(noors_client, old=old, new=new)
    assert said in words(answer)
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)


def test_whoever_finds_a_browser_open_cannot_guess_on_there(noors_client: Client) -> None:
    for _ in range(5):
        change(noors_client, old="wrong")
    assert change(noors_client).status_code == 429


def test_strangers_and_guests_are_asked_to_sign_in(client: Client, guest: User, guest_client: Client) -> None:
    for browser in (client, guest_client):
        assert path_of(change(browser, old="", new=OTHER_PASSWORD)) == "/sign-in/"
        assert path_of(browser.post("/account/password/set/", {"password1": OTHER_PASSWORD})) == "/sign-in/"
    guest.refresh_from_db()
    assert not guest.has_usable_password()


# By mail


def test_the_link_sets_a_password_once_and_ends_all_sessions(client: Client, noor: User) -> None:
    other = Client()
    sign_in(other, name="noor")
    assert ask_for_link(client, "Noor@example.org")["Location"] == "/account/reset/sent/"
    assert mail.outbox[0].to == ["noor@example.org"]
    assert "noor" in mail.outbox[0].body
    form = client.get(link())
    assert form["Location"].endswith("-set-password/")
    assert "All your sessions end" in words(client.get(form["Location"]))
    assert client.post(form["Location"], {"password1": OTHER_PASSWORD})["Location"] == "/account/reset/done/"
    assert "Sign in with it." in words(client.get("/account/reset/done/"))
    assert person_of(client) is None
    assert path_of(other.get("/account/")) == "/sign-in/"
    assert sign_in(client, name="noor", password=OTHER_PASSWORD).status_code == 302
    assert "This link is no longer good" in words(Client().get(link()))


def test_an_address_without_an_account_is_answered_in_the_same_way(client: Client, noor: User) -> None:
    known, unknown = ask_for_link(client, "noor@example.org"), ask_for_link(client, "eve@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert mail.outbox[1].to == ["eve@example.org"]
    assert "No account has this address." in mail.outbox[1].body


def test_the_confirmed_owner_of_an_address_gets_the_link(client: Client, noor: User) -> None:
    EmailAddress.objects.create(user=noor, email="noor@example.org", verified=True, primary=True)
    account_called("eve", email="noor@example.org")
    ask_for_link(client, "noor@example.org")
    assert len(mail.outbox) == 1
    assert "account noor" in mail.outbox[0].body


def test_a_guest_who_follows_a_link_is_still_the_guest(
    guest: User, guest_client: Client, noor: User, exercise: object
) -> None:
    solve(guest, exercise)  # type: ignore[arg-type]
    ask_for_link(guest_client, "noor@example.org")
    form = guest_client.get(link())["Location"]
    guest_client.post(form, {"password1": OTHER_PASSWORD})
    assert person_of(guest_client) == guest.pk
    assert path_of(sign_in(guest_client, name="noor", password=OTHER_PASSWORD)) == "/account/merge/"


@pytest.mark.parametrize("key", ["1-set-password", "zzz-abc-def", "0-0-0", "9" * 200 + "-a-b"])
def test_a_link_that_nobody_sent_is_refused_in_words(client: Client, noor: User, key: str) -> None:
    assert "This link is no longer good" in words(client.get(f"/account/reset/{key}/"))


@pytest.mark.parametrize(
    ("email", "said"), [("", "is missing"), ("nowhere", "not an e-mail address"), ("a" * 300 + "@b.org", "longer")]
)
def test_an_address_that_is_none_is_refused_in_words(client: Client, email: str, said: str) -> None:
    assert said in words(ask_for_link(client, email))
    assert not mail.outbox


def test_links_are_limited_by_address_and_by_network(
    client: Client, noor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for last in range(3):
        assert ask_for_link(client, "noor@example.org", network=f"192.0.2.{last}").status_code == 302
    refused = ask_for_link(client, "NOOR@example.org", network="192.0.2.9")
    assert refused.status_code == 429
    assert "Several links were asked for in the last hour" in words(refused)
    monkeypatch.setattr(password_views, "LINKS_FROM_ONE_NETWORK", Allowance(name="links", limit=1, window_s=3600))
    assert ask_for_link(client, "a@example.org", network="2001:db8::1").status_code == 302
    assert ask_for_link(client, "b@example.org", network="2001:db8::2").status_code == 429
    assert len(mail.outbox) == 4


def test_a_mail_server_that_is_down_is_told_in_words_to_all_alike(
    client: Client, noor: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_self: object, *_asked: object, **_named: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(logger, "propagate", True)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    for address in ("noor@example.org", "eve@example.org"):
        assert "No mail could be sent just now." in words(ask_for_link(client, address))
    assert "A mail could not be sent" in caplog.text
