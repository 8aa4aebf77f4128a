"""Signing up: by user name or e-mail address, as a stranger or as a guest."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core import mail
from django.db import connection
from django.test import Client

from accounts import views
from accounts.models import User
from accounts.rate_limits import Allowance
from exercises.models import Draft, Exercise, Solution
from tests.accounts.entering import (
    PASSWORD,
    account_called,
    code_in,
    path_of,
    person_of,
    sign_in,
    sign_up,
    solve,
    words,
)

pytestmark = pytest.mark.django_db

# Works


def test_a_user_name_alone_is_enough_and_gets_a_recovery_code_once(client: Client) -> None:
    answer = sign_up(client, username="noor", next="/teach/")
    assert answer["Location"] == "/account/recovery-code/?next=%2Fteach%2F"
    noor = User.objects.get(username="noor")
    assert person_of(client) == noor.pk
    page = client.get(answer["Location"])
    code = code_in(page)
    noor.refresh_from_db()
    assert noor.recovery_code
    assert code not in noor.recovery_code
    assert code.replace("-", "") not in noor.recovery_code
    assert 'href="/teach/"' in words(page)
    assert "no-store" in page["Cache-Control"]
    assert client.get(answer["Location"])["Location"].startswith("/account/again/")


def test_an_address_alone_is_enough_and_gets_a_mail(client: Client) -> None:
    assert sign_up(client, email="Noor@Example.org")["Location"] == "/"
    noor = User.objects.get()
    assert (noor.username, noor.email) == ("noor", "noor@example.org")
    assert [(address.email, address.verified) for address in EmailAddress.objects.all()] == [
        ("noor@example.org", False)
    ]
    assert mail.outbox[0].to == ["noor@example.org"]
    assert "/account/email/" in mail.outbox[0].body
    assert not noor.recovery_code


def test_the_link_of_the_mail_confirms_the_address_by_one_more_click(client: Client) -> None:
    sign_up(client, email="noor@example.org")
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    assert "Is noor@example.org yours" in words(client.get(link))
    assert not EmailAddress.objects.get().verified
    assert client.post(link)["Location"] == "/account/"
    assert EmailAddress.objects.get().verified
    assert "This link is no longer good" in words(client.get(link))


def test_passwords_are_kept_as_argon2(settings: Any) -> None:
    from config import settings as ours

    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS
    assert identify_hasher(make_password(PASSWORD)).algorithm == "argon2"


def test_the_page_has_one_signpost_and_says_what_is_kept(guest: User, guest_client: Client, exercise: Exercise) -> None:
    solve(guest, exercise)
    page = words(guest_client.get("/sign-up/"))
    assert page.count("btn--primary") == 1
    assert "Keep what you have done" in page
    assert "1 exercise that you passed" in page
    assert "Stay a guest" in page


# Guests


def test_the_guests_own_row_becomes_the_account(guest: User, guest_client: Client, exercise: Exercise) -> None:
    solve(guest, exercise)
    before = guest_client.session.session_key
    assert path_of(sign_up(guest_client, username="noor")) == "/account/recovery-code/"
    noor = User.objects.get()
    assert (noor.pk, noor.username, noor.is_guest) == (guest.pk, "noor", False)
    assert Solution.objects.get().learner == noor
    assert Draft.objects.get().learner == noor
    assert guest_client.session.session_key != before
    assert not guest_client.session.exists(before)
    assert person_of(guest_client) == noor.pk


def test_a_guest_whose_sign_up_is_refused_is_still_the_guest(guest: User, guest_client: Client) -> None:
    account_called("noor")
    assert "This user name is taken." in words(sign_up(guest_client, username="Noor"))
    guest.refresh_from_db()
    assert guest.is_guest
    assert person_of(guest_client) == guest.pk


def test_a_form_that_is_sent_twice_makes_one_account(guest: User, guest_client: Client) -> None:
    cookie = guest_client.cookies["ascent_session"].value
    sign_up(guest_client, username="noor")
    again = Client()
    again.cookies["ascent_session"] = cookie
    assert "This user name is taken." in words(sign_up(again, username="noor"))
    assert User.objects.count() == 1


# Wrong person


def test_an_address_that_is_taken_is_answered_like_any_other(client: Client) -> None:
    first = account_called("ada", email="ada@example.org")
    EmailAddress.objects.create(user=first, email="ada@example.org", verified=True, primary=True)
    taken = sign_up(client, username="eve", email="ada@example.org")
    free = sign_up(Client(), username="bob", email="bob@example.org")
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    assert not EmailAddress.objects.get(user__username="eve").verified
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    client.post(link)
    assert EmailAddress.objects.filter(email="ada@example.org", verified=True).get().user == first


def test_with_the_address_of_another_one_does_not_sign_in_to_their_account(client: Client) -> None:
    ada = account_called("ada", email="ada@example.org")
    sign_up(client, username="eve", email="ada@example.org", password="the password of eve 17")
    answer = Client()
    sign_in(answer, name="ada@example.org")
    assert person_of(answer) == ada.pk


def test_someone_with_an_account_goes_home(learner_client: Client) -> None:
    assert learner_client.get("/sign-up/")["Location"] == "/"
    sign_up(learner_client, username="noor")
    assert User.objects.count() == 1


# Bad input


@pytest.mark.parametrize(
    ("username", "email", "password", "said"),
    [
        ("", "", PASSWORD, "Choose a user name, or give an e-mail address."),
        ("noor", "", "", "A password is missing."),
        ("noor", "", "short", "too short"),
        ("noor", "", "password", "too common"),
        ("noor-of-the-hill", "", "noor-of-the-hill", "too similar"),
        ("noor", "", "p" * 4097, "A password has at most 4096 characters."),
        ("n" * 151, "", PASSWORD, "A user name has at most 150 characters."),
        ("noor@example.org", "", PASSWORD, "A user name has no @."),
        ("noor＠example.org", "", PASSWORD, "A user name has no @."),
        ("no or", "", PASSWORD, "letters, digits and the signs . + - _ only"),
        ("<b>noor</b>", "", PASSWORD, "letters, digits and the signs"),
        ("Guest-noor", "", PASSWORD, "Names that begin with guest- belong to guests."),
        ("no\0or", "", PASSWORD, "Null characters are not allowed."),
        ("noor", "nowhere", PASSWORD, "This is not an e-mail address"),
        ("noor", "a" * 250 + "@example.org", PASSWORD, "longer than it can be"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_makes_nobody(
    client: Client, username: str, email: str, password: str, said: str
) -> None:
    answer = sign_up(client, username=username, email=email, password=password)
    assert answer.status_code == 200
    assert said in words(answer)
    assert not User.objects.exists()
    assert person_of(client) is None


def test_a_form_of_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    assert sign_up(client, username="noor").status_code == 403
    assert not User.objects.exists()


def test_one_is_never_sent_to_another_site(client: Client) -> None:
    answer = sign_up(client, email="noor@example.org", next="https://elsewhere.example/")
    assert answer["Location"] == "/"


def test_sign_ups_of_one_network_are_limited_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SIGN_UPS", Allowance(name="sign-ups", limit=2, window_s=3600))
    for last in (1, 2):
        assert sign_up(Client(REMOTE_ADDR=f"2001:db8::{last}"), username=f"noor{last}").status_code == 302
    refused = sign_up(Client(REMOTE_ADDR="2001:db8::3"), username="noor3")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 3600
    assert "Many people signed up from this address in the last hour." in words(refused)
    assert User.objects.count() == 2


# At once


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_one_name_at_once_one_gets_it() -> None:
    answers: list[int] = []

    def try_once() -> None:
        try:
            answers.append(sign_up(Client(), username="noor").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 200, 200, 302]
    assert User.objects.get().username == "noor"
