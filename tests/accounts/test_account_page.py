"""The account page and what it changes."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import URLPattern
from pytest_django import DjangoAssertNumQueries

from accounts import account_sections
from accounts.account_sections import AccountSection, register_account_section
from accounts.models import User
from accounts.urls import urlpatterns
from tests.accounts.entering import PASSWORD, account_called, path_of, sign_in, words
from tests.making import client_of

pytestmark = pytest.mark.django_db
QUERIES = 4


@pytest.fixture
def noor(db: None) -> User:
    return account_called("noor")


@pytest.fixture
def noors_client(noor: User, client: Client) -> Client:
    sign_in(client, name="noor")
    return client


def give_address(client: Client, email: str) -> None:
    """By way of the password, after which allauth goes on with the form."""
    asked = client.post("/account/email/", {"action_add": "", "email": email})
    assert path_of(asked) == "/account/again/"
    client.post(asked["Location"], {"password": PASSWORD})


# Page


def test_it_has_each_part_and_leads_to_what_is_kept(noors_client: Client) -> None:
    page = words(noors_client.get("/account/"))
    for part in ("Name", "E-mail", "Password and recovery code", "Second factor", "Sessions", "Your data"):
        assert f"<h2>{part}</h2>" in page
    assert 'href="/account/export/"' in page
    assert 'href="/account/delete/"' in page
    assert "Sign in with" not in page


def test_it_asks_the_database_the_same_however_much_there_is(
    noors_client: Client, noor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    noors_client.get("/account/")
    with django_assert_num_queries(QUERIES):
        noors_client.get("/account/")
    for number in range(5):
        EmailAddress.objects.create(user=noor, email=f"noor{number}@example.org")
    with django_assert_num_queries(QUERIES):
        noors_client.get("/account/")


def test_a_package_above_may_add_a_part(noors_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_sections, "_sections", account_sections._sections.copy())
    register_account_section(AccountSection("more", "account/sections/sessions.html", order=95))
    assert '<li class="stack stack--tight" id="more">' in words(noors_client.get("/account/"))


def test_strangers_and_guests_are_asked_to_sign_in_and_come_back(client: Client, guest_client: Client) -> None:
    for browser in (client, guest_client):
        assert browser.get("/account/")["Location"] == "/sign-in/?next=/account/"


def test_nobody_sees_the_page_of_another(noor: User, stranger_client: Client) -> None:
    assert "noor" not in words(stranger_client.get("/account/"))


# Name


def test_the_user_name_is_changed(noors_client: Client) -> None:
    assert noors_client.post("/account/name/", {"username": "Noor"})["Location"] == "/account/"
    assert "The user name is changed." in words(noors_client.get("/account/"))
    assert User.objects.get().username == "Noor"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "The user name is missing."),
        ("Ada", "This user name is taken."),
        ("ada@example.org", "A user name has no @."),
        ("guest-1", "belong to guests"),
        ("n" * 151, "at most 150 characters"),
    ],
)
def test_a_name_that_cannot_be_changes_nothing(noors_client: Client, noor: User, name: str, said: str) -> None:
    account_called("ada")
    assert said in words(noors_client.post("/account/name/", {"username": name}))
    noor.refresh_from_db()
    assert noor.username == "noor"


# Sessions


def test_signing_out_everywhere_ends_every_session(noors_client: Client, noor: User, stranger_client: Client) -> None:
    other = Client()
    sign_in(other, name="noor")
    assert noors_client.post("/account/sessions/end/")["Location"] == "/sign-in/"
    for browser in (noors_client, other):
        assert path_of(browser.get("/account/")) == "/sign-in/"
    assert stranger_client.get("/account/").status_code == 200
    sign_in(other, name="noor")
    assert other.get("/account/").status_code == 200


def test_ending_sessions_needs_a_post(noors_client: Client) -> None:
    assert noors_client.get("/account/sessions/end/").status_code == 405
    assert noors_client.get("/account/").status_code == 200


# E-mail


def test_an_address_is_given_after_the_password_confirmed_by_its_mail_and_replaced(
    noors_client: Client, noor: User
) -> None:
    give_address(noors_client, "noor@example.org")
    assert mail.outbox[0].to == ["noor@example.org"]
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    assert noors_client.post(link)["Location"] == "/account/"
    assert "noor@example.org is confirmed." in words(noors_client.get("/account/"))
    noors_client.post("/account/email/", {"action_add": "", "email": "new@example.org"})
    noor.refresh_from_db()
    assert noor.email == "noor@example.org"
    noors_client.post(next(word for word in mail.outbox[1].body.split() if word.startswith("http")))
    noor.refresh_from_db()
    assert noor.email == "new@example.org"
    assert [row.email for row in EmailAddress.objects.all()] == ["new@example.org"]


def test_an_address_is_removed_after_the_password(noors_client: Client, noor: User) -> None:
    give_address(noors_client, "noor@example.org")
    noors_client.post("/account/email/", {"action_remove": "", "email": "noor@example.org"})
    assert not EmailAddress.objects.exists()
    assert "is removed" in words(noors_client.get("/account/email/"))


def test_nobody_touches_the_address_of_another(noors_client: Client) -> None:
    ada = account_called("ada", email="ada@example.org")
    EmailAddress.objects.create(user=ada, email="ada@example.org", verified=True, primary=True)
    give_address(noors_client, "noor@example.org")
    for action in ("action_remove", "action_send", "action_primary"):
        noors_client.post("/account/email/", {action: "", "email": "ada@example.org"})
    assert EmailAddress.objects.filter(user=ada, verified=True, primary=True).exists()
    assert [sent.to for sent in mail.outbox] == [["noor@example.org"]]


def test_mails_to_one_address_are_limited(noors_client: Client) -> None:
    give_address(noors_client, "eve@example.org")
    for _ in range(8):
        noors_client.post("/account/email/", {"action_send": "", "email": "eve@example.org"})
    assert len(mail.outbox) == 5
    assert "No mail could be sent to eve@example.org now." in words(noors_client.get("/account/email/"))


@pytest.mark.parametrize("key", ["a", "MQ:1:1", "a" * 5000])
def test_a_link_that_nobody_sent_confirms_nothing(client: Client, key: str) -> None:
    assert "This link is no longer good" in words(client.get(f"/account/email/{key}/"))
    assert client.post(f"/account/email/{key}/").status_code == 404


# Addresses


@pytest.mark.parametrize(
    "page",
    [
        "/accounts/login/", "/accounts/signup/", "/account/login/", "/account/logout/", "/account/inactive/",
        "/account/confirm-email/", "/account/social/connections/", "/account/2fa/webauthn/", "/admin/",
        "/account/second-factor/codes/download/", "/account/second-factor/", "/account/elsewhere/back/",
    ],
)  # fmt: skip
def test_what_allauth_has_beyond_our_addresses_is_not_there(noors_client: Client, page: str) -> None:
    assert noors_client.get(page).status_code == 404


def test_no_page_of_people_is_kept_by_a_browser(noors_client: Client, client: Client) -> None:
    for pattern in urlpatterns:
        if isinstance(pattern, URLPattern) and "(" not in str(pattern.pattern) and "<" not in str(pattern.pattern):
            answer: Any = noors_client.get(f"/{pattern.pattern}")
            assert answer.status_code in (200, 302, 404, 405), pattern
            if answer.status_code == 200:
                assert "no-store" in answer["Cache-Control"], pattern


def test_a_session_from_before_the_update_is_still_one(noor: User) -> None:
    assert client_of(noor).get("/account/").status_code == 200
