"""Language and theme of somebody with an account: the same in each of their browsers, and nobody else's business."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.models import Exercise
from tests.accounts.entering import OTHER_PASSWORD, PASSWORD, account_called, person_of, sign_in, sign_up, solve
from tests.making import client_of

pytestmark = pytest.mark.django_db

COOKIE = settings.LANGUAGE_COOKIE_NAME
GERMAN, ENGLISH, DARK = '<html lang="de"', '<html lang="en"', 'data-theme="dark"'


@pytest.fixture
def noor(db: None) -> User:
    return account_called("noor")


def choose(client: Client, *, language: str = "", theme: str = "") -> None:
    if language:
        client.post("/i18n/setlang/", {"language": language, "next": "/"})
    if theme:
        client.post("/theme/", {"theme": theme})


def chosen_by(person: User) -> tuple[str, str]:
    person.refresh_from_db()
    return person.language, person.theme


def page(client: Client, address: str = "/notation/", *, accepts: str = "en") -> str:
    return client.get(address, headers={"accept-language": accepts}).content.decode()


# Works


def test_a_choice_is_there_in_the_next_browser_and_changes_in_both(noor: User) -> None:
    here, there = Client(), Client()
    sign_in(here, name="noor")
    choose(here, language="de", theme="dark")
    assert chosen_by(noor) == ("de", "dark")

    assert ENGLISH in page(there)
    sign_in(there, name="noor")
    shown = page(there)
    assert GERMAN in shown
    assert DARK in shown
    assert there.get("/notation/")["Content-Language"] == "de"

    choose(there, language="en", theme="system")
    shown = page(here, accepts="de")
    assert ENGLISH in shown
    assert "data-theme" not in shown


def test_an_account_that_chose_holds_against_cookie_and_browser(noor: User) -> None:
    User.objects.filter(pk=noor.pk).update(language="en", theme="light")
    client = client_of(noor)
    client.cookies[COOKIE], client.cookies["theme"] = "de", "dark"
    shown = page(client, accepts="de")
    assert ENGLISH in shown
    assert 'data-theme="light"' in shown


def test_who_chose_nothing_follows_the_cookie_then_the_browser(noor: User) -> None:
    client = client_of(noor)
    assert GERMAN in page(client, accepts="de")
    client.cookies[COOKIE], client.cookies["theme"] = "en", "dark"
    shown = page(client, accepts="de")
    assert ENGLISH in shown
    assert DARK in shown
    assert chosen_by(noor) == ("", "")


def test_after_leaving_the_browser_keeps_what_was_chosen_in_it_and_no_more(noor: User) -> None:
    User.objects.filter(pk=noor.pk).update(language="de")
    client = client_of(noor)
    choose(client, theme="dark")
    client.post("/leave/")
    shown = page(client)
    assert ENGLISH in shown
    assert DARK in shown


def test_signing_up_takes_along_what_the_guest_chose(guest: User, guest_client: Client) -> None:
    choose(guest_client, language="de", theme="dark")
    assert chosen_by(guest) == ("", "")
    assert GERMAN in page(guest_client)
    sign_up(guest_client, username="noor")
    assert chosen_by(User.objects.get(username="noor")) == ("de", "dark")
    another = Client()
    sign_in(another, name="noor")
    assert GERMAN in page(another)


def test_signing_up_takes_along_what_a_stranger_chose(client: Client) -> None:
    choose(client, language="de")
    sign_up(client, username="noor")
    assert chosen_by(User.objects.get(username="noor")) == ("de", "")


@pytest.mark.parametrize(
    ("own", "after"), [(("", ""), ("de", "dark")), (("en", ""), ("en", "dark")), (("en", "light"), ("en", "light"))]
)
def test_on_merging_what_the_account_chose_wins(
    guest: User, guest_client: Client, noor: User, exercise: Exercise, own: tuple[str, str], after: tuple[str, str]
) -> None:
    solve(guest, exercise)
    choose(guest_client, language="de", theme="dark")
    User.objects.filter(pk=noor.pk).update(language=own[0], theme=own[1])
    sign_in(guest_client, name="noor")
    assert chosen_by(noor) == own
    guest_client.post("/account/merge/", {"answer": "add"})
    assert chosen_by(noor) == after


def test_it_stands_in_the_export(noor: User) -> None:
    client = client_of(noor)
    choose(client, language="de", theme="dark")
    answer = client.post("/account/export/")
    archive = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    profile = json.loads(archive.read("ascent-noor/data/profile.json"))[0]
    assert (profile["language"], profile["theme"]) == ("de", "dark")


def test_mails_are_in_the_language_of_who_reads_them(noor: User, client: Client) -> None:
    EmailAddress.objects.create(user=noor, email="noor@example.org", verified=True, primary=True)
    User.objects.filter(pk=noor.pk).update(language="de", email="noor@example.org")
    # Asked for by somebody whose browser speaks English.
    answer = client.post("/account/reset/", {"email": "noor@example.org"}, follow=True)
    assert ENGLISH in answer.content.decode()
    signed_in = client_of(noor)
    sign_in(signed_in, name="noor")
    signed_in.post("/account/password/", {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD})
    link, notice = mail.outbox
    assert "Passwort" in link.subject
    assert "Das Passwort des Kontos noor" in notice.body


def test_it_costs_no_question_of_its_own(noor: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = client_of(noor)
    address = "/theme/"
    client.get(address)  # which notes that somebody was here
    with django_assert_num_queries(2):  # the session and its person
        assert client.get(address)["Content-Language"] == "en"
    User.objects.filter(pk=noor.pk).update(language="de", theme="dark")
    with django_assert_num_queries(2):
        assert client.get(address)["Content-Language"] == "de"


# Wrong person


def test_a_choice_is_of_nobody_else(noor: User, stranger: User, guest_client: Client) -> None:
    for client in (guest_client, Client()):
        choose(client, language="de", theme="dark")
    choose(client_of(noor), language="de", theme="dark")
    assert chosen_by(stranger) == ("", "")
    assert ENGLISH in page(client_of(stranger))


def test_another_site_chooses_nothing(noor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(noor, backend="django.contrib.auth.backends.ModelBackend")
    for address, fields in (("/i18n/setlang/", {"language": "de"}), ("/theme/", {"theme": "dark"})):
        assert client.post(address, fields, headers={"origin": "https://example.org"}).status_code == 403
    assert chosen_by(noor) == ("", "")


# Bad input


@pytest.mark.parametrize("language", ["tlh", "fr", "", "de\r\nSet-Cookie: a=b", "x" * 10_000, "../de", "\x00", "DE"])
def test_a_language_that_is_not_offered_is_not_kept(noor: User, language: str) -> None:
    client = client_of(noor)
    choose(client, language="de")
    assert client.post("/i18n/setlang/", {"language": language, "next": "/"}).status_code == 302
    assert chosen_by(noor) == ("de", "")
    assert client.get("/i18n/setlang/?language=en").status_code == 302
    assert chosen_by(noor) == ("de", "")


def test_cookies_that_somebody_made_up_go_nowhere(client: Client) -> None:
    client.cookies[COOKIE], client.cookies["theme"] = "../../etc", "sepia"
    sign_up(client, username="noor")
    assert person_of(client) is not None
    assert chosen_by(User.objects.get(username="noor")) == ("", "")


def test_a_language_that_the_site_gave_up_is_as_none(noor: User) -> None:
    User.objects.filter(pk=noor.pk).update(language="fr", theme="sepia")
    shown = page(client_of(noor), accepts="de")
    assert GERMAN in shown
    assert "data-theme" not in shown
