"""Which submission a worker takes next."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from exercises.claiming import Claim, claim_next, held_by, renew_lease
from exercises.models import Exercise, Lane, State, Submission
from exercises.worker_identity import this_process
from tests.making import make_exercise

Make = Callable[..., Submission]
WORKER = this_process()


def claimed_in_order() -> list[uuid.UUID]:
    """What workers take, one after the other."""
    order = []
    while claim := claim_next(worker=WORKER):
        order.append(claim.submission_id)
    return order


def test_nothing_waits_nothing_is_claimed(db: None) -> None:
    assert claim_next(worker=WORKER) is None


def test_a_claimed_one_has_token_holder_and_lease(learner: User, make_submission: Make) -> None:
    waiting = make_submission(learner)
    claim = claim_next(worker=WORKER)
    assert claim is not None
    row = Submission.objects.get()
    assert (row.pk, row.state, row.claim, row.claimed_by) == (waiting.pk, State.GRADING, claim.token, str(WORKER))
    assert row.lease_until is not None
    assert row.lease_until > timezone.now()
    assert claim_next(worker=WORKER) is None


def test_run_comes_before_submit_before_regrade(learner: User, make_submission: Make) -> None:
    regrade = make_submission(learner, lane=Lane.REGRADE)
    submit = make_submission(learner, lane=Lane.SUBMIT)
    run = make_submission(learner, lane=Lane.RUN)
    assert claimed_in_order() == [run.pk, submit.pk, regrade.pk]


def test_the_newest_of_a_learner_comes_first(learner: User, make_submission: Make, exercise: Exercise) -> None:
    other = make_exercise(exercise.stage, "softmax", position=2)
    older = make_submission(learner, queued_at=timezone.now() - timedelta(seconds=5))
    newer = make_submission(learner, of=other)
    assert claimed_in_order() == [newer.pk, older.pk]


def test_a_learner_with_many_waits_for_one_with_few(
    learner: User, stranger: User, make_submission: Make, exercise: Exercise
) -> None:
    start = timezone.now() - timedelta(seconds=60)
    many = [
        make_submission(
            learner,
            of=make_exercise(exercise.stage, f"step-{n}", position=n + 2),
            queued_at=start + timedelta(seconds=n),
        )
        for n in range(4)
    ]
    late = make_submission(stranger)
    assert claimed_in_order() == [many[3].pk, late.pk, many[2].pk, many[1].pk, many[0].pk]


def test_a_lost_claim_can_be_neither_renewed_nor_used(learner: User, make_submission: Make) -> None:
    make_submission(learner)
    claim = claim_next(worker=WORKER)
    assert claim is not None
    assert renew_lease(claim)
    foreign = Claim(claim.submission_id, uuid.uuid4())
    assert not renew_lease(foreign)
    assert not held_by(foreign).exists()


@pytest.mark.parametrize("waiting", [1, 12])
def test_claiming_costs_the_same_queries_however_many_wait(
    learner: User,
    waiting: int,
    make_submission: Make,
    exercise: Exercise,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for n in range(waiting):
        make_submission(learner, of=make_exercise(exercise.stage, f"step-{n}", position=n + 2), lane=Lane.RUN)
    # The choice and the claim; with row locks also a savepoint and its release.
    with django_assert_max_num_queries(4):
        claim_next(worker=WORKER)


@pytest.mark.django_db(transaction=True)
def test_workers_that_look_at_once_never_take_the_same(
    learner: User, make_submission: Make, exercise: Exercise
) -> None:
    for n in range(6):
        make_submission(learner, of=make_exercise(exercise.stage, f"step-{n}", position=n + 2))
    taken: list[uuid.UUID] = []

    def work() -> None:
        try:
            taken.extend(claimed_in_order())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 6
