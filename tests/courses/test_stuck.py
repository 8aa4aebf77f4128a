"""Who is stuck, and who needs somebody most."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from courses.durations import lasting
from courses.stuck import StuckShown, describe_stuck, find_stuck
from exercises.models import Exercise, Lane, Stage
from tests.courses.conftest import MINUTE, Fail
from tests.making import make_exercise
from tests.verdicts import graded
from tutor.models import HintShown


def stuck() -> list[str]:
    return [row.learner.username for row in shown()]


def shown() -> list[StuckShown]:
    now = timezone.now()
    return describe_stuck(find_stuck(now=now), now=now)


def test_three_failures_over_twenty_minutes_are_stuck(learner: User, fail: Fail) -> None:
    fail(learner, 30, 20, 10)
    assert stuck() == ["ada"]


@pytest.mark.parametrize("minutes_ago", [(30, 10), (19, 10, 1), (3, 2, 1)])
def test_fewer_or_quicker_failures_are_not(learner: User, fail: Fail, minutes_ago: tuple[int, ...]) -> None:
    fail(learner, *minutes_ago)
    assert stuck() == []


def test_the_same_diagnosis_three_times_in_a_row_is_stuck_at_once(learner: User, fail: Fail) -> None:
    fail(learner, 3, 2, 1, diagnoses=("transposed",))
    assert stuck() == ["ada"]


def test_one_of_two_mistakes_that_stays_is_stuck(learner: User, fail: Fail) -> None:
    fail(learner, 3, 2, diagnoses=("transposed", "sign"))
    fail(learner, 1, diagnoses=("sign",))
    assert stuck() == ["ada"]


def test_three_different_diagnoses_are_progress(learner: User, fail: Fail) -> None:
    for minutes, name in ((3, "transposed"), (2, "bias-forgotten"), (1, "sign")):
        fail(learner, minutes, diagnoses=(name,))
    assert stuck() == []


def test_the_same_diagnosis_with_another_try_between_is_not_in_a_row(learner: User, fail: Fail) -> None:
    fail(learner, 5, 4, diagnoses=("transposed",))
    fail(learner, 3)
    fail(learner, 2, diagnoses=("transposed",))
    assert stuck() == []


def test_a_run_that_passes_what_it_sees_breaks_the_row(
    learner: User, checked: Exercise, fail: Fail, now: datetime
) -> None:
    fail(learner, 5, 4, diagnoses=("transposed",))
    graded(learner, checked, at=now - 3 * MINUTE, lane=Lane.RUN)
    fail(learner, 2, diagnoses=("transposed",))
    assert stuck() == []


def test_who_passed_is_not_stuck(learner: User, checked: Exercise, fail: Fail, now: datetime) -> None:
    fail(learner, 40, 30, 10, diagnoses=("transposed",))
    graded(learner, checked, at=now)
    assert stuck() == []


def test_who_left_two_weeks_ago_is_not(learner: User, fail: Fail) -> None:
    days = 24 * 60
    fail(learner, 15 * days + 60, 15 * days + 30, 15 * days)
    assert stuck() == []


def test_who_may_still_sit_at_it_comes_first_then_who_is_stuck_longest(
    learner: User, stranger: User, guest: User, fail: Fail
) -> None:
    fail(stranger, 30, 20, 5)
    fail(guest, 60 * 24, 60 * 23, 60 * 22)
    fail(learner, 90, 60, 2)
    assert stuck() == ["ada", "eve", guest.username]


def test_each_is_shown_with_diagnosis_last_try_hints_and_since_when(
    learner: User, checked: Exercise, fail: Fail, now: datetime
) -> None:
    *_, last = fail(learner, 50, 30, 5, diagnoses=("transposed",))
    HintShown.objects.create(learner=learner, exercise=checked, ladder="task:1", rung=0, fingerprint="", shown_at=now)
    (row,) = shown()
    assert (row.last_try, row.diagnosis, row.hints, row.stuck.failures) == (last, "It is `transposed`.", 1, 3)
    assert (row.lasts, row.name) == ("50 min", "ada")


def test_a_guest_is_told_apart_from_others(guest: User, fail: Fail) -> None:
    fail(guest, 30, 20, 5)
    assert shown()[0].name == f"Guest {guest.username[-4:]}"


def test_one_person_may_be_stuck_twice(learner: User, stage: Stage, fail: Fail, now: datetime) -> None:
    other = make_exercise(stage, "softmax", position=2)
    fail(learner, 30, 20, 5)
    for minutes in (31, 21, 6):
        graded(learner, other, at=now - minutes * MINUTE, failed=["shape"])
    assert [row.exercise.slug for row in shown()] == ["softmax", "dense-layer"]


def test_the_number_of_questions_does_not_grow_with_the_learners(
    fail: Fail, django_assert_max_num_queries: object
) -> None:
    for number in range(4):
        fail(User.objects.create_user(f"learner-{number}", password=None), 30, 20, 5)
        fail(User.objects.create_user(f"quick-{number}", password=None), 3, 2, 1, diagnoses=("sign",))
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert len(shown()) == 8


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=-3), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=52), "52 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=2, hours=5), "2 days"),
    ],
)
def test_times_are_told_in_the_largest_unit_that_fits(time: timedelta, words: str) -> None:
    assert lasting(time) == words
