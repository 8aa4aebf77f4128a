"""Stopping."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import State, Submission

Make = Callable[..., Submission]


def stop(client: Client, submission: Submission) -> int:
    answer = client.post(f"/submissions/{submission.pk}/stop/", headers={"accept": "application/json"})
    return int(answer.status_code)


def test_a_waiting_one_is_cancelled_at_once(learner: User, learner_client: Client, make_submission: Make) -> None:
    waiting = make_submission(learner)
    assert stop(learner_client, waiting) == 200
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED
    assert waiting.ended_at is not None


def test_the_worker_of_a_running_one_is_asked_to_stop(
    learner: User, learner_client: Client, make_submission: Make
) -> None:
    running = make_submission(learner, state=State.GRADING)
    assert stop(learner_client, running) == 200
    running.refresh_from_db()
    assert (running.state, running.stop_requested) == (State.GRADING, True)


@pytest.mark.parametrize("state", [State.GRADED, State.COULD_NOT_CHECK, State.SUPERSEDED, State.CANCELLED])
def test_one_that_has_ended_stays_as_it_is(
    state: State, learner: User, learner_client: Client, make_submission: Make
) -> None:
    ended = make_submission(learner, state=state)
    assert stop(learner_client, ended) == 200
    ended.refresh_from_db()
    assert (ended.state, ended.stop_requested) == (state, False)


def test_a_stranger_gets_404_and_stops_nothing(learner: User, stranger_client: Client, make_submission: Make) -> None:
    running = make_submission(learner)
    assert stop(stranger_client, running) == 404
    assert stop(Client(), running) == 404
    running.refresh_from_db()
    assert running.state == State.QUEUED


def test_a_page_without_scripts_comes_back(learner: User, learner_client: Client, make_submission: Make) -> None:
    answer = learner_client.post(f"/submissions/{make_submission(learner).pk}/stop/")
    assert (answer.status_code, answer["Location"]) == (302, "/learn/neuron/dense-layer/")
