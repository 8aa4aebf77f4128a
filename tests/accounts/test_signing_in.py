"""Signing in with name and password."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account import auth_backends
from django.http import HttpResponse
from django.test import Client

from accounts.models import RateWindow, User

PASSWORD = "seven small goats on a hill"
WRONG = "Name and password do not go together."
PAUSE = "Five wrong tries in 15 minutes"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """The real hash is slow on purpose; what these tests are about does not depend on it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def teacher(db: None) -> User:
    return User.objects.create_superuser("grace", password=PASSWORD)


def sign_in(
    client: Client, *, name: str = "grace", password: str = PASSWORD, network: str = "192.0.2.7", **more: str
) -> HttpResponse:
    fields = {"login": name, "password": password, **more}
    return client.post("/sign-in/", fields, REMOTE_ADDR=network)


def person_of(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return None if key is None else int(key)


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


# Works


def test_name_and_password_open_the_account_and_staff_reach_teach(client: Client, teacher: User) -> None:
    assert client.get("/teach/").status_code == 404
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert person_of(client) == teacher.pk
    assert client.get("/teach/").status_code == 200


def test_the_page_asks_for_both_and_has_one_signpost(client: Client, db: None) -> None:
    answer = client.get("/sign-in/")
    page = words(answer)
    assert answer.status_code == 200
    assert page.count("btn--primary") == 1
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "no-store" in answer["Cache-Control"]


def test_the_session_gets_a_new_key(client: Client, teacher: User) -> None:
    planted = client.session
    planted["known"] = "to somebody else"
    planted.save()
    before = planted.session_key
    client.cookies["ascent_session"] = before
    sign_in(client)
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_the_session_ends_with_the_browser_unless_it_was_asked_to_stay(client: Client, teacher: User) -> None:
    assert not sign_in(client).cookies["ascent_session"]["max-age"]
    assert sign_in(Client(), remember="on").cookies["ascent_session"]["max-age"] == 90 * 24 * 3600


@pytest.mark.parametrize("page", ["/teach/", "/learn/neuron/dense-layer/?from=hill"])
def test_one_goes_on_to_the_page_one_came_from(client: Client, teacher: User, page: str) -> None:
    assert f'name="next" value="{page}"' in words(client.get(f"/sign-in/?next={quote(page, safe='')}"))
    assert sign_in(client, next=page)["Location"] == page


@pytest.mark.parametrize("page", ["//elsewhere.example", "\\\\e", "https://testserver/learn/", "learn/", "/a\nb"])
def test_what_is_no_page_of_this_site_leads_home(client: Client, teacher: User, page: str) -> None:
    assert sign_in(client, next=page)["Location"] == "/"


def test_someone_with_an_account_goes_on_at_once(learner_client: Client) -> None:
    assert learner_client.get("/sign-in/?next=/leave/")["Location"] == "/leave/"
    assert learner_client.get("/sign-in/?next=/sign-in/")["Location"] == "/"


def test_the_top_bar_and_a_guests_menu_lead_here_and_back(client: Client, guest_client: Client, db: None) -> None:
    assert 'href="/sign-in/?next=%2F"' in words(client.get("/"))
    assert 'href="/sign-in/?next=%2F"' in words(guest_client.get("/"))


def test_who_has_an_account_is_not_asked_to_sign_in(learner_client: Client) -> None:
    assert "/sign-in/" not in words(learner_client.get("/"))


# Wrong person


@pytest.mark.parametrize(
    ("name", "password"), [("grace", "wrong"), ("nobody", PASSWORD), ("nobody@example.org", PASSWORD)]
)
def test_the_answer_does_not_tell_whether_the_name_exists(
    client: Client, teacher: User, name: str, password: str
) -> None:
    answer = sign_in(client, name=name, password=password)
    assert f"{WRONG} Four tries left before a 15-minute pause." in words(answer)
    assert answer.status_code == 200
    assert re.search(r'name="password"[^>]* autofocus [^>]*aria-describedby="id_password_error"', words(answer))
    assert person_of(client) is None


def test_the_locked_out_are_answered_like_a_wrong_password(client: Client, teacher: User) -> None:
    User.objects.update(is_active=False)
    assert f"{WRONG} Four tries left" in words(sign_in(client))


def test_a_wrong_password_never_comes_back_in_the_page(client: Client, teacher: User) -> None:
    assert "wrong horse" not in words(sign_in(client, password="wrong horse"))


def test_learners_with_an_account_do_not_reach_teach(client: Client, db: None) -> None:
    User.objects.create_user("ada", password=PASSWORD)
    sign_in(client, name="ada")
    assert person_of(client) is not None
    assert client.get("/teach/").status_code == 404


# Bad input


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/\\elsewhere.example"]
)
def test_one_is_never_sent_to_another_site(client: Client, teacher: User, elsewhere: str) -> None:
    assert not client.get("/sign-in/", {"next": elsewhere}).context["next"]
    assert sign_in(client, next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("", PASSWORD, "Your user name or e-mail address is missing."),
        ("grace", "", "Your password is missing."),
        ("g\0race", PASSWORD, "Null characters are not allowed."),
        ("g" * 255, PASSWORD, "A user name or an address has at most 254 characters."),
        ("grace", "g" * 4097, "A password has at most 4096 characters."),
    ],
)
def test_a_form_that_cannot_be_right_costs_no_try(
    client: Client, teacher: User, name: str, password: str, said: str
) -> None:
    assert said in words(sign_in(client, name=name, password=password))
    assert not RateWindow.objects.exists()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_a_form_of_another_site_is_refused(teacher: User, origin: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": origin})
    assert sign_in(client).status_code == 403
    assert person_of(client) is None


def test_a_page_older_than_the_session_is_refused_in_words(teacher: User) -> None:
    client = Client(enforce_csrf_checks=True)
    token = str(client.get("/sign-in/").context["csrf_token"])
    client.cookies.clear()
    client.get("/sign-in/")
    answer = sign_in(client, csrfmiddlewaretoken=token)
    assert answer.status_code == 403
    assert "older than your session" in words(answer)


# Limits


def test_after_five_wrong_tries_even_the_right_password_waits(client: Client, teacher: User) -> None:
    said = [words(sign_in(client, password="wrong")) for _ in range(5)]
    for page, left in zip(said, ["Four tries", "Three tries", "Two tries", "One try", "the last try"], strict=True):
        assert f"{WRONG} " in page
        assert left in page
    refused = sign_in(client)
    assert refused.status_code == 429
    assert f"{PAUSE}, for this name or from this address. The next one opens in 15 minutes." in words(refused)
    assert 14 * 60 < int(refused["Retry-After"]) <= 15 * 60
    assert person_of(client) is None


def test_a_name_is_counted_however_it_is_spelled_and_wherever_the_tries_come_from(
    client: Client, teacher: User
) -> None:
    for last, name in enumerate(["grace", "GRACE", "Grace", "ｇrace", "gracE"]):
        sign_in(client, name=name, password="wrong", network=f"192.0.2.{last}")
    assert sign_in(client, network="198.51.100.1").status_code == 429


def test_an_address_is_counted_over_all_names(client: Client, teacher: User) -> None:
    for last in range(5):
        sign_in(client, name=f"name-{last}", password="wrong", network=f"2001:db8::{last}")
    assert sign_in(client, network="2001:db8::ffff").status_code == 429
    assert sign_in(client, network="2001:db8:0:1::1").status_code == 302


def test_a_try_that_an_address_may_not_make_is_not_counted_against_the_name(client: Client, teacher: User) -> None:
    for last in range(5):
        sign_in(client, name=f"name-{last}", password="wrong")
    for _ in range(5):
        assert sign_in(client, password="wrong").status_code == 429
    assert sign_in(client, network="198.51.100.1").status_code == 302


def test_right_tries_are_not_counted(teacher: User) -> None:
    for _ in range(7):
        assert sign_in(Client()).status_code == 302
    assert "Four tries left" in words(sign_in(Client(), password="wrong"))


def test_after_15_minutes_one_may_try_again(client: Client, teacher: User) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    for window in RateWindow.objects.all():
        window.times = [time - timedelta(minutes=15).total_seconds() for time in window.times]
        window.save()
    assert sign_in(client).status_code == 302


# Goes wrong half-way


def test_a_check_that_breaks_down_costs_the_try_and_lets_nobody_in(
    client: Client, teacher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_asked: object, **_names: object) -> None:
        raise RuntimeError("the database is gone")

    with monkeypatch.context() as broken:
        broken.setattr(auth_backends.AuthenticationBackend, "authenticate", break_down)
        with pytest.raises(RuntimeError):
            sign_in(client)
    assert person_of(client) is None
    assert "Three tries left" in words(sign_in(client, password="wrong"))
