"""Have a submission checked again that could not be."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditAction, AuditEvent, User
from courses.trying_again import NothingToTryAgain, try_again
from exercises.claiming import claim_next
from exercises.models import CheckOutcome, Exercise, Lane, Solution, State, Submission
from exercises.recording import record_verdict
from exercises.worker_identity import this_process
from tests.verdicts import stored_verdict

Make = Callable[..., Submission]


@pytest.fixture(autouse=True)
def _broker(redis_url: str) -> None:
    """A bell is rung and watchers are told."""


@pytest.fixture
def broken(learner: User, checked: Exercise, make_submission: Make) -> Submission:
    submission = make_submission(
        learner,
        state=State.COULD_NOT_CHECK,
        faults=3,
        last_fault="OSError",
        fault="platform",
        outcome="could_not_check",
    )
    CheckOutcome.objects.create(submission=submission, exercise=checked, check_id="shape", outcome="not_run")
    return submission


def again(submission: Submission) -> str:
    return f"/teach/submissions/{submission.pk}/check-again/"


def test_it_waits_in_its_lane_again_and_its_verdict_then_counts(
    learner: User, teacher: User, broken: Submission, checked: Exercise
) -> None:
    try_again(teacher=teacher, pk=broken.pk)
    broken.refresh_from_db()
    assert (broken.state, broken.lane, broken.faults, broken.ended_at) == (State.QUEUED, Lane.SUBMIT, 0, None)
    claim = claim_next(worker=this_process())
    assert claim is not None
    assert checked.published is not None
    assert record_verdict(claim=claim, verdict=stored_verdict(checked.published.checks))
    assert Solution.objects.get().submission == broken


def test_it_is_written_to_the_audit_log(learner: User, teacher: User, broken: Submission) -> None:
    try_again(teacher=teacher, pk=broken.pk)
    event = AuditEvent.objects.get()
    assert (event.about, event.actor, event.action) == (learner, teacher, AuditAction.QUEUED_AGAIN)


def test_the_button_leads_back_and_says_so(teacher_client: Client, broken: Submission) -> None:
    answer = teacher_client.post(again(broken), follow=True)
    assert answer.redirect_chain == [("/teach/operations/", 302)]
    assert "Submission 1 of “dense layer” waits to be checked again." in answer.content.decode()


def test_pressed_twice_it_is_queued_once(teacher: User, teacher_client: Client, broken: Submission) -> None:
    teacher_client.post(again(broken))
    answer = teacher_client.post(again(broken), follow=True)
    assert "Nothing to do" in answer.content.decode()
    assert AuditEvent.objects.count() == 1
    with pytest.raises(NothingToTryAgain):
        try_again(teacher=teacher, pk=broken.pk)


@pytest.mark.parametrize("state", [State.GRADED, State.QUEUED, State.GRADING, State.CANCELLED])
def test_nothing_else_is_touched(learner: User, teacher: User, make_submission: Make, state: State) -> None:
    submission = make_submission(learner, state=state, outcome="passed" if state == State.GRADED else "")
    with pytest.raises(NothingToTryAgain):
        try_again(teacher=teacher, pk=submission.pk)
    before = submission.outcome
    submission.refresh_from_db()
    assert (submission.state, submission.outcome) == (state, before)
    assert not AuditEvent.objects.exists()


def test_an_exercise_that_is_not_published_any_more_cannot_be_checked(teacher: User, broken: Submission) -> None:
    Exercise.objects.update(published=None)
    with pytest.raises(NothingToTryAgain):
        try_again(teacher=teacher, pk=broken.pk)


def test_others_get_404_and_change_nothing(
    client: Client, learner_client: Client, guest_client: Client, broken: Submission
) -> None:
    for someone in (client, learner_client, guest_client):
        assert someone.post(again(broken)).status_code == 404
    broken.refresh_from_db()
    assert broken.state == State.COULD_NOT_CHECK


def test_a_look_does_not_queue_and_what_is_not_there_is_not_found(teacher_client: Client, broken: Submission) -> None:
    assert teacher_client.get(again(broken)).status_code == 405
    assert teacher_client.post(f"/teach/submissions/{uuid.uuid4()}/check-again/").status_code == 404


def test_a_forged_form_of_another_site_queues_nothing(teacher: User, broken: Submission) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(teacher, backend="django.contrib.auth.backends.ModelBackend")
    assert visitor.post(again(broken)).status_code == 403
    broken.refresh_from_db()
    assert broken.state == State.COULD_NOT_CHECK
