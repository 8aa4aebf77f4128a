"""The hill: where a learner stands. Nothing locks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.hill import Hill, StepState, read_hill
from exercises.models import Draft, Exercise, Stage
from tests.making import make_exercise
from tests.verdicts import graded

QUERIES = 5


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def road(stage: Stage) -> list[Exercise]:
    """Three steps in two stages; the second and third ask for the first."""
    second_stage = Stage.objects.create(slug="knowing", number=3, title="Networks that know")
    steps = [
        make_exercise(stage, "one-neuron", position=1),
        make_exercise(stage, "dense-layer", position=2),
        make_exercise(second_stage, "softmax", position=1),
    ]
    for exercise in steps[1:]:
        exercise.requires = ["one-neuron", "not-in-the-catalogue"]
        exercise.save()
    for exercise in steps:
        assert exercise.published is not None
        exercise.published.checks = [{"id": "a", "task": 1, "title": "A", "visibility": "always"}]
        exercise.published.save()
    return steps


def states(hill: Hill) -> dict[str, StepState]:
    return {step.exercise.slug: step.state for camp in hill.camps for step in camp.steps}


def test_someone_new_stands_at_the_first_step(learner: User, road: list[Exercise]) -> None:
    hill = read_hill(learner)
    assert hill.here is not None
    assert hill.here.exercise == road[0]
    assert hill.is_fresh
    assert states(hill) == {
        "one-neuron": StepState.HERE,
        "dense-layer": StepState.BEST_AFTER,
        "softmax": StepState.BEST_AFTER,
    }


def test_a_prerequisite_is_named_by_title_and_a_missing_one_is_left_out(learner: User, road: list[Exercise]) -> None:
    step = read_hill(learner).camps[0].steps[1]
    assert step.best_after == ["one neuron"]


def test_passing_leads_on_and_opens_what_asked_for_it(learner: User, road: list[Exercise], now: datetime) -> None:
    graded(learner, road[0], at=now)
    hill = read_hill(learner)
    assert states(hill) == {
        "one-neuron": StepState.PASSED,
        "dense-layer": StepState.HERE,
        "softmax": StepState.OPEN,
    }
    assert [step.exercise.slug for step in hill.needs] == ["one-neuron"]
    assert not hill.is_fresh


def test_continue_leads_to_what_was_worked_on_last(learner: User, road: list[Exercise], now: datetime) -> None:
    Draft.objects.create(learner=learner, exercise=road[2], source="x", saved_at=now)
    hill = read_hill(learner)
    assert hill.here is not None
    assert hill.here.exercise == road[2]


def test_one_that_was_tried_and_left_shows_so(learner: User, road: list[Exercise], now: datetime) -> None:
    graded(learner, road[2], at=now, failed=["a"])
    assert states(read_hill(learner))["softmax"] == StepState.TRIED


def test_the_last_result_of_the_current_step_is_told_in_checks(
    learner: User, road: list[Exercise], now: datetime
) -> None:
    graded(learner, road[0], at=now, failed=["a"])
    result = read_hill(learner).last_result
    assert result is not None
    assert (result.passed, result.total) == (0, 1)


def test_a_door_asks_for_nothing_that_is_not_passed(learner: User, road: list[Exercise], now: datetime) -> None:
    road[2].requires = ["one-neuron"]
    road[2].save()
    assert read_hill(learner).doors == []
    graded(learner, road[0], at=now)
    assert [step.exercise.slug for step in read_hill(learner).doors] == ["softmax"]


def test_at_the_top_nothing_is_left(learner: User, road: list[Exercise], now: datetime) -> None:
    for exercise in road:
        graded(learner, exercise, at=now)
    hill = read_hill(learner)
    assert hill.here is None
    assert [camp.passed for camp in hill.camps] == [2, 1]


def test_an_unpublished_exercise_is_no_step(learner: User, road: list[Exercise]) -> None:
    Exercise.objects.filter(pk=road[2].pk).update(published=None)
    assert [camp.stage.slug for camp in read_hill(learner).camps] == ["neuron"]


def test_an_empty_catalogue_is_an_empty_hill(learner: User) -> None:
    hill = read_hill(learner)
    assert (hill.total, hill.here) == (0, None)


def test_another_learners_work_does_not_count(
    learner: User, stranger: User, road: list[Exercise], now: datetime
) -> None:
    graded(stranger, road[0], at=now)
    assert states(read_hill(learner))["one-neuron"] == StepState.HERE


def test_the_number_of_queries_does_not_grow(
    learner: User,
    road: list[Exercise],
    stage: Stage,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    graded(learner, road[0], at=now - timedelta(hours=1))
    with django_assert_num_queries(QUERIES):
        read_hill(learner)
    for position in range(3, 30):
        graded(learner, make_exercise(stage, f"more-{position}", position=position), at=now, failed=["a"])
    with django_assert_num_queries(QUERIES):
        read_hill(learner)
