"""The page for those who teach: who tried, passed, is stuck, and on which mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.guests import create_guest
from accounts.models import User
from courses.overview import ExerciseRow, read_overview
from courses.views import finding
from exercises.models import Exercise, Stage
from tests.making import client_of, make_exercise
from tests.verdicts import graded

QUERIES_OF_THE_PAGE = 10
MINUTE = timedelta(minutes=1)

Fail = Callable[..., None]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def teacher(db: None) -> User:
    return User.objects.create_user("grace", password=None, is_staff=True)


@pytest.fixture
def checked(exercise: Exercise) -> Exercise:
    assert exercise.published is not None
    exercise.published.checks = [{"id": "shape", "task": 1, "title": "Shape", "visibility": "always"}]
    exercise.published.save()
    return exercise


@pytest.fixture
def fail(checked: Exercise, now: datetime) -> Fail:
    """Let someone fail at so many minutes ago."""

    def fail(who: User, *minutes_ago: int, diagnoses: tuple[str, ...] = ()) -> None:
        for minutes in minutes_ago:
            graded(who, checked, at=now - minutes * MINUTE, failed=["shape"], diagnoses=diagnoses)

    return fail


def row() -> ExerciseRow:
    return read_overview().rows[0]


def test_learners_count_once_however_often_they_try(
    learner: User, stranger: User, checked: Exercise, fail: Fail, now: datetime
) -> None:
    fail(learner, 3, 2)
    graded(stranger, checked, at=now)
    assert (row().tried, row().passed, row().stuck) == (2, 1, 0)
    assert read_overview().learners == 2


def test_three_failures_over_twenty_minutes_are_stuck(learner: User, fail: Fail) -> None:
    fail(learner, 30, 20, 10)
    assert row().stuck == 1


@pytest.mark.parametrize("minutes_ago", [(30, 10), (19, 10, 1), (3, 2, 1)])
def test_fewer_or_quicker_failures_are_not(learner: User, fail: Fail, minutes_ago: tuple[int, ...]) -> None:
    fail(learner, *minutes_ago)
    assert row().stuck == 0


def test_the_same_diagnosis_three_times_is_stuck_at_once(learner: User, fail: Fail) -> None:
    fail(learner, 3, 2, 1, diagnoses=("transposed",))
    assert row().stuck == 1


def test_three_different_diagnoses_are_progress(learner: User, fail: Fail) -> None:
    for minutes, name in ((3, "transposed"), (2, "bias-forgotten"), (1, "sign")):
        fail(learner, minutes, diagnoses=(name,))
    assert row().stuck == 0


def test_who_passed_is_not_stuck(learner: User, checked: Exercise, fail: Fail, now: datetime) -> None:
    fail(learner, 40, 30, 10, diagnoses=("transposed",))
    graded(learner, checked, at=now)
    assert row().stuck == 0


def test_the_most_frequent_mistake_is_told_in_its_own_words(learner: User, stranger: User, fail: Fail) -> None:
    fail(learner, 5, 4, 3, diagnoses=("sign",))
    fail(learner, 2, diagnoses=("transposed",))
    fail(stranger, 1, diagnoses=("transposed",))
    mistake = row().mistake
    assert mistake is not None
    assert (mistake.sentence, mistake.learners) == ("It is `transposed`.", 2)


def test_what_staff_hand_in_does_not_count(teacher: User, checked: Exercise, fail: Fail, now: datetime) -> None:
    fail(teacher, 40, 30, 10, diagnoses=("transposed",))
    graded(teacher, checked, at=now)
    overview = read_overview()
    assert (overview.learners, overview.stuck) == (0, 0)
    assert overview.rows == [ExerciseRow(checked, tried=0, passed=0, stuck=0, mistake=None)]


def test_exercises_with_stuck_learners_come_first(learner: User, stage: Stage, fail: Fail) -> None:
    make_exercise(stage, "earlier", position=0)
    fail(learner, 30, 20, 5)
    assert [row.exercise.slug for row in read_overview().rows] == ["dense-layer", "earlier"]


def test_the_title_is_the_finding(
    learner: User, stranger: User, stage: Stage, checked: Exercise, fail: Fail, now: datetime
) -> None:
    assert finding(read_overview()) == "Nothing handed in yet"
    graded(learner, checked, at=now - timedelta(hours=2), failed=["shape"])
    assert finding(read_overview()) == "Nobody is stuck"
    fail(learner, 30, 20)
    assert finding(read_overview()) == "1 learner is stuck, on “dense layer”"
    fail(stranger, 30, 20, 5)
    assert finding(read_overview()) == "2 learners are stuck, all on “dense layer”"
    other = make_exercise(stage, "softmax", position=2)
    third = create_guest()
    for minutes in (30, 20, 5):
        graded(third, other, at=now - minutes * MINUTE, failed=["shape"])
    assert finding(read_overview()) == "3 learners are stuck, most often on “dense layer”"


def test_staff_see_the_page(teacher: User, learner: User, fail: Fail) -> None:
    fail(learner, 30, 20, 5, diagnoses=("transposed",))
    page = client_of(teacher).get("/teach/").content.decode()
    assert "<h1>1 learner is stuck, on “dense layer”</h1>" in page
    assert "It is <code>transposed</code>." in page
    assert 'href="/teach/" aria-current="page"' in page


def test_an_empty_catalogue_says_how_to_fill_it(teacher: User) -> None:
    assert "manage.py load_curriculum" in client_of(teacher).get("/teach/").content.decode()


def test_others_get_404(client: Client, learner_client: Client, guest_client: Client, checked: Exercise) -> None:
    for someone in (client, learner_client, guest_client):
        assert someone.get("/teach/").status_code == 404
    assert "Teach" not in learner_client.get("/").content.decode()


def test_the_page_is_not_posted_to(teacher: User) -> None:
    assert client_of(teacher).post("/teach/").status_code == 405


def test_the_number_of_queries_does_not_grow(
    teacher: User,
    stage: Stage,
    learner: User,
    fail: Fail,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fail(learner, 30, 20, 5, diagnoses=("transposed",))
    client = client_of(teacher)
    client.get("/teach/")
    with django_assert_max_num_queries(QUERIES_OF_THE_PAGE) as few:
        client.get("/teach/")
    for position in range(2, 12):
        more = make_exercise(stage, f"more-{position}", position=position)
        graded(create_guest(), more, at=now, diagnoses=["sign"])
    with django_assert_max_num_queries(QUERIES_OF_THE_PAGE) as many:
        client.get("/teach/")
    assert len(few) == len(many)
