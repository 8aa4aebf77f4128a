"""The pages and files for those who teach: what they show, to whom, in how many questions."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from accounts.models import User
from courses.urls import urlpatterns
from exercises.models import Exercise, GradingWorker, Stage, State, Submission
from tests.courses.conftest import MINUTE, Fail
from tests.making import make_exercise
from tests.verdicts import graded

PAGES = ["/teach/", "/teach/exercises/dense-layer/", "/teach/learners/", "/teach/operations/"]
FILES = [
    "/teach/stuck.csv",
    "/teach/exercises.csv",
    "/teach/learners.csv",
    "/teach/exercises/dense-layer/funnel.csv",
    "/teach/exercises/dense-layer/checks.csv",
    "/teach/exercises/dense-layer/diagnoses.csv",
    "/teach/operations/last-hour.csv",
    "/teach/operations/queue.csv",
    "/teach/operations/workers.csv",
    "/teach/operations/faults.csv",
    "/teach/operations/could-not-check.csv",
]
# They have tests of their own.
ABOUT_SOMEBODY = {
    "teach_submission", "teach_check_again", "teach_learner", "teach_steps_csv", "teach_last_try",
}  # fmt: skip
MOST_QUESTIONS = 25


@pytest.fixture
def busy(learner: User, stranger: User, stage: Stage, fail: Fail, make_submission: object, now: datetime) -> None:
    """Something in every table."""
    fail(learner, 30, 20, 5, diagnoses=("transposed",))
    fail(stranger, 3, 2, 1, diagnoses=("sign",))
    make_submission(learner, state=State.COULD_NOT_CHECK, faults=3, last_fault="=OSError")  # type: ignore[operator]
    make_submission(stranger)  # type: ignore[operator]
    GradingWorker.objects.create(identity="here", state="ready", started_at=now, seen_at=now)
    make_exercise(stage, "softmax", position=2)


def test_the_first_page_names_who_needs_somebody_first(teacher_client: Client, busy: None) -> None:
    page = teacher_client.get("/teach/").content.decode()
    assert "<h1>Two are stuck, all on “dense layer”</h1>" in page
    assert page.index("Who needs you, most first") < page.index("How far they come")
    last = Submission.objects.filter(learner__username="ada", outcome="failed").latest("queued_at")
    assert f'href="/teach/submissions/{last.pk}/"' in page
    assert "It is <code>transposed</code>." in page
    assert "1 submission could not be checked." in page
    assert 'href="/teach/" aria-current="page"' in page


def test_an_exercise_shows_its_funnel_checks_and_mistakes(teacher_client: Client, busy: None) -> None:
    page = teacher_client.get("/teach/exercises/dense-layer/").content.decode()
    assert "<h1>0 of 2 passed; what fails most is “Shape”</h1>" in page
    assert "It is <code>sign</code>." in page


def test_the_machine_room_offers_another_try(teacher_client: Client, busy: None) -> None:
    page = teacher_client.get("/teach/operations/").content.decode()
    assert "<h1>One could not be checked</h1>" in page
    assert "/check-again/" in page
    assert "=OSError" in page


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_nothing_handed_in_yet_is_no_error(teacher_client: Client, checked: Exercise, address: str) -> None:
    assert teacher_client.get(address).status_code == 200


def test_before_the_first_learner_the_page_says_how_they_come(
    teacher_client: Client, checked: Exercise, learner: User, now: datetime
) -> None:
    page = teacher_client.get("/teach/").content.decode()
    assert 'Give your learners this address: <a href="/">testserver</a>.' in page
    assert "have tried an exercise" not in page
    assert f'href="/teach/exercises/{checked.slug}/"' in page
    assert "Most frequent mistake" not in page
    graded(learner, checked, at=now)
    page = teacher_client.get("/teach/").content.decode()
    assert "Give your learners" not in page
    assert "Most frequent mistake" in page


def test_an_empty_catalogue_says_how_to_fill_it(teacher_client: Client, db: None) -> None:
    assert "manage.py load_curriculum" in teacher_client.get("/teach/").content.decode()


@pytest.mark.parametrize("address", FILES)
def test_each_table_comes_as_a_file_with_rows(teacher_client: Client, busy: None, address: str) -> None:
    answer = teacher_client.get(address)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_traceback_that_looks_like_a_formula_is_text(teacher_client: Client, busy: None) -> None:
    assert "'=OSError" in teacher_client.get("/teach/operations/faults.csv").content.decode()


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_others_get_404(
    client: Client, learner_client: Client, guest_client: Client, checked: Exercise, address: str
) -> None:
    for someone in (client, learner_client, guest_client):
        assert someone.get(address).status_code == 404
        assert someone.post(address).status_code == 404


def test_no_address_is_forgotten_here() -> None:
    known = {*PAGES, *FILES}
    resolver = get_resolver()
    named = {resolver.resolve(address).url_name for address in known}
    assert {pattern.name for pattern in urlpatterns} == named | ABOUT_SOMEBODY


def test_a_learner_sees_no_way_there(learner_client: Client, checked: Exercise) -> None:
    assert "/teach/" not in learner_client.get("/").content.decode()


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_the_pages_are_not_posted_to(teacher_client: Client, checked: Exercise, address: str) -> None:
    assert teacher_client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/teach/exercises/nowhere/", "/teach/exercises/nowhere/checks.csv"])
def test_an_exercise_that_is_not_there_is_not_found(teacher_client: Client, db: None, address: str) -> None:
    assert teacher_client.get(address).status_code == 404


def questions(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_the_number_of_questions_does_not_grow(
    teacher_client: Client, busy: None, stage: Stage, fail: Fail, now: datetime, address: str
) -> None:
    before = questions(teacher_client, address)
    for number in range(6):
        person = User.objects.create_user(f"learner-{number}", password=None)
        fail(person, 40, 30, 10, diagnoses=("sign",))
        other = make_exercise(stage, f"other-{number}", position=10 + number)
        for minutes in (3, 2, 1):
            graded(person, other, at=now - minutes * MINUTE, failed=["shape"], diagnoses=["off"])
    assert questions(teacher_client, address) == before <= MOST_QUESTIONS
