"""The ladder on the exercise page."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from exercises.models import Exercise, Submission
from grader import Bundle
from tests.tutor.conftest import LADDER, MISTAKE
from tests.verdicts import graded
from tutor.models import HintShown
from tutor.panel import what_opens_it

PAGE = "/learn/02-neuron/one-neuron/"

pytestmark = pytest.mark.django_db


def page(client: Client) -> str:
    return str(client.get(PAGE).content.decode())


def test_a_visitor_sees_a_ladder_for_each_task(client: Client, neuron: Exercise) -> None:
    assert page(client).count('<ol class="ladder">') == 4


def test_a_known_mistake_takes_their_place(learner_client: Client, stuck: Submission) -> None:
    html = page(learner_client)
    assert html.count('<ol class="ladder">') == 1
    assert f'value="{LADDER}"' in html
    assert f'value="{stuck.pk}"' in html


def test_no_rung_is_in_the_page_before_it_is_open(learner: User, learner_client: Client, stuck: Submission) -> None:
    bundle = Bundle.read(Path(settings.CURRICULUM_DIR) / "02-neuron" / "01-one-neuron")
    rungs = [rung.split("`")[0].split("$")[0].strip()[:40] for rung in bundle.hints.diagnoses[MISTAKE].rungs]
    html = page(learner_client)
    assert not [rung for rung in rungs if rung and rung in html]
    learner_client.post(f"{PAGE}hints/", {"ladder": LADDER, "rung": 0, "submission": str(stuck.pk)})
    html = page(learner_client)
    assert "rung--open" in html
    assert "Opens when you change the code" in html
    assert not [rung for rung in rungs[1:] if rung and rung in html]


def test_after_a_pass_there_are_no_hints(
    learner: User, learner_client: Client, neuron: Exercise, now: datetime
) -> None:
    graded(learner, neuron, at=now)
    assert "ladder" not in page(learner_client)


def test_while_a_new_try_waits_the_hints_of_the_last_verdict_stay(
    learner: User, learner_client: Client, neuron: Exercise, stuck: Submission, now: datetime
) -> None:
    waiting = graded(learner, neuron, at=now, failed=["types"])
    Submission.objects.filter(pk=waiting.pk).update(state="queued", verdict=None, ended_at=None)
    assert f'value="{LADDER}"' in page(learner_client)


def test_anothers_hints_are_not_mine(stranger: User, learner_client: Client, stuck: Submission) -> None:
    HintShown.objects.create(
        learner=stranger, exercise=stuck.exercise, ladder=LADDER, rung=0, fingerprint="", shown_at=stuck.queued_at
    )
    assert "rung--open" not in page(learner_client)


@pytest.mark.parametrize(
    ("left", "end"),
    [
        (timedelta(minutes=3), "in 3 minutes."),
        (timedelta(seconds=121), "in 3 minutes."),
        (timedelta(seconds=61), "in 2 minutes."),
        (timedelta(seconds=20), "in a minute."),
    ],
)
def test_what_opens_a_rung_is_told_in_whole_minutes(left: timedelta, end: str) -> None:
    assert what_opens_it(left) == f"Opens when you change the code and run it again, or {end}"
