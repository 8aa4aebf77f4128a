"""Writing what came of a grading."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from exercises.claiming import Claimed, claim_next
from exercises.models import CheckOutcome, DiagnosisFound, Lane, Solution, State, Submission
from exercises.recording import (
    FAULTS_ALLOWED,
    PlatformFault,
    hand_back,
    record_fault,
    record_verdict,
    storable,
)
from exercises.worker_identity import this_process

Make = Callable[..., Submission]


def verdict(**changes: Any) -> dict[str, Any]:
    """A verdict as the engine stores it."""
    return {
        "format": 1,
        "exercise": "dense-layer",
        "version": "sha256:1",
        "source_sha256": "0",
        "seed": 7,
        "attempted": True,
        "outcome": "passed",
        "fault": None,
        "ending": "finished",
        "score": 1.0,
        "error": None,
        "checks": [check("shape", "passed"), check("values", "passed")],
        "diagnoses": [],
        "output": {"stdout": "", "stderr": "", "truncated": False},
        "pictures": [],
        "resources": {},
        **changes,
    }


def check(name: str, outcome: str) -> dict[str, Any]:
    return {"id": name, "task": 1, "title": name, "visibility": "always", "outcome": outcome}


@pytest.fixture
def claim(learner: User, make_submission: Make) -> Claimed:
    make_submission(learner)
    return claimed()


def claimed() -> Claimed:
    claim = claim_next(worker=this_process())
    assert claim is not None
    return claim


def test_a_pass_is_stored_counted_and_carried_on(claim: Claimed, learner: User) -> None:
    assert record_verdict(claim=claim, verdict=verdict())
    row = Submission.objects.get()
    assert (row.state, row.outcome, row.score, row.claim) == (State.GRADED, "passed", 1.0, None)
    assert row.ended_at is not None
    assert dict(CheckOutcome.objects.values_list("check_id", "outcome")) == {"shape": "passed", "values": "passed"}
    assert Solution.objects.get(learner=learner).submission == row


def test_a_failure_is_stored_with_its_diagnosis_and_no_solution(claim: Claimed) -> None:
    found = {"id": "transposed-weights", "where": "dense", "sentence": "…", "certainty": "exact"}
    assert record_verdict(claim=claim, verdict=verdict(outcome="failed", score=0.5, diagnoses=[found, found]))
    assert DiagnosisFound.objects.get().diagnosis_id == "transposed-weights"
    assert not Solution.objects.exists()


def test_a_run_that_passes_does_not_count(learner: User, make_submission: Make) -> None:
    make_submission(learner, lane=Lane.RUN)
    assert record_verdict(claim=claimed(), verdict=verdict())
    assert not Solution.objects.exists()


def test_a_later_pass_is_carried_on_and_the_first_date_stays(learner: User, make_submission: Make) -> None:
    make_submission(learner)
    record_verdict(claim=claimed(), verdict=verdict())
    first_passed_at = Solution.objects.get().first_passed_at
    later = make_submission(learner)
    record_verdict(claim=claimed(), verdict=verdict())
    solution = Solution.objects.get()
    assert (solution.submission, solution.first_passed_at) == (later, first_passed_at)


def test_a_guest_who_became_an_account_meanwhile_keeps_the_solution(claim: Claimed, stranger: User) -> None:
    Submission.objects.update(learner=stranger)
    assert record_verdict(claim=claim, verdict=verdict())
    assert Solution.objects.get().learner == stranger


def test_a_stopped_one_is_cancelled_and_keeps_what_was_found(claim: Claimed) -> None:
    record_verdict(claim=claim, verdict=verdict(outcome="failed", ending="stopped", score=0.0))
    row = Submission.objects.get()
    assert row.state == State.CANCELLED
    assert row.verdict is not None


def test_an_authors_fault_ends_at_once(claim: Claimed) -> None:
    record_verdict(claim=claim, verdict=verdict(outcome="could_not_check", fault="author", score=0.0))
    assert Submission.objects.get().state == State.COULD_NOT_CHECK


def test_a_late_result_of_a_lost_claim_is_dropped(claim: Claimed) -> None:
    late = Claimed(claim.submission_id, uuid.uuid4(), claim.submission)
    assert not record_verdict(claim=late, verdict=verdict())
    assert not record_fault(claim=late, fault=PlatformFault("late"))
    assert not hand_back(claim=late)
    assert Submission.objects.get().state == State.GRADING
    assert not CheckOutcome.objects.exists()


def test_a_result_is_written_once(claim: Claimed) -> None:
    assert record_verdict(claim=claim, verdict=verdict())
    assert not record_verdict(claim=claim, verdict=verdict(outcome="failed"))
    assert Submission.objects.get().outcome == "passed"


def test_the_third_fault_of_ours_ends_it_as_could_not_check(learner: User, make_submission: Make) -> None:
    make_submission(learner)
    for attempt in range(1, FAULTS_ALLOWED + 1):
        assert record_fault(claim=claimed(), fault=PlatformFault(f"fault {attempt}"))
        row = Submission.objects.get()
        assert row.faults == attempt
        assert row.state == (State.QUEUED if attempt < FAULTS_ALLOWED else State.COULD_NOT_CHECK)
    assert (row.fault, row.outcome, row.last_fault) == ("platform", "could_not_check", "fault 3")
    assert row.ended_at is not None


def test_handing_back_counts_no_fault(claim: Claimed) -> None:
    assert hand_back(claim=claim)
    row = Submission.objects.get()
    assert (row.state, row.faults, row.claim) == (State.QUEUED, 0, None)


@pytest.mark.parametrize("let_go", [hand_back, lambda claim: record_fault(claim=claim, fault=PlatformFault("x"))])
def test_one_that_should_stop_is_not_graded_again(claim: Claimed, let_go: Callable[..., bool]) -> None:
    Submission.objects.update(stop_requested=True)
    assert let_go(claim=claim)
    assert Submission.objects.get().state == State.CANCELLED


def test_what_no_database_can_hold_is_replaced(claim: Claimed) -> None:
    printed = {"stdout": "a\x00b\ud800", "stderr": "", "truncated": False}
    assert record_verdict(claim=claim, verdict=verdict(output=printed))
    assert Submission.objects.get().verdict["output"]["stdout"] == "a�b?"
    assert storable({"a": ("b\x00", 1, None)}) == {"a": ["b�", 1, None]}
