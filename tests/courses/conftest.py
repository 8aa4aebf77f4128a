"""Somebody who teaches, and learners who fail when a test says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.models import CheckOutcome, Exercise, Submission
from tests.making import client_of
from tests.verdicts import graded

MINUTE = timedelta(minutes=1)
Fail = Callable[..., list[Submission]]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def teacher(db: None) -> User:
    # Seen just now: noting it would be a write of its own.
    return User.objects.create_user("grace", password=None, is_staff=True, last_seen=timezone.now())


@pytest.fixture
def teacher_client(teacher: User) -> Client:
    return client_of(teacher)


@pytest.fixture
def checked(exercise: Exercise) -> Exercise:
    assert exercise.published is not None
    exercise.published.checks = [
        {"id": "shape", "task": 1, "title": "Shape", "visibility": "always"},
        {"id": "values", "task": 1, "title": "Values", "visibility": "always"},
    ]
    exercise.published.save()
    return exercise


@pytest.fixture
def fail(checked: Exercise, now: datetime) -> Fail:
    """Let someone fail at so many minutes ago; what is counted of a verdict is counted."""

    def fail(who: User, *minutes_ago: float, diagnoses: tuple[str, ...] = ()) -> list[Submission]:
        made = [graded(who, checked, at=now - m * MINUTE, failed=["shape"], diagnoses=diagnoses) for m in minutes_ago]
        for submission in made:
            count_checks(submission)
        return made

    return fail


def count_checks(submission: Submission) -> None:
    """The rows that a recorded verdict leaves behind."""
    for check in (submission.verdict or {})["checks"]:
        CheckOutcome.objects.create(
            submission=submission,
            exercise_id=submission.exercise_id,
            check_id=check["id"],
            outcome=check["outcome"],
        )
