"""What becomes of the hints that someone opened."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.models import User
from accounts.personal_data import delete_person, export_person, merge_guest
from exercises.models import Exercise
from tutor.models import HintShown

pytestmark = pytest.mark.django_db


def shown(learner: User, exercise: Exercise, rung: int, now: datetime) -> HintShown:
    return HintShown.objects.create(
        learner=learner, exercise=exercise, ladder="task:1", rung=rung, fingerprint="", shown_at=now
    )


def test_a_guests_rungs_are_added_to_the_accounts(
    guest: User, learner: User, exercise: Exercise, now: datetime
) -> None:
    kept = shown(learner, exercise, 0, now)
    shown(guest, exercise, 0, now)
    shown(guest, exercise, 1, now)
    merge_guest(guest=guest, account=learner)
    assert list(HintShown.objects.order_by("rung").values_list("learner", "rung")) == [
        (learner.pk, 0),
        (learner.pk, 1),
    ]
    assert HintShown.objects.filter(pk=kept.pk).exists()


def test_the_export_names_each_rung(learner: User, exercise: Exercise, now: datetime) -> None:
    shown(learner, exercise, 0, now)
    assert export_person(learner)["hints"] == [
        {"exercise": "dense-layer", "ladder": "task:1", "rung": 0, "shown_at": now.isoformat()}
    ]


def test_nothing_is_kept_of_someone_who_is_deleted(
    learner: User, stranger: User, exercise: Exercise, now: datetime
) -> None:
    shown(learner, exercise, 0, now)
    shown(stranger, exercise, 0, now)
    delete_person(learner)
    assert [hint.learner for hint in HintShown.objects.all()] == [stranger]
