"""A look at a learner's submission: what it shows, who may, and what it leaves in the audit log."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import AuditAction, AuditEvent, User
from courses.looking import look_at
from exercises.models import Exercise, Lane, Purpose, State, Submission
from tests.courses.conftest import MINUTE, Fail
from tests.making import client_of
from tests.verdicts import graded
from tutor.models import HintShown


def address(submission: Submission) -> str:
    return f"/teach/submissions/{submission.pk}/"


def page(client: Client, submission: Submission) -> str:
    answer = client.get(address(submission))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_code_verdict_history_and_hints(
    learner: User, teacher_client: Client, checked: Exercise, fail: Fail, now: datetime
) -> None:
    graded(learner, checked, at=now - 9 * MINUTE, failed=["shape"], lane=Lane.RUN)
    (last,) = fail(learner, 1, diagnoses=("transposed",))
    HintShown.objects.create(learner=learner, exercise=checked, ladder="task:1", rung=2, fingerprint="", shown_at=now)
    shown = page(teacher_client, last)
    assert "<h1>It is <code>transposed</code>.</h1>" in shown
    assert "return x * w + b" in shown
    assert "Run 1" in shown
    assert "Submission 2" in shown
    assert "Task 1, rung 2" in shown
    assert "Has not passed this exercise yet." in shown


def test_code_that_raises_is_told_by_its_line(learner: User, teacher_client: Client, fail: Fail) -> None:
    (submission,) = fail(learner, 1)
    assert submission.verdict is not None
    submission.verdict["error"] = {"type": "NameError", "message": "S", "line": 2}
    for check in submission.verdict["checks"]:
        check["outcome"] = "not_run"
    submission.save(update_fields=["verdict"])
    shown = page(teacher_client, submission)
    assert "<h1>The code stops at line 2</h1>" in shown
    assert "<summary>2 did not run</summary>" in shown


def test_what_kept_every_check_from_running_is_said_once(learner: User, teacher_client: Client, fail: Fail) -> None:
    (submission,) = fail(learner, 1)
    assert submission.verdict is not None
    submission.verdict["error"] = {
        "type": "ImportError",
        "message": "no `x`, says \\`y\\`",
        "line": 1,
        "traceback": "T: `y`",
    }
    for check in submission.verdict["checks"]:
        check |= {"outcome": "not_run", "reason": "Your code stops while it is loaded."}
    submission.save(update_fields=["verdict"])
    shown = page(teacher_client, submission)
    assert shown.count("Your code stops while it is loaded.") == 1
    assert "<h2>No check ran</h2>" in shown
    assert "<code>ImportError</code>: no <code>x</code>, says `y`" in shown
    assert ">T: `y`</pre>" in shown
    submission.verdict["checks"][0]["outcome"] = "failed"
    submission.save(update_fields=["verdict"])
    assert "<h2>0 of 2 checks pass</h2>" in page(teacher_client, submission)


def test_each_look_at_somebody_elses_work_is_written_down(
    learner: User, teacher: User, teacher_client: Client, fail: Fail
) -> None:
    (submission,) = fail(learner, 1)
    page(teacher_client, submission)
    page(teacher_client, submission)
    events = AuditEvent.objects.filter(about=learner)
    assert events.count() == 2
    event = events.latest("happened_at")
    assert (event.actor, event.actor_name, event.action) == (teacher, "grace", AuditAction.LOOKED_AT_SUBMISSION)
    assert (event.subject, event.number) == ("dense layer", 1)


def test_a_look_at_ones_own_is_not(teacher: User, teacher_client: Client, fail: Fail) -> None:
    (own,) = fail(teacher, 1)
    assert "audit log" not in page(teacher_client, own)
    assert not AuditEvent.objects.exists()


def test_where_it_cannot_be_written_nothing_is_shown(
    learner: User, teacher: User, fail: Fail, monkeypatch: pytest.MonkeyPatch
) -> None:
    (submission,) = fail(learner, 1)

    def break_down(**_values: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("accounts.auditing.AuditEvent.objects.create", break_down)
    with pytest.raises(RuntimeError):
        look_at(teacher=teacher, pk=submission.pk)


def test_others_get_404_and_leave_no_entry(
    learner: User, learner_client: Client, stranger_client: Client, guest_client: Client, client: Client, fail: Fail
) -> None:
    (submission,) = fail(learner, 1)
    for someone in (client, learner_client, stranger_client, guest_client):
        assert someone.get(address(submission)).status_code == 404
    assert not AuditEvent.objects.exists()


def test_whoever_no_longer_teaches_sees_nothing(learner: User, teacher: User, fail: Fail) -> None:
    (submission,) = fail(learner, 1)
    visitor = client_of(teacher)
    User.objects.filter(pk=teacher.pk).update(is_staff=False)
    assert visitor.get(address(submission)).status_code == 404
    teacher.refresh_from_db()
    assert look_at(teacher=teacher, pk=submission.pk) is None


@pytest.mark.parametrize("purpose", [Purpose.TRACE, Purpose.SCRATCH, Purpose.REGRADE])
def test_what_is_no_attempt_is_not_opened(learner: User, teacher_client: Client, fail: Fail, purpose: Purpose) -> None:
    (submission,) = fail(learner, 1)
    Submission.objects.filter(pk=submission.pk).update(purpose=purpose)
    assert teacher_client.get(address(submission)).status_code == 404


def test_what_is_not_there_is_not_found(teacher_client: Client, db: None) -> None:
    assert teacher_client.get(f"/teach/submissions/{uuid.uuid4()}/").status_code == 404
    assert teacher_client.get("/teach/submissions/not-one/").status_code == 404


def test_a_head_request_is_no_look(teacher_client: Client, learner: User, fail: Fail) -> None:
    (submission,) = fail(learner, 1)
    assert teacher_client.head(address(submission)).status_code == 405
    assert not AuditEvent.objects.exists()


def test_hostile_code_stays_text(learner: User, teacher_client: Client, checked: Exercise, now: datetime) -> None:
    hostile = graded(learner, checked, at=now, failed=["shape"], source="x = '<script>alert(1)</script>'\n")
    shown = page(teacher_client, hostile)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_one_that_waits_has_no_verdict_yet(learner: User, teacher_client: Client, make_submission: object) -> None:
    waiting = make_submission(learner, state=State.QUEUED)  # type: ignore[operator]
    assert "in line" in page(teacher_client, waiting)


def test_a_fault_of_ours_is_shown_with_its_traceback(
    learner: User, teacher_client: Client, make_submission: object
) -> None:
    broken = make_submission(  # type: ignore[operator]
        learner, state=State.COULD_NOT_CHECK, faults=3, last_fault="OSError: the disk is full"
    )
    shown = page(teacher_client, broken)
    assert "OSError: the disk is full" in shown
    assert "could not check" in shown


def test_the_number_of_questions_does_not_grow_with_the_history(
    learner: User,
    teacher_client: Client,
    checked: Exercise,
    fail: Fail,
    now: datetime,
    django_assert_num_queries: object,
) -> None:
    *_, last = fail(learner, *range(12, 0, -1))
    for rung in range(5):
        HintShown.objects.create(
            learner=learner, exercise=checked, ladder="task:1", rung=rung, fingerprint="", shown_at=now
        )
    with django_assert_num_queries(9):  # type: ignore[operator]
        page(teacher_client, last)
