"""Shape traces on the site: asked for, queued, run by a worker, read by their learner, and counted nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import grader
from accounts.models import User
from accounts.personal_data import merge_guest
from courses.overview import read_overview
from exercises import queueing_beside
from exercises.claiming import claim_next
from exercises.grading import Graded, grade_one
from exercises.hill import read_hill
from exercises.history import history_of, latest_of
from exercises.models import CheckOutcome, Exercise, Lane, Purpose, Solution, State, Submission
from exercises.recording import record_trace
from exercises.stopping import stop
from exercises.submitting import submit
from exercises.worker_identity import this_process
from tests.exercises.carrying_road import publish_road, solve
from tests.grader.earlier_bundles import DOUBLE

pytestmark = pytest.mark.django_db

ADDRESS = "/learn/02-on/eight-times/trace/"
CODE = "def eight_times(x):\n    return 8 * x\n"
WORKER = this_process()
TRACE: dict[str, Any] = {
    "function": "eight_times",
    "rows": [{"line": 2, "name": "x", "shape": [2], "dtype": "float64", "kind": "array"}],
    "truncated": False,
    "error": None,
}


@pytest.fixture
def eight_times(db: None, tmp_path: Path) -> Exercise:
    return publish_road(tmp_path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the engine was asked for; it answers TRACE."""
    given: list[dict[str, Any]] = []

    def trace_shapes(bundle: object, source: str, **options: Any) -> dict[str, Any]:
        given.append({"source": source, **options})
        return TRACE

    monkeypatch.setattr(grader, "trace_shapes", trace_shapes)
    return given


def post(client: Client, source: object = CODE, **more: object) -> Any:
    return client.post(ADDRESS, {"source": source, **more}, content_type="application/json")


def test_a_trace_goes_through_the_queue_to_its_learner(
    learner: User, learner_client: Client, eight_times: Exercise, asked: list[dict[str, Any]]
) -> None:
    solve(learner, "double", DOUBLE)
    answer = post(learner_client, function="eight_times")
    assert answer.status_code == 201
    queued = answer.json()["submission"]
    assert (queued["purpose"], queued["state"], queued["trace"], queued["verdict"]) == ("trace", "queued", None, None)
    assert asked == [], "nothing of it runs in the web process"
    assert grade_one(worker=WORKER) is Graded.RECORDED
    told = learner_client.get(f"/submissions/{queued['id']}/").json()["submission"]
    assert (told["state"], told["trace"], told["verdict"]) == ("graded", TRACE, None)
    assert (asked[0]["source"], asked[0]["function"], asked[0]["mine"]) == (CODE, "eight_times", {"double": DOUBLE})


def test_the_bell_is_rung_after_the_commit(
    learner_client: Client,
    eight_times: Exercise,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(queueing_beside, "ring", lambda: rung.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        post(learner_client)
        assert rung == []
    assert rung == [1]


def test_a_guest_may_ask_and_is_made_by_asking(client: Client, eight_times: Exercise) -> None:
    assert post(client).status_code == 201
    assert Submission.objects.get().learner.is_guest


def test_a_stranger_sees_no_trace_and_cannot_stop_it(
    learner_client: Client, stranger_client: Client, eight_times: Exercise
) -> None:
    trace_id = post(learner_client).json()["submission"]["id"]
    for address in (
        f"/submissions/{trace_id}/",
        f"/submissions/{trace_id}/source/",
        f"/submissions/{trace_id}/events/",
    ):
        assert stranger_client.get(address).status_code == 404
    assert stranger_client.post(f"/submissions/{trace_id}/stop/").status_code == 404


@pytest.mark.parametrize(
    ("source", "more", "status", "code"),
    [
        ("", {}, 400, "source_empty"),
        ("x" * 70_000, {}, 413, "source_too_long"),
        ("x\x00", {}, 400, "source_not_text"),
        (7, {}, 400, "not_understood"),
        (CODE, {"function": 7}, 400, "not_understood"),
        (CODE, {"function": "double"}, 400, "no_such_function"),
    ],
)
def test_what_cannot_be_traced_is_refused(
    learner_client: Client, eight_times: Exercise, source: object, more: dict[str, object], status: int, code: str
) -> None:
    answer = post(learner_client, source, **more)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not Submission.objects.exists()


def test_an_exercise_that_is_not_there_or_not_published_is_not_found(
    learner_client: Client, eight_times: Exercise
) -> None:
    assert learner_client.post("/learn/02-on/nine-times/trace/", {"source": CODE}).status_code == 404
    Exercise.objects.update(published=None)
    assert post(learner_client).status_code == 404
    assert learner_client.get(ADDRESS).status_code == 405


def test_traces_and_runs_share_one_allowance(learner: User, learner_client: Client, eight_times: Exercise) -> None:
    for _ in range(29):
        assert post(learner_client).status_code == 201
    submit(learner=learner, exercise=eight_times, source=CODE, lane=Lane.RUN, network="-")
    answer = post(learner_client)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_guests_share_the_allowance_of_their_address(eight_times: Exercise) -> None:
    statuses = [post(client).status_code for client in (Client(), Client()) for _ in range(16)]
    assert statuses == [201] * 30 + [429] * 2


def test_a_newer_trace_takes_the_place_of_the_older_and_leaves_runs_alone(
    learner: User, learner_client: Client, eight_times: Exercise, asked: list[dict[str, Any]]
) -> None:
    run = submit(learner=learner, exercise=eight_times, source=CODE, lane=Lane.RUN, network="-").submission
    first = post(learner_client).json()["submission"]["id"]
    second = post(learner_client).json()["submission"]["id"]
    assert {str(pk) for pk in Submission.objects.values_list("pk", flat=True)} == {str(run.pk), second}
    assert learner_client.get(f"/submissions/{first}/").status_code == 404
    assert Submission.objects.get(pk=run.pk).state == State.QUEUED
    submit(learner=learner, exercise=eight_times, source=CODE, lane=Lane.RUN, network="-")
    assert Submission.objects.get(pk=second).state == State.QUEUED


def test_a_trace_is_no_attempt_anywhere(
    learner: User, learner_client: Client, eight_times: Exercise, asked: list[dict[str, Any]]
) -> None:
    post(learner_client)
    grade_one(worker=WORKER)
    assert history_of(learner=learner, exercise=eight_times) == []
    assert latest_of(learner=learner, exercise=eight_times) is None
    assert learner_client.get("/learn/02-on/eight-times/submissions/").json() == {"submissions": []}
    assert not CheckOutcome.objects.exists()
    assert not Solution.objects.exists()
    assert read_overview(now=timezone.now()).learners == 0
    assert eight_times.pk not in {
        step.exercise.pk for camp in read_hill(learner=learner).camps for step in camp.steps if step.state == "tried"
    }
    number = submit(learner=learner, exercise=eight_times, source=CODE, lane=Lane.RUN, network="-").submission.number
    assert number == 1


def test_a_trace_changes_no_draft(learner: User, learner_client: Client, eight_times: Exercise) -> None:
    post(learner_client)
    assert not learner.drafts.exists()


def test_a_late_trace_is_dropped(learner_client: Client, eight_times: Exercise) -> None:
    post(learner_client)
    claim = claim_next(worker=WORKER)
    assert claim is not None
    Submission.objects.update(state=State.QUEUED, claim=None, lease_until=None)
    assert not record_trace(claim=claim, trace=TRACE)
    assert Submission.objects.get().trace is None


def test_an_engine_that_cannot_is_our_fault(
    learner_client: Client, eight_times: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object, **__: object) -> None:
        raise grader.CouldNotTrace("exam.py does not load")

    monkeypatch.setattr(grader, "trace_shapes", cannot)
    post(learner_client)
    assert [grade_one(worker=WORKER) for _ in range(4)] == [Graded.FAULT_COUNTED] * 3 + [Graded.NOTHING_WAITED]
    row = Submission.objects.get()
    assert (row.state, row.purpose) == (State.COULD_NOT_CHECK, Purpose.TRACE)


def test_without_isolation_it_waits_for_another_worker(
    learner_client: Client, eight_times: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise grader.IsolationUnavailable("landlock", "the kernel has none", "use a newer kernel")

    monkeypatch.setattr(grader, "trace_shapes", refuse)
    post(learner_client)
    with pytest.raises(grader.IsolationUnavailable):
        grade_one(worker=WORKER)
    assert Submission.objects.get().state == State.QUEUED


def test_a_trace_can_be_stopped(learner_client: Client, eight_times: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    post(learner_client)
    assert stop(submission=Submission.objects.get()).state == State.CANCELLED
    stopped = {**TRACE, "error": {"type": "Stopped", "message": "Stopped on request.", "line": None}}
    monkeypatch.setattr(grader, "trace_shapes", lambda *_, **__: stopped)
    post(learner_client)
    assert grade_one(worker=WORKER) is Graded.RECORDED
    assert Submission.objects.get().state == State.CANCELLED


def test_a_guests_trace_moves_with_a_number_of_its_own(
    guest: User, guest_client: Client, learner: User, learner_client: Client, eight_times: Exercise
) -> None:
    for client in (guest_client, learner_client):
        post(client)
    submit(learner=guest, exercise=eight_times, source=CODE, lane=Lane.RUN, network="-")
    merge_guest(guest=guest, account=learner)
    rows = Submission.objects.filter(learner=learner).values_list("purpose", "number")
    assert sorted(rows) == [("grade", 1), ("trace", 1), ("trace", 2)]
