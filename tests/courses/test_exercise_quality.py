"""One exercise closely: its funnel, its checks, its mistakes."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from courses.exercise_quality import ExerciseQuality, read_quality
from courses.finding import finding_of_exercise
from exercises.models import Exercise
from tests.courses.conftest import Fail, count_checks
from tests.verdicts import graded


def read(exercise: Exercise) -> ExerciseQuality:
    return read_quality(Exercise.objects.select_related("published", "stage").get(pk=exercise.pk))


def test_a_check_is_counted_where_it_ran(learner: User, checked: Exercise, fail: Fail, now: datetime) -> None:
    fail(learner, 3, 2, 1)
    count_checks(graded(learner, checked, at=now))
    shape, values = read(checked).checks
    assert (shape.passed, shape.failed, shape.percent) == (1, 3, 25)
    assert (values.passed, values.failed, values.percent) == (4, 0, 100)


def test_a_check_that_never_ran_has_no_rate(checked: Exercise) -> None:
    assert [check.percent for check in read(checked).checks] == [None, None]
    assert read(checked).hardest_check is None


def test_staffs_outcomes_are_taken_off(learner: User, teacher: User, checked: Exercise, fail: Fail) -> None:
    fail(teacher, 3, 2, diagnoses=("sign",))
    fail(learner, 1)
    assert [(check.passed, check.failed) for check in read(checked).checks] == [(0, 1), (1, 0)]
    assert read(checked).diagnoses == []


def test_mistakes_are_counted_by_learner_and_who_got_over_them(
    learner: User, stranger: User, checked: Exercise, fail: Fail, now: datetime
) -> None:
    fail(learner, 5, 4, 3, diagnoses=("sign",))
    fail(learner, 2, diagnoses=("transposed",))
    fail(stranger, 1, diagnoses=("transposed",))
    graded(stranger, checked, at=now)
    first, second = read(checked).diagnoses
    assert (first.diagnosis_id, first.sentence) == ("transposed", "It is `transposed`.")
    assert (first.learners, first.not_passed, first.times) == (2, 1, 2)
    assert (second.diagnosis_id, second.learners, second.not_passed, second.times) == ("sign", 1, 1, 3)


def test_the_steps_are_parts_of_those_who_began(
    learner: User, stranger: User, checked: Exercise, fail: Fail, now: datetime
) -> None:
    fail(learner, 1)
    graded(stranger, checked, at=now)
    assert [(step.learners, step.percent) for step in read(checked).steps] == [(2, 100), (2, 100), (2, 100), (1, 50)]


def test_the_title_is_the_finding(learner: User, checked: Exercise, fail: Fail, now: datetime) -> None:
    assert finding_of_exercise(read(checked)) == "Nobody has run “dense layer” yet"
    fail(learner, 1)
    assert finding_of_exercise(read(checked)) == "0 of 1 passed; what fails most is “Shape”"
    graded(learner, checked, at=now)
    assert finding_of_exercise(read(checked)) == "1 of 1 passed “dense layer”"
