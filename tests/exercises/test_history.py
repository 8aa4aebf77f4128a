"""The history of an exercise as a page, and the page of one submission."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import access
from accounts.models import User
from exercises.history import PER_PAGE
from exercises.keeping import keep_in_history
from exercises.models import Draft, Exercise, Lane, Purpose, State, Submission
from tests.making import client_of
from tests.verdicts import graded, stored_verdict

Make = Callable[..., Submission]
ADDRESS = "/learn/neuron/dense-layer/history/"
CHECKS = [
    {"id": "shape", "task": 1, "title": "The shape is right", "visibility": "always"},
    {"id": "secret-name", "task": 1, "title": "A secret title", "visibility": "hidden"},
]
QUERIES = 8


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def checked(exercise: Exercise) -> Exercise:
    assert exercise.published is not None
    exercise.published.checks = CHECKS
    exercise.published.save()
    return exercise


def html(client: Client, address: str = ADDRESS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_version_stands_there_with_verdict_and_diagnosis(
    learner: User, learner_client: Client, checked: Exercise, now: datetime
) -> None:
    graded(learner, checked, at=now - timedelta(minutes=3), lane=Lane.RUN, failed=["shape"], diagnoses=["turned"])
    graded(learner, checked, at=now - timedelta(minutes=2))
    page = html(learner_client)
    assert page.index("Submission 2") < page.index("Run 1")
    assert "2 tries, and Submission 2 passes" in page
    assert "It is <code>turned</code>." in page
    assert "0.02 s" in page
    assert ">failed<" in page


def test_nothing_handed_in_yet_has_one_button(learner_client: Client, client: Client, exercise: Exercise) -> None:
    for someone in (learner_client, client):
        page = html(someone)
        assert "Nothing handed in yet" in page
        assert page.count("btn--primary") == 1
    assert User.objects.count() == 1


def test_the_draft_can_be_chosen_too(
    learner: User, learner_client: Client, make_submission: Make, now: datetime
) -> None:
    submission = make_submission(learner, state=State.GRADED)
    Draft.objects.create(learner=learner, exercise=submission.exercise, source="x", saved_at=now)
    page = html(learner_client)
    assert 'name="new" value="draft" checked' in page
    assert f'name="old" value="{submission.pk}" checked' in page


def test_others_versions_are_not_listed(learner: User, stranger_client: Client, make_submission: Make) -> None:
    make_submission(learner, state=State.GRADED)
    assert "Nothing handed in yet" in html(stranger_client)


def test_more_than_fifty_take_pages_and_a_page_that_is_not_there_is_the_nearest(
    learner: User, learner_client: Client, make_submission: Make, now: datetime
) -> None:
    for number in range(PER_PAGE + 2):
        make_submission(learner, state=State.GRADED, queued_at=now + timedelta(seconds=number))
    first, second = html(learner_client), html(learner_client, f"{ADDRESS}?page=2")
    assert first.count("/restore/") == PER_PAGE
    assert second.count("/restore/") == 2
    assert "Page 2 of 2" in second
    assert html(learner_client, f"{ADDRESS}?page=99").count("/restore/") == 2
    assert html(learner_client, f"{ADDRESS}?page=%00x&restored=x&undo={'9' * 999}").count("/restore/") == PER_PAGE


def test_the_page_costs_the_same_queries_however_long(
    learner: User,
    learner_client: Client,
    checked: Exercise,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(2):
        graded(learner, checked, at=now + timedelta(seconds=number), failed=["shape"], diagnoses=["turned"])
    html(learner_client)
    with django_assert_num_queries(QUERIES):
        html(learner_client)
    for number in range(2, 9):
        graded(learner, checked, at=now + timedelta(seconds=number))
    with django_assert_num_queries(QUERIES):
        html(learner_client)


# One submission


def test_a_submission_has_a_page_with_its_verdict_and_its_code(
    learner: User, learner_client: Client, checked: Exercise, now: datetime
) -> None:
    submission = graded(learner, checked, at=now, failed=["shape", "secret-name"], diagnoses=["turned"])
    page = html(learner_client, f"/submissions/{submission.pk}/page/")
    assert "Submission 1: 0 of 2 checks pass" in page
    assert "It is <code>turned</code>." in page
    assert "return x * w + b" in page
    assert "secret" not in page
    assert "A hidden check" in page


def test_a_guest_opens_their_own(guest: User, guest_client: Client, make_submission: Make) -> None:
    submission = make_submission(guest, state=State.GRADED)
    assert "X @ W.T" in html(guest_client, f"/submissions/{submission.pk}/page/")


def test_strangers_find_no_page(
    learner: User, stranger_client: Client, client: Client, make_submission: Make, learner_client: Client
) -> None:
    submission = make_submission(learner, state=State.GRADED)
    trace = make_submission(learner, state=State.GRADED, purpose=Purpose.TRACE)
    assert stranger_client.get(f"/submissions/{submission.pk}/page/").status_code == 404
    assert client.get(f"/submissions/{submission.pk}/page/").status_code == 404
    assert learner_client.get(f"/submissions/{trace.pk}/page/").status_code == 404


@contextmanager
def seen_by(teacher: User) -> Iterator[None]:
    """As a package above would allow it."""

    def rule(viewer: User) -> Q:
        return Q(pk__isnull=False) if viewer == teacher else Q(pk__in=[])

    access.register_access_rule(Submission, rule)
    try:
        yield
    finally:
        access._rules[Submission].remove(rule)


def test_whoever_may_see_it_opens_it_and_cannot_restore_it(
    learner: User, stranger: User, make_submission: Make
) -> None:
    submission = make_submission(learner, state=State.GRADED)
    client = client_of(stranger)
    with seen_by(stranger):
        page = html(client, f"/submissions/{submission.pk}/page/")
        assert client.post(f"/submissions/{submission.pk}/restore/").status_code == 404
    assert "ada" in page
    assert "/restore/" not in page


def test_our_fault_says_so_and_gives_a_number(learner: User, learner_client: Client, make_submission: Make) -> None:
    submission = make_submission(
        learner, state=State.COULD_NOT_CHECK, outcome="could_not_check", fault="platform", last_fault="secret traceback"
    )
    page = html(learner_client, f"/submissions/{submission.pk}/page/")
    assert "We could not check this. Our fault, not yours." in page
    assert str(submission.pk)[:13] in page
    assert "secret traceback" not in page


def test_what_we_could_not_check_is_checked_again_without_touching_the_draft(
    learner: User, learner_client: Client, make_submission: Make, now: datetime
) -> None:
    faulty = make_submission(learner, state=State.COULD_NOT_CHECK, outcome="could_not_check")
    Draft.objects.create(learner=learner, exercise=faulty.exercise, source="newer = 1", saved_at=now)
    assert "Check again now" in html(learner_client, f"/submissions/{faulty.pk}/page/")
    form = {"source": faulty.source, "lane": faulty.lane, "revision": 0}
    assert learner_client.post("/learn/neuron/dense-layer/submissions/", form).status_code == 302
    assert Submission.objects.filter(state=State.QUEUED, source=faulty.source).count() == 1
    assert Draft.objects.get().source == "newer = 1"


def test_the_line_of_an_error_is_marked(learner: User, learner_client: Client, make_submission: Make) -> None:
    error = {"type": "NameError", "message": "no S", "line": 2, "column": 4, "traceback": ""}
    verdict = stored_verdict([], failed=["all"]) | {"error": error}
    submission = make_submission(learner, state=State.GRADED, outcome="failed", verdict=verdict)
    assert 'code__line--mark" id="L2"' in html(learner_client, f"/submissions/{submission.pk}/page/")


def test_a_kept_draft_says_what_it_is(learner: User, learner_client: Client, exercise: Exercise) -> None:
    kept = keep_in_history(learner=learner, exercise=exercise, source="a = 1\n").entry
    assert "A draft that gave way, kept as it was" in html(learner_client, f"/submissions/{kept.pk}/page/")
    assert "Kept draft 1" in html(learner_client)
