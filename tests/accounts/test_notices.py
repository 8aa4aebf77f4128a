"""Mails that tell of a change in how an account opens."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.recovering import make_recovery_code
from tests.accounts.entering import OTHER_PASSWORD, PASSWORD, account_called, path_of, sign_in, words
from tests.accounts.test_second_factor import code_of, reach, secret_in

pytestmark = pytest.mark.django_db
ADDRESS = "noor@example.org"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
ON, OFF = "/account/second-factor/on/", "/account/second-factor/off/"


@pytest.fixture
def noor(db: None) -> User:
    """With an address that is confirmed."""
    noor = account_called("noor", email=ADDRESS)
    EmailAddress.objects.create(user=noor, email=ADDRESS, verified=True, primary=True)
    return noor


@pytest.fixture
def noors_client(noor: User) -> Client:
    client = Client(headers={"user-agent": LINUX})
    sign_in(client, name="noor")
    client.post("/account/again/", {"password": PASSWORD})
    return client


def change_password(client: Client) -> None:
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD})


def told() -> list[tuple[list[str], str]]:
    return [(sent.to, str(sent.subject)) for sent in mail.outbox]


def link_in(sent: Any) -> str:
    return next(str(word) for word in sent.body.split() if word.startswith("http"))


# Works


def test_a_changed_password_is_told_with_what_to_do(noors_client: Client) -> None:
    change_password(noors_client)
    assert told() == [([ADDRESS], "Your password on Ascent was changed")]
    body = mail.outbox[0].body
    assert "The password of the account noor on Ascent was changed." in body
    assert "in Firefox on Linux." in body
    assert "http://testserver/account/reset/" in body
    assert "127.0.0.1" not in body


def test_it_is_told_in_the_language_of_the_site(noors_client: Client) -> None:
    noors_client.cookies["django_language"] = "de"
    change_password(noors_client)
    with translation.override("de"):
        assert mail.outbox[0].subject == translation.gettext("Your password on Ascent was changed")
    assert "Das Passwort des Kontos noor" in mail.outbox[0].body


def test_a_password_that_was_set_by_the_link_of_a_mail_is_told(noor: User, client: Client) -> None:
    client.post("/account/reset/", {"email": ADDRESS})
    page = client.get(link_in(mail.outbox[0]))
    client.post(page["Location"], {"password1": OTHER_PASSWORD})
    assert told()[1:] == [([ADDRESS], "Your password on Ascent was set anew")]


def test_a_password_that_was_set_by_the_recovery_code_is_told(noor: User, client: Client) -> None:
    code = make_recovery_code(noor)
    client.post("/account/recover/", {"name": "noor", "code": code, "password1": OTHER_PASSWORD})
    assert told() == [([ADDRESS], "Your password on Ascent was set anew")]


def test_a_first_password_is_told(noor: User, noors_client: Client) -> None:
    noor.set_unusable_password()
    noor.save(update_fields=["password"])
    noors_client.force_login(noor, backend="django.contrib.auth.backends.ModelBackend")
    noors_client.post("/account/password/set/", {"password1": OTHER_PASSWORD})
    assert told() == [([ADDRESS], "A password was set on Ascent")]


def test_the_address_until_now_is_told_of_another_one_but_not_which(noors_client: Client) -> None:
    noors_client.post("/account/email/", {"action_add": "", "email": "new@example.org"})
    assert mail.outbox[0].to == ["new@example.org"]
    noors_client.post(link_in(mail.outbox[0]))
    assert told()[1:] == [([ADDRESS], "Your address on Ascent was changed")]
    assert "new@example.org" not in mail.outbox[1].body
    assert "http://testserver/account/recover/" in mail.outbox[1].body


def test_an_address_that_is_removed_is_told(noors_client: Client) -> None:
    noors_client.post("/account/email/", {"action_remove": "", "email": ADDRESS})
    assert not EmailAddress.objects.exists()
    assert told() == [([ADDRESS], "Your address was removed from Ascent")]


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_is_told_when_it_goes_on_and_off_and_when_codes_are_made(noors_client: Client) -> None:
    noors_client.post(ON, {"code": code_of(secret_in(reach(noors_client, ON)))})
    noors_client.post("/account/second-factor/codes/new/")
    noors_client.post(OFF)
    assert not Authenticator.objects.exists()
    assert told() == [
        ([ADDRESS], "The second factor was turned on at Ascent"),
        ([ADDRESS], "New written codes were made on Ascent"),
        ([ADDRESS], "The second factor was turned off at Ascent"),
    ]


# Wrong person


def test_an_address_that_nobody_confirmed_is_told_nothing(noor: User, noors_client: Client) -> None:
    EmailAddress.objects.update(verified=False)
    change_password(noors_client)
    noors_client.post("/account/email/", {"action_remove": "", "email": ADDRESS})
    assert not EmailAddress.objects.exists()
    assert not mail.outbox


def test_an_address_that_nobody_confirmed_is_not_told_of_its_successor(noor: User, noors_client: Client) -> None:
    EmailAddress.objects.update(verified=False)
    noors_client.post("/account/email/", {"action_add": "", "email": "new@example.org"})
    noors_client.post(link_in(mail.outbox[0]))
    assert EmailAddress.objects.get().email == "new@example.org"
    assert [to for to, _subject in told()] == [["new@example.org"]]


def test_the_way_on_is_as_without_an_address(client: Client) -> None:
    account_called("ada")
    sign_in(client, name="ada")
    change_password(client)
    assert "The password is changed." in words(client.get("/account/"))
    assert not mail.outbox


# Bad input


def test_a_change_that_was_refused_is_not_told(noors_client: Client) -> None:
    noors_client.post("/account/password/", {"oldpassword": "wrong", "password1": OTHER_PASSWORD})
    noors_client.post(ON, {"code": "000000"})
    noors_client.post("/account/email/", {"action_remove": "", "email": "ada@example.org"})
    assert not mail.outbox


def test_notices_are_limited_and_the_change_goes_through(noor: User, noors_client: Client) -> None:
    for _ in range(7):
        TOTP.activate(noor, "JBSWY3DPEHPK3PXP")
        assert path_of(noors_client.post(OFF)) == "/account/"
    assert len(mail.outbox) == 5
    assert not Authenticator.objects.exists()


def test_mails_that_somebody_asked_for_do_not_use_up_the_notices(noors_client: Client, client: Client) -> None:
    for _ in range(8):
        client.post("/account/reset/", {"email": ADDRESS})
    mail.outbox.clear()
    change_password(noors_client)
    assert told() == [([ADDRESS], "Your password on Ascent was changed")]


# Goes wrong half-way


def test_a_mail_server_that_is_down_breaks_nothing(noor: User, noors_client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    change_password(noors_client)
    assert "The password is changed." in words(noors_client.get("/account/"))
    noor.refresh_from_db()
    assert noor.check_password(OTHER_PASSWORD)
    noors_client.post("/account/email/", {"action_remove": "", "email": ADDRESS})
    assert not EmailAddress.objects.exists()
