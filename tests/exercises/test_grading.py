"""A worker's work when things go wrong half-way. What goes right is proven with the real engine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

import grader
from accounts.models import User
from exercises import grading, heartbeat
from exercises.claiming import claim_next
from exercises.grading import Graded, grade_one
from exercises.heartbeat import Heartbeat
from exercises.models import GradingWorker, State, Submission, WorkerState
from exercises.stopping import stop
from exercises.worker_identity import this_process

Make = Callable[..., Submission]
WORKER = this_process()


@pytest.fixture(autouse=True)
def _no_bundle(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(grading, "bundle_of", lambda version_id: SimpleNamespace(carried=()))
    return


def engine_that(monkeypatch: pytest.MonkeyPatch, grade: Callable[..., Any]) -> None:
    monkeypatch.setattr(grader, "grade", lambda bundle, source, **options: grade(**options))


def test_nothing_waits_nothing_is_done(db: None) -> None:
    assert grade_one(worker=WORKER) is Graded.NOTHING_WAITED


def test_an_engine_that_breaks_three_times_ends_as_our_fault(
    learner: User, make_submission: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_: object) -> None:
        raise RuntimeError("the slot fell over")

    engine_that(monkeypatch, break_down)
    make_submission(learner)
    assert [grade_one(worker=WORKER) for _ in range(4)] == [Graded.FAULT_COUNTED] * 3 + [Graded.NOTHING_WAITED]
    row = Submission.objects.get()
    assert row.state == State.COULD_NOT_CHECK
    assert "the slot fell over" in row.last_fault


def test_without_isolation_it_waits_for_another_worker(
    learner: User, make_submission: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise grader.IsolationUnavailable("landlock", "the kernel has none", "use a newer kernel")

    engine_that(monkeypatch, refuse)
    make_submission(learner)
    with pytest.raises(grader.IsolationUnavailable):
        grade_one(worker=WORKER)
    row = Submission.objects.get()
    assert (row.state, row.faults) == (State.QUEUED, 0)


def test_a_result_that_comes_after_the_claim_was_lost_is_dropped(
    learner: User, make_submission: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_the_claim(**_: object) -> None:
        Submission.objects.update(state=State.QUEUED, claim=None, lease_until=None)
        raise RuntimeError("late")

    engine_that(monkeypatch, lose_the_claim)
    make_submission(learner)
    assert grade_one(worker=WORKER) is Graded.CLAIM_LOST
    assert Submission.objects.get().faults == 0


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_renews_the_lease(learner: User, make_submission: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "RENEWS_EVERY_S", 0.0)
    make_submission(learner)
    claim = claim_next(worker=WORKER)
    assert claim is not None
    soon = timezone.now() + timedelta(seconds=1)
    Submission.objects.update(lease_until=soon)
    renewed = threading.Event()
    real = heartbeat.renew_lease
    monkeypatch.setattr(heartbeat, "renew_lease", lambda held: (real(held), renewed.set())[0])
    with Heartbeat(claim) as beat:
        assert renewed.wait(5)
        assert not beat.should_stop()
    lease = Submission.objects.get().lease_until
    assert lease is not None
    assert lease > soon


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reason", ["stop", "lost"])
def test_the_heartbeat_notices_that_it_should_stop(learner: User, make_submission: Make, reason: str) -> None:
    row = make_submission(learner)
    claim = claim_next(worker=WORKER)
    assert claim is not None
    with Heartbeat(claim) as beat:
        assert not beat.should_stop()
        if reason == "stop":
            stop(submission=row)
        else:
            Submission.objects.update(state=State.QUEUED, claim=None, lease_until=None)
        assert beat._should_stop.wait(5)


@pytest.mark.django_db(transaction=True)
class TestGradingProcess:
    """The life of a worker process."""

    def test_it_refuses_work_without_isolation_and_says_why(
        self, learner: User, make_submission: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        from exercises.grading_process import GradingProcess

        def refuse() -> None:
            raise grader.IsolationUnavailable("landlock", "the kernel has none", "use a newer kernel")

        monkeypatch.setattr(grader, "warm", refuse)
        make_submission(learner)
        process = GradingProcess()
        process._warm()
        assert not process.serve()
        assert Submission.objects.get().state == State.QUEUED
        row = GradingWorker.objects.get()
        assert row.state == WorkerState.REFUSING
        assert "landlock" in row.detail
        assert "No isolation, no grading" in caplog.text

    def test_it_takes_work_again_once_isolation_holds(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        from exercises.grading_process import GradingProcess

        monkeypatch.setattr(grader, "warm", lambda: None)
        process = GradingProcess(tries_again_at=float("-inf"))
        assert not process.serve()
        assert GradingWorker.objects.get().state == WorkerState.READY
