"""Delete an account: what is asked, what goes, what stays."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey
from django.test import Client
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.deleting import what_goes
from accounts.guests import create_guest
from accounts.models import AuditAction, AuditEvent, User
from exercises.claiming import Claimed, claim_next
from exercises.models import CheckOutcome, DiagnosisFound, Draft, Exercise, Solution, State, Submission
from exercises.recording import PlatformFault, hand_back, record_fault, record_verdict
from exercises.worker_identity import this_process
from tests.making import client_of
from tests.verdicts import stored_verdict
from tutor.models import HintShown

Make = Callable[..., Submission]
ADDRESS = "/account/delete/"
PASSWORD = "seven steps to the lake"


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada", password=PASSWORD)


@pytest.fixture
def ada_client(ada: User) -> Client:
    return client_of(ada)


def rows_that_name(person_id: int) -> list[str]:
    return [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is User
        if model._default_manager.filter(**{field.name: person_id}).exists()
    ]


def give_work(person: User, exercise: Exercise, make_submission: Make) -> Submission:
    now = timezone.now()
    submission = make_submission(person, state=State.GRADED, outcome="passed")
    Draft.objects.create(learner=person, exercise=exercise, source="x", saved_at=now)
    Solution.objects.create(learner=person, exercise=exercise, submission=submission, first_passed_at=now)
    DiagnosisFound.objects.create(submission=submission, exercise=exercise, diagnosis_id="d", certainty="exact")
    CheckOutcome.objects.create(submission=submission, exercise=exercise, check_id="c", outcome="passed")
    HintShown.objects.create(
        learner=person, exercise=exercise, submission=submission, ladder="t", rung=0, fingerprint="", shown_at=now
    )
    AuditEvent.objects.create(
        about=person,
        actor_name="grace",
        action=AuditAction.LOOKED_AT_SUBMISSION,
        subject="x",
        number=1,
        happened_at=now,
    )
    return submission


def test_everything_goes_and_all_of_others_stays(
    ada: User, ada_client: Client, stranger: User, exercise: Exercise, make_submission: Make
) -> None:
    give_work(ada, exercise, make_submission)
    theirs = give_work(stranger, exercise, make_submission)
    answer = ada_client.post(ADDRESS, {"typed": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/account/deleted/", 302)]
    assert "Everything is deleted" in answer.content.decode()
    assert not User.objects.filter(username="ada").exists()
    assert rows_that_name(ada.pk) == []
    assert list(Submission.objects.all()) == [theirs]
    assert (CheckOutcome.objects.count(), DiagnosisFound.objects.count(), AuditEvent.objects.count()) == (1, 1, 1)


def test_all_sessions_end(ada: User, ada_client: Client) -> None:
    elsewhere = client_of(ada)
    assert elsewhere.get("/account/audit/").status_code == 200
    ada_client.post(ADDRESS, {"typed": PASSWORD})
    for browser in (ada_client, elsewhere):
        assert browser.get("/account/audit/").status_code == 302


def test_the_page_counts_what_goes(ada: User, ada_client: Client, exercise: Exercise, make_submission: Make) -> None:
    give_work(ada, exercise, make_submission)
    make_submission(ada, state=State.GRADED)
    page = ada_client.get(ADDRESS).content.decode()
    for line in (
        "2 programs that you ran or handed in",
        "1 draft<",
        "1 exercise that you passed",
        "1 hint that you opened",
        "1 entry of who looked at your work",
    ):
        assert line in page
    assert what_goes(User.objects.create_user("new", password=None)) == []


def test_the_password_is_asked_again(ada: User, ada_client: Client, make_submission: Make) -> None:
    make_submission(ada, state=State.GRADED)
    answer = ada_client.post(ADDRESS, {"typed": "ada"})
    assert "This is not your password. Four tries left before a 15-minute pause." in answer.content.decode()
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("typed", ["", None, "x" * 100_000, "\x00", "ada"])
def test_what_does_not_confirm_it_changes_nothing(ada: User, ada_client: Client, typed: str | None) -> None:
    answer = ada_client.post(ADDRESS, {} if typed is None else {"typed": typed})
    assert answer.status_code == 200
    assert "field__error" in answer.content.decode()
    assert User.objects.filter(pk=ada.pk).exists()


def test_guessing_ends_after_five_tries_even_for_the_right_password(ada: User, ada_client: Client) -> None:
    for _ in range(5):
        ada_client.post(ADDRESS, {"typed": "wrong"})
    answer = ada_client.post(ADDRESS, {"typed": PASSWORD})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert User.objects.filter(pk=ada.pk).exists()


def test_a_guest_types_the_name_that_the_site_calls_them_by(guest: User, guest_client: Client) -> None:
    assert "Type “Guest”" in guest_client.get(ADDRESS).content.decode()
    guest_client.post(ADDRESS, {"typed": "no"})
    assert User.objects.filter(pk=guest.pk).exists()
    guest_client.post(ADDRESS, {"typed": " guest "})
    assert not User.objects.filter(pk=guest.pk).exists()


def test_an_account_without_a_password_types_its_name(learner: User, learner_client: Client) -> None:
    assert "Type “ada”" in learner_client.get(ADDRESS).content.decode()
    learner_client.post(ADDRESS, {"typed": "Ada"})
    assert not User.objects.filter(pk=learner.pk).exists()


def test_nobody_deletes_another(ada: User, stranger_client: Client, stranger: User) -> None:
    stranger_client.post(ADDRESS, {"typed": "ada", "person": ada.pk, "username": "ada"})
    assert User.objects.filter(pk=ada.pk).exists()
    assert User.objects.filter(pk=stranger.pk).exists()


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    assert client.get(ADDRESS)["Location"] == f"/sign-in/?next={ADDRESS}"
    assert client.post(ADDRESS, {"typed": "x"})["Location"] == f"/sign-in/?next={ADDRESS}"


def test_sent_twice_it_is_no_error(ada_client: Client) -> None:
    ada_client.post(ADDRESS, {"typed": PASSWORD})
    assert ada_client.post(ADDRESS, {"typed": PASSWORD}).status_code == 302


def test_a_forged_form_of_another_site_deletes_nothing(ada: User) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert visitor.post(ADDRESS, {"typed": PASSWORD}).status_code == 403
    assert User.objects.filter(pk=ada.pk).exists()


def test_who_is_signed_in_has_not_been_deleted(ada_client: Client) -> None:
    assert ada_client.get("/account/deleted/")["Location"] == "/"


def test_a_deletion_that_fails_half_way_deletes_nothing(
    ada: User, ada_client: Client, exercise: Exercise, make_submission: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_work(ada, exercise, make_submission)

    def break_down(_self: User) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(User, "delete", break_down)
    with pytest.raises(RuntimeError):
        ada_client.post(ADDRESS, {"typed": PASSWORD})
    assert len(rows_that_name(ada.pk)) > 4
    assert ada_client.get("/account/audit/").status_code == 200


def test_what_somebody_who_taught_looked_at_stays_with_their_name(learner: User, db: None) -> None:
    teacher = User.objects.create_user("grace", password=PASSWORD, is_staff=True)
    AuditEvent.objects.create(
        about=learner, actor=teacher, actor_name="grace", action=AuditAction.LOOKED_AT_SUBMISSION,
        subject="x", number=1, happened_at=timezone.now(),
    )  # fmt: skip
    client_of(teacher).post(ADDRESS, {"typed": PASSWORD})
    event = AuditEvent.objects.get()
    assert (event.about, event.actor, event.actor_name) == (learner, None, "grace")
    assert rows_that_name(teacher.pk) == []


def test_a_grading_that_ends_after_the_deletion_records_nothing(
    ada: User, ada_client: Client, make_submission: Make
) -> None:
    make_submission(ada)
    claim = claim_next(worker=this_process())
    assert claim is not None
    ada_client.post(ADDRESS, {"typed": PASSWORD})
    verdict = stored_verdict([{"id": "c", "task": 1, "title": "C", "visibility": "always"}], diagnoses=["d"])
    assert not record_verdict(claim=claim, verdict=verdict)
    assert not record_fault(claim=claim, fault=PlatformFault("x"))
    assert not hand_back(claim=claim)
    assert rows_that_name(ada.pk) == []
    assert not CheckOutcome.objects.exists()


def record_beside(claim: Claimed, checks: list[dict[str, object]]) -> tuple[threading.Thread, list[object]]:
    """A worker that writes a passing verdict from a thread of its own."""
    came_of_it: list[object] = []

    def record() -> None:
        try:
            came_of_it.append(record_verdict(claim=claim, verdict=stored_verdict(checks)))
        except Exception as error:
            came_of_it.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=record)
    worker.start()
    return worker, came_of_it


@pytest.mark.django_db(transaction=True)
def test_a_deletion_and_a_verdict_at_the_same_moment_leave_no_row_behind(
    exercise: Exercise, make_submission: Make
) -> None:
    """Whoever comes first: the verdict is stored and goes with the rest, or it finds its claim gone."""
    checks: list[dict[str, object]] = [
        {"id": f"c{number}", "task": 1, "title": "C", "visibility": "always"} for number in range(20)
    ]
    for _ in range(4):
        person = User.objects.create_user("ada", password=None)
        visitor = client_of(person)
        make_submission(person)
        claim = claim_next(worker=this_process())
        assert claim is not None
        worker, came_of_it = record_beside(claim, checks)
        assert visitor.post(ADDRESS, {"typed": "ada"}).status_code == 302
        worker.join(20)
        assert came_of_it in ([True], [False])
        assert rows_that_name(person.pk) == []
        assert not CheckOutcome.objects.exists()


class AnyInput(TestCase):
    @settings(max_examples=25)
    @given(typed=st.text(max_size=300))
    @example(typed="\x00")
    @example(typed=" GUEST\n")
    def test_whatever_is_typed_is_no_server_error(self, typed: str) -> None:
        guest = create_guest()
        answer = client_of(guest).post(ADDRESS, {"typed": typed})
        is_gone = not User.objects.filter(pk=guest.pk).exists()
        assert answer.status_code in ({302} if is_gone else {200, 429})
        assert is_gone == (typed.strip().casefold() == "guest")
