"""The passed state: whose it is, what was built, how it went, and where it leads."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.carrying_onward import carried_onward
from exercises.catalogue import load_curriculum
from exercises.hill import published_exercises
from exercises.models import Exercise, Lane
from exercises.summit import MOST_SHOWN, Summit, read_summit
from tests.exercises.carrying_road import publish_road
from tests.verdicts import graded

PAGE = "/learn/02-neuron/one-neuron/"
SUMMIT = f"{PAGE}summit/"
MINUTE = timedelta(minutes=1)
FAILED = ["sum-bias-once"]


@pytest.fixture
def one_neuron(db: None) -> Exercise:
    load_curriculum(Path(settings.CURRICULUM_DIR))
    return Exercise.objects.select_related("published", "stage").get(slug="one-neuron")


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def summit_of(learner: User, exercise: Exercise) -> Summit:
    summit = read_summit(learner=learner, exercise=exercise, catalogue=published_exercises(), passed={exercise.pk})
    assert summit is not None
    return summit


def test_only_who_passed_has_one(
    learner: User, learner_client: Client, stranger_client: Client, client: Client, one_neuron: Exercise, now: datetime
) -> None:
    graded(learner, one_neuron, at=now, failed=FAILED)
    assert learner_client.get(SUMMIT).status_code == 404
    graded(learner, one_neuron, at=now)
    shown = learner_client.get(SUMMIT).content.decode()
    assert 'data-part="summit"' in shown
    assert "You have built <code>weighted_sum</code>, <code>sigmoid</code>" in shown
    assert "<html" not in shown
    assert stranger_client.get(SUMMIT).status_code == 404
    assert client.get(SUMMIT).status_code == 404


def test_the_page_hides_what_only_a_pass_opens(
    learner: User, learner_client: Client, one_neuron: Exercise, now: datetime
) -> None:
    graded(learner, one_neuron, at=now, failed=FAILED)
    before = learner_client.get(PAGE).content.decode()
    assert "others/" not in before
    assert "What it carries on to" not in before
    graded(learner, one_neuron, at=now)
    after = learner_client.get(PAGE).content.decode()
    assert f'href="{PAGE}others/"' in after
    assert "passed with 2 submissions" in after


def test_tries_and_time_are_told_up_to_the_pass(learner: User, one_neuron: Exercise, now: datetime) -> None:
    graded(learner, one_neuron, at=now, failed=FAILED)
    graded(learner, one_neuron, at=now + 4 * MINUTE, lane=Lane.RUN)
    graded(learner, one_neuron, at=now + 7 * MINUTE)
    graded(learner, one_neuron, at=now + 9 * MINUTE)
    summit = summit_of(learner, one_neuron)
    assert (summit.handed_in, summit.minutes) == (2, 7)
    assert (summit.number, summit.total) == (4, len(published_exercises()))


def test_a_pass_at_the_first_try_knows_no_time_and_claims_none(
    learner: User, learner_client: Client, one_neuron: Exercise, now: datetime
) -> None:
    graded(learner, one_neuron, at=now)
    shown = learner_client.get(SUMMIT).content.decode()
    assert "passed with 1 submission" in shown
    assert "at least" not in shown


def test_the_last_step_of_a_stage_says_that_its_badge_is_earned(
    learner: User, learner_client: Client, one_neuron: Exercise, now: datetime
) -> None:
    graded(learner, one_neuron, at=now)
    assert "its badge is in" not in learner_client.get(SUMMIT).content.decode()
    graded(learner, Exercise.objects.select_related("published").get(slug="dense-layer"), at=now)
    assert "Every step of “The neuron” passes: its badge is in" in learner_client.get(SUMMIT).content.decode()


def test_what_many_build_on_is_told_in_few_lines(
    learner: User, learner_client: Client, one_neuron: Exercise, now: datetime
) -> None:
    graded(learner, one_neuron, at=now)
    Exercise.objects.exclude(pk=one_neuron.pk).update(requires=["one-neuron"])
    shown = learner_client.get(SUMMIT).content.decode()
    assert shown.count("builds on what you did here") + shown.count("runs on your") == MOST_SHOWN
    assert f"and {len(published_exercises()) - 1 - MOST_SHOWN} more" in shown


def test_it_leads_to_what_imports_from_it(one_neuron: Exercise) -> None:
    onward = {each.exercise.slug: list(each.takes) for each in carried_onward(one_neuron, published_exercises())}
    assert onward["slope"] == ["sigmoid"]
    assert onward["dense-layer"] == []
    assert "softmax" not in onward


def test_what_is_not_published_any_more_is_no_way_on(db: None, tmp_path: Path) -> None:
    publish_road(tmp_path)
    double = Exercise.objects.get(slug="double")
    assert "eight-times" in [each.exercise.slug for each in carried_onward(double, published_exercises())]
    Exercise.objects.filter(slug="eight-times").update(published=None)
    assert "eight-times" not in [each.exercise.slug for each in carried_onward(double, published_exercises())]


def test_it_costs_the_same_queries_however_often_it_was_tried(
    learner: User,
    learner_client: Client,
    one_neuron: Exercise,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    graded(learner, one_neuron, at=now)
    learner_client.get(SUMMIT)
    for minute in range(8):
        graded(learner, one_neuron, at=now + minute * MINUTE)
    with django_assert_num_queries(9):
        learner_client.get(SUMMIT)
    with django_assert_num_queries(13):
        learner_client.get(PAGE)
