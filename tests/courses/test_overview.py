"""The numbers of all exercises: who began, ran, submitted, passed, is stuck, and the most frequent mistake."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation

from accounts.guests import create_guest
from accounts.models import User
from courses.finding import finding_of_overview
from courses.overview import ExerciseRow, Funnel, Overview, read_overview
from exercises.models import Draft, Exercise, Lane, Stage
from tests.courses.conftest import MINUTE, Fail
from tests.making import make_exercise
from tests.verdicts import graded


def read() -> Overview:
    return read_overview(now=timezone.now())


def row() -> ExerciseRow:
    return read().rows[0]


def test_learners_count_once_however_often_they_try(
    learner: User, stranger: User, checked: Exercise, fail: Fail, now: datetime
) -> None:
    fail(learner, 3, 2)
    graded(stranger, checked, at=now)
    assert row().funnel == Funnel(began=2, ran=2, submitted=2, passed=1)
    assert read().learners == 2


def test_the_funnel_tells_typing_from_running_from_submitting(
    learner: User, stranger: User, guest: User, checked: Exercise, now: datetime
) -> None:
    for person in (learner, stranger, guest):
        Draft.objects.create(learner=person, exercise=checked, source="x = 1", saved_at=now)
    graded(learner, checked, at=now, failed=["shape"], lane=Lane.RUN)
    graded(stranger, checked, at=now, failed=["shape"], lane=Lane.RUN)
    graded(stranger, checked, at=now, failed=["shape"])
    assert row().funnel == Funnel(began=3, ran=2, submitted=1, passed=0)


def test_an_exercise_that_was_only_typed_in_is_counted(learner: User, checked: Exercise, now: datetime) -> None:
    Draft.objects.create(learner=learner, exercise=checked, source="x = 1", saved_at=now)
    assert row().funnel == Funnel(began=1)


def test_the_most_frequent_mistake_is_told_in_its_own_words(learner: User, stranger: User, fail: Fail) -> None:
    fail(learner, 5, diagnoses=("sign",))
    fail(learner, 2, diagnoses=("transposed",))
    fail(stranger, 1, diagnoses=("transposed",))
    mistake = row().mistake
    assert mistake is not None
    assert (mistake.sentence, mistake.times) == ("It is `transposed`.", 2)


def test_what_staff_hand_in_does_not_count(
    teacher: User, learner: User, checked: Exercise, fail: Fail, now: datetime
) -> None:
    fail(teacher, 40, 30, 10, diagnoses=("transposed",))
    Draft.objects.create(learner=teacher, exercise=checked, source="x = 1", saved_at=now)
    graded(teacher, checked, at=now)
    assert read().rows == [ExerciseRow(checked, Funnel(), stuck=0, mistake=None)]
    assert (read().learners, read().stuck_learners) == (0, 0)
    fail(learner, 1, diagnoses=("sign",))
    mistake = row().mistake
    assert mistake is not None
    assert (mistake.sentence, mistake.times) == ("It is `sign`.", 1)


def test_exercises_with_stuck_learners_come_first(learner: User, stage: Stage, fail: Fail) -> None:
    make_exercise(stage, "earlier", position=0)
    fail(learner, 30, 20, 5)
    assert [row.exercise.slug for row in read().rows] == ["dense-layer", "earlier"]


def test_an_exercise_that_is_not_published_is_left_out(learner: User, checked: Exercise, fail: Fail) -> None:
    fail(learner, 30, 20, 5)
    Exercise.objects.update(published=None)
    assert (read().rows, read().shown) == ([], [])


def test_the_title_is_the_finding(
    learner: User, stranger: User, stage: Stage, checked: Exercise, fail: Fail, now: datetime
) -> None:
    assert finding_of_overview(read()) == "Nothing handed in yet"
    graded(learner, checked, at=now - timedelta(hours=2), failed=["shape"])
    assert finding_of_overview(read()) == "Nobody is stuck"
    fail(learner, 30, 20)
    assert finding_of_overview(read()) == "One is stuck, on “dense layer”"
    fail(stranger, 30, 20, 5)
    assert finding_of_overview(read()) == "Two are stuck, all on “dense layer”"
    other = make_exercise(stage, "softmax", position=2)
    third = create_guest()
    for minutes in (30, 20, 5):
        graded(third, other, at=now - minutes * MINUTE, failed=["shape"])
    assert finding_of_overview(read()) == "Three are stuck, two on “dense layer”"
    with translation.override("de"):
        assert finding_of_overview(read()) == "Drei hängen fest, zwei an „dense layer“"


@pytest.mark.parametrize("most", [0, 1])
def test_no_more_are_described_than_asked_for(
    learner: User, stranger: User, fail: Fail, now: datetime, most: int
) -> None:
    fail(learner, 30, 20, 5)
    fail(stranger, 30, 20, 5)
    overview = read_overview(now=now, most=most)
    assert (len(overview.shown), len(overview.stuck)) == (most, 2)
