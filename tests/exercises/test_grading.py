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
from exercises import grading, heartbeat, testing_isolation
from exercises.claiming import claim_next
from exercises.grading import Graded, grade_one
from exercises.heartbeat import Heartbeat
from exercises.models import GradingWorker, State, Submission, WorkerState
from exercises.stopping import stop
from exercises.testing_isolation import IsolationTests
from exercises.worker_identity import this_process
from grader.sandbox import selftest
from grader.sandbox.isolation import Mode
from grader.sandbox.layers import Layer
from grader.sandbox.selftest import Report

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

    def test_what_the_self_test_finds_stops_the_grading_until_it_holds_again(
        self, learner: User, make_submission: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from exercises.grading_process import GradingProcess

        reports = [Report(None, (Layer("landlock", False, "gone"),)), Report(Mode.FULL, (Layer("landlock", True, ""),))]
        monkeypatch.setattr(grader, "warm", lambda: None)
        monkeypatch.setattr("grader.sandbox.selftest.run_selftest", lambda: reports.pop(0))
        make_submission(learner)
        process = GradingProcess()
        process._distrust(Report(None, (Layer("landlock", False, "gone"),)))
        assert not process.serve()
        row = GradingWorker.objects.get()
        assert (row.state, Submission.objects.get().state) == (WorkerState.REFUSING, State.QUEUED)
        assert "FAIL landlock: gone" in row.detail
        process._warm()
        assert (process.is_ready, len(reports)) == (False, 1)
        process._warm()
        assert (process.is_ready, reports) == (True, [])
        assert GradingWorker.objects.get().state == WorkerState.READY


@pytest.mark.sandbox
def test_an_idle_process_tests_its_isolation_in_time_and_a_busy_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing_isolation, "TESTS_EVERY_S", 0.0)
    monkeypatch.setattr(testing_isolation, "LOOKS_EVERY_S", 0.01)
    asked, tested = threading.Event(), threading.Event()
    refused: list[Report] = []
    real = selftest.run_selftest

    def once() -> Report:
        report = real()
        tested.set()
        return report

    monkeypatch.setattr(selftest, "run_selftest", once)
    busy = IsolationTests(is_idle=lambda: asked.set() is not None, refuse=refused.append)
    busy.start()
    assert asked.wait(5)
    busy.end()
    busy.join(5)
    assert not tested.is_set()
    idle = IsolationTests(is_idle=lambda: not tested.is_set(), refuse=refused.append)
    idle.start()
    assert tested.wait(30)
    idle.end()
    idle.join(10)
    assert refused == []
