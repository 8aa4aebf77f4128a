"""A recovery code opens an account once."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import RateWindow, User
from accounts.recovering import make_recovery_code
from tests.accounts.entering import (
    OTHER_PASSWORD,
    PASSWORD,
    account_called,
    code_in,
    path_of,
    person_of,
    sign_in,
    words,
)

pytestmark = pytest.mark.django_db
WRONG = "Name and recovery code do not go together."


@pytest.fixture
def noor(db: None) -> User:
    return account_called("noor", email="noor@example.org")


@pytest.fixture
def code(noor: User) -> str:
    return make_recovery_code(noor)


def recover(client: Client, *, name: str = "noor", code: str, password: str = OTHER_PASSWORD) -> HttpResponse:
    return client.post("/account/recover/", {"name": name, "code": code, "password1": password})


# Works


@pytest.mark.parametrize("name", ["noor", "Noor", "noor@example.org"])
def test_it_sets_a_password_signs_in_and_gives_another_code(client: Client, noor: User, code: str, name: str) -> None:
    answer = recover(client, name=name, code=code)
    assert path_of(answer) == "/account/recovery-code/"
    assert person_of(client) == noor.pk
    assert code_in(client.get(answer["Location"])) != code
    assert sign_in(Client(), name="noor", password=OTHER_PASSWORD).status_code == 302
    assert "Four tries left" in words(sign_in(Client(), name="noor", password=PASSWORD))


def test_it_may_be_typed_with_spaces_and_capitals(client: Client, noor: User, code: str) -> None:
    assert recover(client, code=f" {code.upper().replace('-', ' ')} ").status_code == 302


def test_sessions_of_other_browsers_end(client: Client, noor: User, code: str) -> None:
    other = Client()
    sign_in(other, name="noor")
    assert other.get("/account/").status_code == 200
    recover(client, code=code)
    assert path_of(other.get("/account/")) == "/sign-in/"


def test_an_account_makes_a_new_code_after_its_password_and_the_old_one_counts_no_more(
    client: Client, noor: User, code: str
) -> None:
    sign_in(client, name="noor")
    asked = client.get("/account/recovery-code/")
    assert path_of(asked) == "/account/again/"
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == "/account/recovery-code/"
    assert "Make the code" in words(client.get("/account/recovery-code/"))
    new = code_in(client.post("/account/recovery-code/"))
    assert WRONG in words(recover(Client(), code=code))
    assert recover(Client(), code=new).status_code == 302


# Wrong person


def test_it_opens_once(client: Client, noor: User, code: str) -> None:
    recover(client, code=code)
    assert WRONG in words(recover(Client(), code=code, password=PASSWORD))


@pytest.mark.parametrize("name", ["nobody", "nobody@example.org", "eve"])
def test_the_answer_does_not_tell_whether_the_name_or_a_code_exists(
    client: Client, noor: User, code: str, name: str
) -> None:
    account_called("eve")
    assert f"{WRONG} Four tries left before a 15-minute pause." in words(recover(client, name=name, code=code))


def test_an_account_without_a_code_is_not_opened_by_none(client: Client, noor: User) -> None:
    for empty in ("-", "0000"):
        assert WRONG in words(recover(client, code=empty))
    assert person_of(client) is None


def test_the_locked_out_are_answered_like_a_wrong_code(client: Client, noor: User, code: str) -> None:
    User.objects.update(is_active=False)
    assert WRONG in words(recover(client, code=code))


def test_after_five_wrong_tries_even_the_right_code_waits(client: Client, noor: User, code: str) -> None:
    for _ in range(5):
        recover(client, code="wrong")
    refused = recover(client, code=code)
    assert refused.status_code == 429
    assert 14 * 60 < int(refused["Retry-After"]) <= 15 * 60
    assert "The next one opens in 15 minutes." in words(refused)


def test_the_code_of_one_person_is_not_shown_to_a_guest_or_a_stranger(client: Client, guest_client: Client) -> None:
    for browser in (client, guest_client):
        assert path_of(browser.get("/account/recovery-code/")) == "/sign-in/"
        assert path_of(browser.post("/account/recovery-code/")) == "/sign-in/"


# Bad input


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Your user name or e-mail address is missing."),
        ({"code": ""}, "The recovery code is missing."),
        ({"code": "a" * 101}, "longer than it can be"),
        ({"name": "a" * 255}, "longer than it can be"),
        ({"password": ""}, "The new password is missing."),
        ({"password": "a" * 4097}, "A password has at most 4096 characters."),
        ({"password": "short"}, "too short"),
    ],
)
def test_a_form_that_cannot_be_right_costs_no_try(
    client: Client, noor: User, code: str, fields: dict[str, str], said: str
) -> None:
    answer = recover(client, **{"code": code, **fields})
    assert said in words(answer)
    assert not RateWindow.objects.exists()
    assert sign_in(Client(), name="noor").status_code == 302


def test_a_password_like_the_name_is_refused_and_the_code_stays_good(client: Client, noor: User, code: str) -> None:
    User.objects.update(username="noor-of-the-hill")
    assert "too similar" in words(recover(client, name="noor-of-the-hill", code=code, password="noor-of-the-hill"))
    assert recover(client, name="noor-of-the-hill", code=code).status_code == 302
