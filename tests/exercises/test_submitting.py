"""Running and handing in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from exercises import bell, submitting
from exercises.bell import ENOUGH_BELLS
from exercises.models import Draft, Exercise, Lane, State, Submission
from exercises.submitting import NothingPublished, submit
from tests.making import make_exercise

ADDRESS = "/learn/neuron/dense-layer/submissions/"
CODE = "def dense(X, W, b):\n    return X @ W.T + b\n"


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the workers were rung for."""
    rung: list[int] = []
    monkeypatch.setattr(bell, "ring", lambda: rung.append(1))
    return rung


def post(client: Client, *, lane: str = "submit", source: str = CODE, **more: object) -> Any:
    return client.post(ADDRESS, {"source": source, "lane": lane, **more}, content_type="application/json")


def test_what_is_handed_in_is_queued_and_the_bell_rung_after_the_commit(
    learner_client: Client,
    exercise: Exercise,
    bells: list[int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(learner_client)
        assert bells == []
    assert bells == [1]
    assert answer.status_code == 201
    shown = answer.json()["submission"]
    assert shown["state"] == "queued"
    assert (shown["exercise"], shown["lane"], shown["number"]) == ("dense-layer", "submit", 1)
    assert shown["position_in_queue"] == 1
    assert shown["verdict"] is None
    assert Submission.objects.get().version == exercise.published


def test_where_many_wait_before_it_the_workers_are_called_already(
    learner: User,
    stranger: User,
    make_submission: Callable[..., Submission],
    exercise: Exercise,
    bells: list[int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    for _ in range(ENOUGH_BELLS):
        make_submission(stranger)
    with django_capture_on_commit_callbacks(execute=True):
        queued = submit(learner=learner, exercise=exercise, source=CODE, lane=Lane.SUBMIT, network="192.0.2.0")
    assert (queued.position_in_queue, bells) == (ENOUGH_BELLS + 1, [])
    with django_capture_on_commit_callbacks(execute=True):
        submit(learner=learner, exercise=exercise, source=CODE, lane=Lane.RUN, network="192.0.2.0")
    assert bells == [1]


def test_what_is_run_becomes_the_draft(learner_client: Client, exercise: Exercise) -> None:
    answer = post(learner_client, lane="run")
    assert answer.json()["draft"] == {"revision": 1, "is_current": True}
    assert Draft.objects.get().source == CODE


def test_a_newer_draft_of_another_tab_stays(learner_client: Client, learner: User, exercise: Exercise) -> None:
    post(learner_client, source="one = 1")
    post(learner_client, source="two = 2", revision=1)
    answer = post(learner_client, source="old = 1", revision=1)
    assert answer.json()["draft"] == {"revision": 2, "is_current": False}
    assert Draft.objects.get().source == "two = 2"
    assert Submission.objects.order_by("-number")[0].source == "old = 1"


def test_an_older_one_that_waits_is_superseded_by_its_lane_only(learner_client: Client, exercise: Exercise) -> None:
    post(learner_client, lane="submit")
    post(learner_client, lane="run")
    post(learner_client, lane="submit")
    states = dict(Submission.objects.values_list("number", "state"))
    assert states == {1: State.SUPERSEDED, 2: State.QUEUED, 3: State.QUEUED}


def test_one_that_is_being_graded_is_not_superseded(
    learner_client: Client, learner: User, make_submission: Callable[..., Submission]
) -> None:
    running = make_submission(learner, state=State.GRADING)
    post(learner_client)
    running.refresh_from_db()
    assert running.state == State.GRADING


def test_the_history_is_newest_first(learner_client: Client, exercise: Exercise) -> None:
    post(learner_client, lane="run")
    post(learner_client)
    listed = learner_client.get(ADDRESS).json()["submissions"]
    assert [(entry["number"], entry["lane"]) for entry in listed] == [(2, "submit"), (1, "run")]


def test_nobody_becomes_a_guest_by_running(client: Client, exercise: Exercise) -> None:
    answer = post(client, lane="run")
    assert answer.status_code == 201
    assert User.objects.get().is_guest
    assert client.get(f"/submissions/{answer.json()['submission']['id']}/").status_code == 200


def test_a_form_without_scripts_goes_back_to_the_page(learner_client: Client, exercise: Exercise) -> None:
    answer = learner_client.post(ADDRESS, {"source": "a = 1\r\nb = 2\r\n", "lane": "run"})
    assert (answer.status_code, answer["Location"]) == (302, "/learn/neuron/dense-layer/")
    assert Submission.objects.get().source == "a = 1\nb = 2\n"


@pytest.mark.parametrize("path", ["", "source/", "events/"])
def test_a_stranger_gets_404(
    path: str, learner: User, stranger_client: Client, make_submission: Callable[..., Submission]
) -> None:
    address = f"/submissions/{make_submission(learner).pk}/{path}"
    assert stranger_client.get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_the_learner_gets_state_source_and_event(
    learner: User, learner_client: Client, make_submission: Callable[..., Submission]
) -> None:
    row = make_submission(learner)
    assert learner_client.get(f"/submissions/{row.pk}/").json()["submission"]["id"] == str(row.pk)
    assert learner_client.get(f"/submissions/{row.pk}/source/").json() == {"source": row.source}
    assert learner_client.get(f"/submissions/{row.pk}/events/").content.startswith(b"event: message\ndata: {")


@pytest.mark.parametrize(
    ("source", "status", "code"),
    [
        ("", 400, "source_empty"),
        (" \n", 400, "source_empty"),
        ("a\x00", 400, "source_not_text"),
        ("x" * 65_537, 413, "source_too_long"),
        ("x" * 600_000, 413, "source_too_long"),
    ],
)
def test_bad_source_is_refused_in_words(
    learner_client: Client, exercise: Exercise, source: str, status: int, code: str
) -> None:
    answer = post(learner_client, source=source)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize("lane", ["regrade", "", None, 1])
def test_only_run_and_submit_can_be_asked_for(learner_client: Client, exercise: Exercise, lane: object) -> None:
    answer = learner_client.post(ADDRESS, {"source": CODE, "lane": lane}, content_type="application/json")
    assert answer.status_code == 400


def test_the_eleventh_submit_of_a_minute_is_refused_and_the_draft_kept(
    learner_client: Client, exercise: Exercise
) -> None:
    for _ in range(10):
        assert post(learner_client).status_code == 201
    answer = post(learner_client, source="eleventh = 11")
    assert answer.status_code == 429
    error = answer.json()["error"]
    assert 1 <= error["retry_after_s"] <= 60
    assert answer["Retry-After"] == str(error["retry_after_s"])
    assert Draft.objects.get().source == "eleventh = 11"
    assert Submission.objects.count() == 10
    assert post(learner_client, lane="run").status_code == 201


def test_guests_share_the_allowance_of_their_address(exercise: Exercise) -> None:
    def run(address: str) -> int:
        client = Client(REMOTE_ADDR=address)
        return int(post(client, lane="submit").status_code)

    assert [run("2001:db8::1") for _ in range(5)] == [201] * 5
    assert [run("2001:db8::2") for _ in range(6)] == [201] * 5 + [429]
    assert run("2001:db8:0:1::1") == 201


def test_an_exercise_without_a_version_takes_nothing(learner: User, exercise: Exercise) -> None:
    exercise.published = None
    with pytest.raises(NothingPublished):
        submit(learner=learner, exercise=exercise, source=CODE, lane=Lane.RUN, network="-")


def test_a_broker_that_is_down_loses_nothing(
    learner_client: Client, exercise: Exercise, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(learner_client)
    assert answer.status_code == 201
    assert Submission.objects.get().state == State.QUEUED


def test_a_failure_half_way_changes_nothing(learner: User, exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    first = submit(learner=learner, exercise=exercise, source=CODE, lane=Lane.SUBMIT, network="-").submission

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(submitting, "store", break_down)
    with pytest.raises(RuntimeError):
        submit(learner=learner, exercise=exercise, source="second = 2", lane=Lane.SUBMIT, network="-")
    first.refresh_from_db()
    assert first.state == State.QUEUED
    assert Draft.objects.get().source == CODE


def test_the_history_costs_the_same_queries_however_long(
    learner_client: Client,
    learner: User,
    make_submission: Callable[..., Submission],
    exercise: Exercise,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    make_exercise(exercise.stage, "other", position=2)
    for _ in range(3):
        make_submission(learner, state=State.GRADED)
    # The first visit also notes that the learner was here.
    learner_client.get(ADDRESS)
    with django_assert_num_queries(4):
        learner_client.get(ADDRESS)
    for _ in range(20):
        make_submission(learner, state=State.GRADED)
    with django_assert_num_queries(4):
        learner_client.get(ADDRESS)
