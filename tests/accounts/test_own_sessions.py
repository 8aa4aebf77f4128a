"""Where an account is signed in, and the end of all sessions but the present one."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.browser_names import browser_in_words
from accounts.forgetting_sessions import forget_expired_sessions
from accounts.models import User
from accounts.own_sessions import OwnSession, sessions_of
from accounts.personal_data import export_person
from accounts.seen import NOTED_AT
from tests.accounts.entering import OTHER_PASSWORD, PASSWORD, account_called, path_of, person_of, sign_in, words
from tests.making import client_of

pytestmark = pytest.mark.django_db
PAGE, END_OTHERS = "/account/sessions/", "/account/sessions/others/end/"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


def browser(user_agent: str, **more: str) -> Client:
    return Client(headers={"user-agent": user_agent}, **more)


def shown(client: Client) -> list[OwnSession]:
    sessions: list[OwnSession] = client.get(PAGE).context["sessions"]
    return sessions


@pytest.fixture
def noor(db: None) -> User:
    return account_called("noor")


@pytest.fixture
def desk(noor: User) -> Client:
    client = browser(LINUX)
    sign_in(client, name="noor")
    return client


@pytest.fixture
def phone(noor: User) -> Client:
    client = browser(PHONE)
    sign_in(client, name="noor")
    return client


# Works


def test_each_session_is_listed_with_its_browser_and_the_present_one_is_marked(desk: Client, phone: Client) -> None:
    assert [(one.browser, one.is_present) for one in shown(desk)] == [
        ("Firefox on Linux", True),
        ("Safari on iOS", False),
    ]
    assert [one.browser for one in shown(phone) if one.is_present] == ["Safari on iOS"]
    assert all(timezone.now() - one.began < timedelta(minutes=1) for one in shown(desk))
    assert 'href="/account/sessions/"' in words(desk.get("/account/"))


def test_the_end_of_all_others_is_offered_where_there_are_others(desk: Client, noor: User) -> None:
    offer = '<button class="btn btn--quiet" type="submit">Sign out all others</button>'
    assert "Sign out all others" not in words(desk.get(PAGE))
    other = browser(PHONE)
    sign_in(other, name="noor")
    assert offer in words(desk.get(PAGE))
    desk.post(END_OTHERS)
    assert "Sign out all others" not in words(desk.get(PAGE))


def test_signing_out_all_others_ends_them_and_leaves_this_one(desk: Client, phone: Client, noor: User) -> None:
    before = desk.session.session_key
    assert desk.post(END_OTHERS)["Location"] == PAGE
    page = words(desk.get(PAGE))
    assert "You are signed out everywhere else." in page
    assert "Safari" not in page
    assert path_of(phone.get("/account/")) == "/sign-in/"
    assert desk.session.session_key != before
    sign_in(phone, name="noor")
    assert [one.browser for one in shown(desk)] == ["Firefox on Linux", "Safari on iOS"]


def test_sessions_that_no_list_has_end_too(desk: Client, noor: User) -> None:
    unlisted = client_of(noor)
    desk.post(END_OTHERS)
    assert path_of(unlisted.get("/account/")) == "/sign-in/"


def test_a_session_from_before_there_was_a_list_is_listed_when_it_comes_back(noor: User) -> None:
    client = client_of(noor)
    assert not UserSession.objects.exists()
    assert [one.is_present for one in shown(client)] == [True]


def test_a_visit_is_noted_for_its_own_session_and_at_most_every_six_hours(desk: Client, phone: Client) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    for client in (desk, phone):
        client.get("/account/")
    UserSession.objects.update(last_seen_at=long_ago)
    desk.get("/account/")
    assert set(UserSession.objects.values_list("last_seen_at", flat=True)) == {long_ago}
    session = desk.session
    session[NOTED_AT] = long_ago.timestamp()
    session.save()
    desk.get("/account/")
    seen = dict(UserSession.objects.values_list("session_key", "last_seen_at"))
    assert seen[phone.session.session_key or ""] == long_ago
    assert timezone.now() - seen[desk.session.session_key or ""] < timedelta(minutes=1)


def test_a_session_that_comes_back_lasts_longer_however_busy_another_one_is(desk: Client, phone: Client) -> None:
    phone.get("/account/")
    session = desk.session
    session[NOTED_AT] = (timezone.now() - timedelta(days=2)).timestamp()
    session.save()
    assert "ascent_session" in desk.get("/account/").cookies
    assert "ascent_session" not in desk.get("/account/").cookies


def test_a_new_password_leaves_the_present_session_alone_in_the_list(desk: Client, phone: Client) -> None:
    desk.post("/account/password/", {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD})
    assert [(one.browser, one.is_present) for one in shown(desk)] == [("Firefox on Linux", True)]
    assert person_of(desk) is not None


@pytest.mark.parametrize("way_out", ["/leave/", "/account/sessions/end/"])
def test_a_session_that_was_left_is_not_kept(desk: Client, way_out: str) -> None:
    desk.post(way_out)
    assert not UserSession.objects.exists()


def test_a_session_that_ran_out_is_not_listed_and_then_forgotten(desk: Client, phone: Client, noor: User) -> None:
    Session.objects.filter(pk=phone.session.session_key).update(expire_date=timezone.now() - timedelta(hours=1))
    assert [one.browser for one in shown(desk)] == ["Firefox on Linux"]
    forget_expired_sessions(now=timezone.now())
    assert [row.session_key for row in UserSession.objects.all()] == [desk.session.session_key]


def test_it_asks_the_database_the_same_however_many_there_are(
    desk: Client, noor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        sign_in(browser(PHONE), name="noor")
    desk.get(PAGE)
    with django_assert_max_num_queries(5):
        assert len(shown(desk)) == 7


def test_the_export_tells_of_sessions_without_what_opens_them(desk: Client, noor: User) -> None:
    exported = list(export_person(noor)["sessions"])
    assert [row["browser"] for row in exported] == [LINUX]
    assert str(desk.session.session_key) not in json.dumps(exported)


# Wrong person


def test_of_guests_nothing_is_kept(guest_client: Client) -> None:
    guest_client.get("/learn/")
    assert not UserSession.objects.exists()


def test_no_network_address_is_kept(noor: User) -> None:
    for address in ("203.0.113.9", "2001:db8::9", ""):
        sign_in(browser(LINUX, REMOTE_ADDR=address), name="noor")
    assert UserSession.objects.count() == 3
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"::"}


def test_nobody_sees_or_ends_the_sessions_of_another(desk: Client, stranger_client: Client) -> None:
    assert "Firefox" not in words(stranger_client.get(PAGE))
    stranger_client.post(END_OTHERS)
    assert desk.get("/account/").status_code == 200


def test_whoever_signs_in_after_another_in_one_browser_has_a_session_of_their_own(desk: Client, noor: User) -> None:
    ada = account_called("ada")
    desk.post("/leave/")
    sign_in(desk, name="ada")
    assert not sessions_of(noor, present=None)
    assert len(sessions_of(ada, present=None)) == 1


def test_strangers_and_guests_are_asked_to_sign_in(client: Client, guest_client: Client) -> None:
    for person in (client, guest_client):
        assert path_of(person.get(PAGE)) == path_of(person.post(END_OTHERS)) == "/sign-in/"


# Bad input


def test_ending_the_others_needs_a_post_of_this_site(noor: User, phone: Client) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    client.force_login(noor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(END_OTHERS).status_code == 403
    assert phone.get(END_OTHERS).status_code == 405
    assert phone.get("/account/").status_code == 200


def test_ending_the_others_twice_changes_nothing_more(desk: Client) -> None:
    for _ in range(2):
        assert desk.post(END_OTHERS)["Location"] == PAGE
    assert len(shown(desk)) == 1


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (LINUX, "Firefox on Linux"),
        (PHONE, "Safari on iOS"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/18.0 Safari/605.1.15", "Safari on macOS"),
        ("somebody's own (Linux)", "a browser on Linux"),
        ("curl/8", "another browser"),
        ("", "another browser"),
    ],
)
def test_a_browser_is_called_as_people_know_it(user_agent: str, said: str) -> None:
    assert browser_in_words(user_agent) == said


@pytest.mark.parametrize("user_agent", ["x" * 9000, "<script>alert(1)</script> Firefox/1", "ä\udcff"])
def test_whatever_a_browser_calls_itself_it_may_sign_in(noor: User, user_agent: str) -> None:
    client = Client(HTTP_USER_AGENT=user_agent.encode("utf-8", "replace").decode("latin-1"))
    sign_in(client, name="noor")
    assert client.get(PAGE).status_code == 200
    assert b"<script>alert" not in client.get(PAGE).content
