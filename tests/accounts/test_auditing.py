"""The audit log, as the person concerned reads it."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.auditing import EVENTS_SHOWN, record_event
from accounts.models import AuditAction, AuditEvent, User
from accounts.personal_data import delete_person, export_person, merge_guest
from tests.making import client_of

ADDRESS = "/account/audit/"


def look(actor: User, about: User, *, action: AuditAction = AuditAction.LOOKED_AT_SUBMISSION, number: int = 3) -> None:
    record_event(actor=actor, about=about, action=action, subject="Dense layer", number=number)


def teacher() -> User:
    return User.objects.create_user("grace", password=None, is_staff=True)


def test_the_person_concerned_reads_it_in_plain_words(learner: User, learner_client: Client) -> None:
    grace = teacher()
    look(grace, learner)
    look(grace, learner, action=AuditAction.QUEUED_AGAIN, number=4)
    page = learner_client.get(ADDRESS).content.decode()
    assert "grace looked at your submission 3 of “Dense layer”." in page
    assert "grace had your submission 4 of “Dense layer” checked again." in page
    assert page.index("submission 4") < page.index("submission 3")


def test_nobody_else_does(learner: User, stranger_client: Client, guest_client: Client, client: Client) -> None:
    look(teacher(), learner)
    for someone in (stranger_client, guest_client):
        assert "Nobody has looked at your work" in someone.get(ADDRESS).content.decode()
    assert client.get(ADDRESS)["Location"] == f"/sign-in/?next={ADDRESS}"


def test_a_look_at_ones_own_is_no_event(db: None) -> None:
    grace = teacher()
    look(grace, grace)
    assert not AuditEvent.objects.exists()


def test_a_name_that_is_changed_later_stays_as_it_was(learner: User, learner_client: Client) -> None:
    grace = teacher()
    look(grace, learner)
    User.objects.filter(pk=grace.pk).update(username="nobody")
    assert "grace looked at" in learner_client.get(ADDRESS).content.decode()


def test_it_outlives_whoever_looked_and_goes_with_whom_it_is_about(learner: User, learner_client: Client) -> None:
    grace = teacher()
    look(grace, learner)
    delete_person(grace)
    assert "grace looked at" in learner_client.get(ADDRESS).content.decode()
    delete_person(learner)
    assert not AuditEvent.objects.exists()


def test_a_guests_entries_move_to_the_account(guest: User, learner: User) -> None:
    look(teacher(), guest)
    merge_guest(guest=guest, account=learner)
    assert AuditEvent.objects.get().about == learner


def test_both_sides_export_it_and_whoever_looked_without_names(learner: User) -> None:
    grace = teacher()
    look(grace, learner)
    (about,) = export_person(learner)["who-looked"]
    (by,) = export_person(grace)["what-you-looked-at"]
    assert (about["who"], about["what"], about["submission"]) == ("grace", "looked_at", 3)
    assert "ada" not in str(by)


def test_a_long_log_shows_the_newest_and_says_where_the_rest_is(
    learner: User, learner_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            about=learner, actor_name="grace", action=AuditAction.LOOKED_AT_SUBMISSION, subject="x", number=number,
            happened_at=now + timedelta(seconds=number),
        )
        for number in range(EVENTS_SHOWN + 5)
    )  # fmt: skip
    with django_assert_max_num_queries(8):
        page = learner_client.get(ADDRESS).content.decode()
    assert page.count("<time") == EVENTS_SHOWN
    assert "All of them are in" in page
    assert "your submission 0 of" not in page


def test_a_hostile_title_stays_text(learner: User) -> None:
    record_event(
        actor=teacher(), about=learner, action=AuditAction.LOOKED_AT_SUBMISSION, subject="<script>" * 50, number=1
    )
    page = client_of(learner).get(ADDRESS).content.decode()
    assert "<script><script>" not in page


def test_the_log_is_read_only(learner_client: Client) -> None:
    assert learner_client.post(ADDRESS).status_code == 405
