"""Which submission a worker takes next."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.guests import create_guest
from accounts.models import User
from exercises.claiming import Claim, claim_next, held_by, renew_lease
from exercises.models import Exercise, GradingWorker, Lane, State, Submission, WorkerState
from exercises.presence import COUNTS_AS_ALIVE, say_present
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


@pytest.mark.parametrize(("workers", "at_once"), [(0, 1), (1, 1), (2, 1), (3, 1), (4, 2), (9, 4)])
def test_guests_hold_at_most_half_of_the_workers(
    workers: int, at_once: int, learner: User, make_submission: Make
) -> None:
    for number in range(workers):
        say_present(worker=replace(WORKER, pid=number + 1), state=WorkerState.READY)
    say_present(worker=replace(WORKER, pid=100), state=WorkerState.REFUSING)
    of_guests = {make_submission(create_guest()).pk for _ in range(at_once + 1)}
    of_learner = make_submission(learner)
    order = claimed_in_order()
    assert len(of_guests.intersection(order)) == at_once
    assert of_learner.pk in order
    held = Submission.objects.filter(state=State.GRADING, learner__is_guest=True)
    assert held_by(Claim(held[0].pk, held[0].claim or uuid.uuid4())).update(
        state=State.GRADED, claim=None, ended_at=timezone.now()
    )
    assert claimed_in_order() == [*of_guests.difference(order)]


def test_workers_long_unheard_of_leave_guests_no_room(make_submission: Make) -> None:
    for number in range(8):
        say_present(worker=replace(WORKER, pid=number + 1), state=WorkerState.READY)
    GradingWorker.objects.update(seen_at=timezone.now() - 2 * COUNTS_AS_ALIVE)
    for _ in range(3):
        make_submission(create_guest())
    assert len(claimed_in_order()) == 1


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
