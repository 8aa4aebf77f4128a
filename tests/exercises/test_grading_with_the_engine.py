"""A worker's work from claim to verdict, with the real engine in its sandboxes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from exercises.carrying import choose
from exercises.catalogue import load_curriculum
from exercises.grading import Graded, bundle_of, grade_one
from exercises.models import Carry, CheckOutcome, Exercise, Lane, Solution, State, Submission
from exercises.submitting import submit
from exercises.tracing import request_trace
from exercises.worker_identity import this_process
from tests.exercises.carrying_road import solve

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("engine")]
WORKER = this_process()
BUNDLE = Path(settings.CURRICULUM_DIR) / "02-neuron" / "05-dense-layer"


@pytest.fixture
def dense_layer(db: None) -> Exercise:
    load_curriculum(Path(settings.CURRICULUM_DIR))
    return Exercise.objects.select_related("stage").get(slug="dense-layer")


def graded(learner: User, exercise: Exercise, source: str, *, lane: Lane = Lane.SUBMIT) -> Submission:
    row = submit(learner=learner, exercise=exercise, source=source, lane=lane, network="-").submission
    assert grade_one(worker=WORKER) is Graded.RECORDED
    row.refresh_from_db()
    return row


def source(name: str) -> str:
    return (BUNDLE / name).read_text()


def test_the_reference_passes_and_is_carried_on(learner: User, dense_layer: Exercise) -> None:
    row = graded(learner, dense_layer, source("reference.py"))
    assert (row.state, row.outcome, row.ending, row.fault, row.score) == (State.GRADED, "passed", "finished", "", 1.0)
    assert Solution.objects.get().submission == row
    assert set(CheckOutcome.objects.values_list("outcome", flat=True)) == {"passed"}


def test_the_starter_fails_and_was_not_attempted(learner: User, dense_layer: Exercise) -> None:
    row = graded(learner, dense_layer, source("starter.py"))
    assert (row.state, row.outcome, row.score) == (State.GRADED, "failed", 0.0)
    assert row.verdict["attempted"] is False
    assert not Solution.objects.exists()


def test_a_run_looks_at_the_visible_checks_only(learner: User, dense_layer: Exercise) -> None:
    run = graded(learner, dense_layer, source("reference.py"), lane=Lane.RUN)
    handed_in = graded(learner, dense_layer, source("reference.py"))
    assert run.outcome == "passed"
    assert len(run.verdict["checks"]) <= len(handed_in.verdict["checks"])
    assert {check["visibility"] for check in run.verdict["checks"] if check["outcome"] == "passed"} == {"always"}


def test_the_learner_reads_the_verdict_without_its_secrets(
    learner: User, learner_client: Client, dense_layer: Exercise
) -> None:
    row = graded(learner, dense_layer, source("starter.py"))
    assert row.verdict["seed"]
    shown = learner_client.get(f"/submissions/{row.pk}/").json()["submission"]["verdict"]
    assert "seed" not in shown
    hidden = [check for check in shown["checks"] if check["visibility"] == "hidden"]
    assert all(check["message"] == "" and check["figures"] == [] for check in hidden)


def test_broken_code_is_the_learners_error_and_no_fault_of_ours(learner: User, dense_layer: Exercise) -> None:
    row = graded(learner, dense_layer, "def dense(X, W, b:\n")
    assert (row.state, row.outcome, row.fault, row.faults) == (State.GRADED, "failed", "learner", 0)
    assert row.verdict["error"]["type"] == "SyntaxError"


def test_showing_a_verdict_costs_the_same_queries_every_time(
    learner: User,
    learner_client: Client,
    dense_layer: Exercise,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    rows = [graded(learner, dense_layer, source(name)) for name in ("reference.py", "starter.py")]
    learner_client.get(f"/submissions/{rows[0].pk}/")
    for row in rows:
        # Session, person, submission with its exercise, whether it was ever passed.
        with django_assert_num_queries(4):
            learner_client.get(f"/submissions/{row.pk}/")


def test_a_shape_trace_comes_back_from_the_sandboxes(learner: User, dense_layer: Exercise) -> None:
    exercise = Exercise.objects.select_related("published").get(pk=dense_layer.pk)
    row = request_trace(
        learner=learner, exercise=exercise, source=source("reference.py"), function="dense", network="-"
    )
    assert grade_one(worker=WORKER) is Graded.RECORDED
    row.refresh_from_db()
    assert row.state == State.GRADED
    assert row.trace["error"] is None
    shapes = {each["name"]: each["shape"] for each in row.trace["rows"]}
    n, d = shapes["X"]
    k = shapes["b"][0]
    assert shapes["W"] == [k, d]
    assert row.trace["rows"][-1]["shape"] == [n, k]
    assert not CheckOutcome.objects.exists()


# The heartbeat's thread must see the row: where it does not, it takes the claim for lost and ends the grading.
@pytest.mark.django_db(transaction=True)
def test_a_learners_own_softmax_is_used_later_and_named_where_it_is_the_cause(
    learner: User, dense_layer: Exercise
) -> None:
    backprop = Exercise.objects.select_related("published").get(slug="two-layer-backprop")
    folder = Path(settings.CURRICULUM_DIR)
    reference = (folder / "05-backprop" / "05-two-layer-backprop" / "reference.py").read_text()
    row = graded(learner, backprop, reference)
    assert row.verdict["error"]["type"] == "ImportError"
    assert "`one-neuron`" in row.verdict["error"]["message"]
    solve(learner, "one-neuron", (folder / "02-neuron" / "01-one-neuron" / "reference.py").read_text())
    solve(learner, "softmax", "import numpy as np\ndef softmax(Z):\n    return np.exp(Z) / np.exp(Z).sum()\n")
    row = graded(learner, backprop, reference)
    assert row.outcome == "failed"
    assert row.verdict["resources"]["carried"] == {"one-neuron": "own", "softmax": "own"}
    assert [(one["id"], one["where"]) for one in row.verdict["diagnoses"]] == [("carried-function", "softmax")]
    choose(learner=learner, bundle=bundle_of(row.version_id), function="softmax", choice=Carry.REFERENCE)
    row = graded(learner, backprop, reference)
    assert row.outcome == "passed"
    assert row.verdict["resources"]["carried"] == {"one-neuron": "own", "softmax": "reference"}
