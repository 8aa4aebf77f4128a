"""The queue and the workers as staff see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses import operations
from courses.finding import finding_of_operations
from courses.operations import read_operations
from exercises.models import Exercise, GradingWorker, Lane, State, Submission, WorkerState
from exercises.presence import say_present
from exercises.readiness import Part
from exercises.worker_identity import this_process

Make = Callable[..., Submission]
SECOND = timedelta(seconds=1)


def test_each_lane_tells_how_many_wait_and_how_long(learner: User, make_submission: Make, now: datetime) -> None:
    make_submission(learner, lane=Lane.RUN, queued_at=now - 14 * SECOND)
    make_submission(learner, lane=Lane.RUN, queued_at=now - 3 * SECOND)
    make_submission(learner, lane=Lane.SUBMIT, state=State.GRADING)
    run, submit, regrade = read_operations(now=now).lanes
    assert (run.lane, run.waiting, run.waits, run.grading) == (Lane.RUN, 2, "14 s", 0)
    assert (submit.waiting, submit.waits, submit.grading) == (0, "", 1)
    assert (regrade.lane, regrade.waiting) == (Lane.REGRADE, 0)


@pytest.mark.parametrize(("answers", "words"), [(False, "The broker does not answer"), (True, "No worker takes work")])
def test_without_a_worker_the_broker_is_named_where_it_is_away(
    teacher_client: Client, monkeypatch: pytest.MonkeyPatch, answers: bool, words: str
) -> None:
    monkeypatch.setattr(operations, "broker", lambda: Part("broker", answers))
    page = teacher_client.get("/teach/operations/").content.decode()
    assert f"<h1>{words}</h1>" in page
    assert ("Start one" in page) is answers
    assert ("Without Redis" in page) is not answers


def test_a_worker_tells_what_it_grades_and_for_how_long(learner: User, make_submission: Make, now: datetime) -> None:
    worker = this_process()
    say_present(worker=worker, state=WorkerState.READY)
    grading = make_submission(learner, state=State.GRADING, claimed_by=str(worker), started_at=now - 5 * SECOND)
    (row,) = read_operations(now=now).workers
    assert (row.is_alive, row.is_refusing, row.grades, row.grades_for) == (True, False, grading, "5 s")
    assert row.name == f"{worker.host}, {worker.pid}"


def test_a_worker_that_is_not_heard_of_or_refuses_takes_no_work(db: None, now: datetime) -> None:
    long_ago = now - timedelta(minutes=5)
    GradingWorker.objects.create(identity="elsewhere", state=WorkerState.READY, started_at=long_ago, seen_at=long_ago)
    GradingWorker.objects.create(
        identity="here", state=WorkerState.REFUSING, detail="No Landlock.", started_at=long_ago, seen_at=now
    )
    operations = read_operations(now=now)
    assert [(row.name, row.is_alive, row.is_refusing) for row in operations.workers] == [
        ("elsewhere", False, False),
        ("here", True, True),
    ]
    assert operations.ready == 0
    assert finding_of_operations(operations) == "No worker takes work"


def test_a_worker_that_refuses_beside_one_that_works_is_no_good_news(
    db: None, teacher_client: Client, now: datetime
) -> None:
    say_present(worker=this_process(), state=WorkerState.READY)
    why = "user namespaces: the kernel says no. Set kernel.unprivileged_userns_clone=1."
    GradingWorker.objects.create(
        identity="next door", state=WorkerState.REFUSING, detail=why, started_at=now, seen_at=timezone.now()
    )
    operations = read_operations(now=now)
    assert (operations.ready, operations.refusing, operations.needs_somebody) == (1, 1, True)
    assert finding_of_operations(operations) == "One worker refuses to grade"
    page = teacher_client.get("/teach/operations/").content.decode()
    assert f'<p>grades nothing until this is mended:</p><pre class="prints">{why}</pre>' in page
    assert "1 worker takes work. 1 refuses to grade." in teacher_client.get("/teach/").content.decode()


def test_faults_of_the_last_day_come_with_their_traceback(learner: User, make_submission: Make, now: datetime) -> None:
    make_submission(learner, queued_at=now, faults=1, last_fault="Traceback …\nOSError: the disk is full\n")
    make_submission(learner, queued_at=now - timedelta(days=2), faults=1, last_fault="old")
    make_submission(learner, queued_at=now)
    (fault,) = read_operations(now=now).faults
    assert fault.cause == "OSError: the disk is full"


def test_what_could_not_be_checked_stands_first(learner: User, make_submission: Make, now: datetime) -> None:
    say_present(worker=this_process(), state=WorkerState.READY)
    assert finding_of_operations(read_operations(now=now)) == "All is well, nobody waits"
    make_submission(learner, queued_at=now)
    assert finding_of_operations(read_operations(now=now)) == "One waits in line"
    make_submission(learner, queued_at=now, faults=1, last_fault="x")
    assert finding_of_operations(read_operations(now=now)) == "One fault of ours in the last day"
    make_submission(learner, state=State.COULD_NOT_CHECK, queued_at=now)
    make_submission(learner, state=State.COULD_NOT_CHECK, queued_at=now - timedelta(days=40))
    operations = read_operations(now=now)
    assert finding_of_operations(operations) == "One could not be checked"
    assert [row.cause for row in operations.unchecked] == [""]


def test_the_number_of_questions_is_fixed(
    learner: User, exercise: Exercise, make_submission: Make, now: datetime, django_assert_num_queries: object
) -> None:
    for number in range(5):
        make_submission(learner, state=State.COULD_NOT_CHECK, faults=3, last_fault="x")
        make_submission(learner, state=State.GRADING, claimed_by=f"worker-{number}")
        GradingWorker.objects.create(identity=f"worker-{number}", state="ready", started_at=now, seen_at=now)
    with django_assert_num_queries(6):  # type: ignore[operator]
        operations = read_operations(now=now)
        assert {row.submission.exercise.title for row in operations.faults} == {"dense layer"}
        assert {row.grades.exercise.title for row in operations.workers if row.grades} == {"dense layer"}
