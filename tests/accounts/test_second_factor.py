"""The second factor: a code of an app after the password."""

from __future__ import annotations

import base64
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from exercises.models import Exercise
from tests.accounts.entering import PASSWORD, account_called, path_of, person_of, sign_in, solve, words

pytestmark = pytest.mark.django_db
ON = "/account/second-factor/on/"


def code_of(secret: str, *, steps_away: int = 0) -> str:
    """What an app shows now, or so many steps of 30 s later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_away))


def reach(client: Client, page: str) -> HttpResponse:
    """The page, by way of the password where it is asked for again."""
    answer = client.get(page)
    if answer.status_code == 302:
        client.post(answer["Location"], {"password": PASSWORD})
        answer = client.get(page)
    return answer


def secret_in(answer: HttpResponse) -> str:
    return str(answer.context["form"].secret)


@pytest.fixture
def noor(db: None) -> User:
    return account_called("noor")


@pytest.fixture
def noors_client(noor: User, client: Client) -> Client:
    sign_in(client, name="noor")
    return client


@pytest.fixture
def secret(noors_client: Client) -> str:
    """Turned on; the code of the step before is used up by it."""
    secret = secret_in(reach(noors_client, ON))
    answer = noors_client.post(ON, {"code": code_of(secret, steps_away=-1)})
    assert answer["Location"] == "/account/second-factor/codes/"
    return secret


# Works


def test_the_picture_is_part_of_the_page_and_says_the_key(noors_client: Client) -> None:
    page = reach(noors_client, ON)
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page.content.decode())
    assert picture is not None
    assert base64.b64decode(picture.group(1)).startswith(b"<?xml")
    assert secret_in(page) in words(page)
    assert "img-src 'self' data:" in page["Content-Security-Policy"]


def test_turning_it_on_shows_ten_codes_once(noors_client: Client, secret: str) -> None:
    first = words(noors_client.get("/account/second-factor/codes/"))
    assert len(re.findall(r"<code>\d{8}</code>", first)) == 10
    second = words(noors_client.get("/account/second-factor/codes/"))
    assert "were shown once" in second
    assert not re.findall(r"<code>\d{8}</code>", second)


def test_signing_in_asks_for_the_code(noor: User, secret: str) -> None:
    client = Client()
    answer = sign_in(client, name="noor", next="/learn/")
    assert answer["Location"] == "/sign-in/code/"
    assert person_of(client) is None
    assert path_of(client.get("/account/")) == "/sign-in/"
    assert "The code of your app" in words(client.get("/sign-in/code/"))
    assert client.post("/sign-in/code/", {"code": code_of(secret)})["Location"] == "/learn/"
    assert person_of(client) == noor.pk


def test_a_written_code_stands_in_once(noors_client: Client, noor: User, secret: str) -> None:
    codes = re.findall(r"<code>(\d{8})</code>", words(noors_client.get("/account/second-factor/codes/")))
    client = Client()
    sign_in(client, name="noor")
    assert client.post("/sign-in/code/", {"code": codes[0]}).status_code == 302
    again = Client()
    sign_in(again, name="noor")
    assert "This code does not fit." in words(again.post("/sign-in/code/", {"code": codes[0]}))


def test_a_guest_with_work_comes_by_the_code_to_the_question(
    guest: User, guest_client: Client, noor: User, secret: str, exercise: Exercise
) -> None:
    solve(guest, exercise)
    assert sign_in(guest_client, name="noor")["Location"] == "/sign-in/code/"
    assert person_of(guest_client) == guest.pk
    answer = guest_client.post("/sign-in/code/", {"code": code_of(secret)})
    assert path_of(answer) == "/account/merge/"
    assert not guest_client.cookies["ascent_session"]["max-age"]


def test_someone_without_the_app_may_turn_round(guest: User, guest_client: Client, noor: User, secret: str) -> None:
    sign_in(guest_client, name="noor")
    assert path_of(guest_client.get("/sign-in/")) == "/sign-in/code/"
    assert guest_client.post("/sign-in/again/")["Location"] == "/sign-in/"
    assert guest_client.get("/sign-in/").status_code == 200
    assert person_of(guest_client) == guest.pk


def test_turning_it_off_asks_for_the_password_and_then_signing_in_does_not_ask(noor: User, secret: str) -> None:
    client = Client()
    sign_in(client, name="noor")
    client.post("/sign-in/code/", {"code": code_of(secret)})
    assert path_of(client.get("/account/second-factor/off/")) == "/account/again/"
    asked = client.post("/account/second-factor/off/")
    assert path_of(asked) == "/account/again/"
    assert Authenticator.objects.exists()
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == "/account/"
    assert not Authenticator.objects.exists()
    assert sign_in(Client(), name="noor")["Location"] == "/"


# Wrong person


def test_a_code_counts_once(noor: User, secret: str) -> None:
    code = code_of(secret)
    for expected in (302, 200):
        client = Client()
        sign_in(client, name="noor")
        assert client.post("/sign-in/code/", {"code": code}).status_code == expected


def test_guesses_are_limited_and_then_even_the_right_code_waits(noor: User, secret: str) -> None:
    for network in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{network}")
        sign_in(client, name="noor")
        assert "This code does not fit." in words(client.post("/sign-in/code/", {"code": "000000"}))
    client = Client(REMOTE_ADDR="198.51.100.1")
    sign_in(client, name="noor")
    refused = client.post("/sign-in/code/", {"code": code_of(secret)})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 14 * 60
    assert person_of(client) is None


def test_without_the_password_there_is_no_page_for_the_code(client: Client, noor: User) -> None:
    assert path_of(client.get("/sign-in/code/")) == "/sign-in/"
    assert path_of(client.post("/sign-in/code/", {"code": "000000"})) == "/sign-in/"


@pytest.mark.parametrize("page", ["on/", "off/", "codes/", "codes/new/"])
def test_strangers_and_guests_are_asked_to_sign_in(client: Client, guest_client: Client, page: str) -> None:
    for browser in (client, guest_client):
        for ask in (browser.get, browser.post):
            assert path_of(ask(f"/account/second-factor/{page}")) == "/sign-in/"


def test_the_database_alone_makes_no_codes(noor: User, secret: str) -> None:
    stored = {row.type: row.data for row in Authenticator.objects.all()}
    assert secret not in str(stored)
    assert stored["totp"]["secret"].startswith("gAAAA")
    assert stored["recovery_codes"]["seed"].startswith("gAAAA")


def test_with_another_secret_key_no_code_fits_and_nothing_breaks(noor: User, secret: str, settings: Any) -> None:
    settings.SECRET_KEY = "another one, " * 5
    client = Client()
    sign_in(client, name="noor")
    assert "This code does not fit." in words(client.post("/sign-in/code/", {"code": code_of(secret)}))


# Bad input


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "The code is missing."),
        ("000000", "This code does not fit."),
        ("0" * 255, "longer than it can be"),
        ("\0", "Null characters"),
        ("ääääää", "does not fit"),
    ],
)
def test_a_first_code_that_cannot_be_turns_nothing_on(noors_client: Client, code: str, said: str) -> None:
    secret = secret_in(reach(noors_client, ON))
    answer = noors_client.post(ON, {"code": code})
    assert said in words(answer)
    assert secret_in(answer) == secret
    assert not Authenticator.objects.exists()
