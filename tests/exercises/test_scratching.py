"""Scratch on the site: queued beside the attempts, counted nowhere, its text and its result the learner's own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

import grader
from accounts.models import User
from exercises import grading
from exercises.grading import Graded, grade_one
from exercises.history import history_of, latest_of
from exercises.models import CheckOutcome, Draft, Exercise, Purpose, State, Submission
from exercises.worker_identity import this_process
from grader.verdict import Ending, Outcome, Output, Verdict

pytestmark = pytest.mark.django_db

ADDRESS = "/learn/neuron/dense-layer/scratch/"
CODE = "def dense(X, W, b):\n    return X @ W.T + b\n"
SCRATCH = "print(dense)\n"
VERDICT = Verdict("dense-layer", "v", "0", 0, True, Outcome.PASSED, None, Ending.FINISHED, 0.0, output=Output("7\n"))


def post(client: Client, **body: object) -> Any:
    return client.post(ADDRESS, {"source": CODE, "scratch": SCRATCH, **body}, content_type="application/json")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the engine was asked to run; it answers VERDICT."""
    given: list[tuple[str, str]] = []

    def run_scratch(bundle: object, solution: str, scratch: str, **options: Any) -> Verdict:
        given.append((solution, scratch))
        return VERDICT

    # All of the site is loaded before one of its functions is exchanged.
    resolve(ADDRESS)
    monkeypatch.setattr(grader, "run_scratch", run_scratch)
    monkeypatch.setattr(grading, "bundle_of", lambda version_id: SimpleNamespace(carried=()))
    return given


def test_it_goes_through_the_queue_to_its_learner(
    learner_client: Client, exercise: Exercise, asked: list[tuple[str, str]]
) -> None:
    answer = post(learner_client)
    assert answer.status_code == 201
    queued = answer.json()["submission"]
    assert (queued["purpose"], queued["state"]) == ("scratch", "queued")
    assert asked == [], "nothing of it runs in the web process"
    assert grade_one(worker=this_process()) is Graded.RECORDED
    assert asked == [(CODE, SCRATCH)]
    shown = learner_client.get(f"/submissions/{queued['id']}/").json()["submission"]
    assert (shown["state"], shown["verdict"]["output"]["stdout"]) == ("graded", "7\n")


def test_it_is_no_attempt_and_leaves_the_draft_alone(
    learner: User, learner_client: Client, exercise: Exercise, asked: list[tuple[str, str]]
) -> None:
    post(learner_client)
    grade_one(worker=this_process())
    assert history_of(learner=learner, exercise=exercise) == []
    assert latest_of(learner=learner, exercise=exercise) is None
    assert not Draft.objects.exists()
    assert not CheckOutcome.objects.exists()


def test_only_the_newest_is_kept(learner_client: Client, exercise: Exercise, asked: list[tuple[str, str]]) -> None:
    for number in (1, 2):
        post(learner_client, scratch=f"print({number})")
        grade_one(worker=this_process())
    assert [row.scratch for row in Submission.objects.filter(purpose=Purpose.SCRATCH)] == ["print(2)"]


def test_a_newer_one_takes_the_place_of_one_that_waits(learner_client: Client, exercise: Exercise) -> None:
    post(learner_client)
    post(learner_client, scratch="print(2)")
    rows = Submission.objects.filter(purpose=Purpose.SCRATCH).values_list("scratch", "state")
    assert list(rows) == [("print(2)", State.QUEUED)]


def test_an_empty_solution_is_no_obstacle(learner_client: Client, exercise: Exercise) -> None:
    assert post(learner_client, source="").status_code == 201


def test_a_stranger_gets_404(learner_client: Client, client: Client, exercise: Exercise) -> None:
    pk = post(learner_client).json()["submission"]["id"]
    assert client.get(f"/submissions/{pk}/").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [({"scratch": ""}, 400), ({"scratch": 7}, 400), ({"scratch": "x" * 70_000}, 413), ({"source": None}, 400)],
)
def test_what_cannot_be_run_is_refused(
    learner_client: Client, exercise: Exercise, body: dict[str, object], status: int
) -> None:
    assert post(learner_client, **body).status_code == status
    assert not Submission.objects.exists()
