"""Bringing an earlier version back, and keeping what gives way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.keeping import keep_in_history
from exercises.models import Draft, Exercise, Purpose, State, Submission
from exercises.rate_limits import KEEPS
from exercises.restoring import restore

Make = Callable[..., Submission]
KEEP = "/learn/neuron/dense-layer/history/keep/"


@pytest.fixture
def draft(learner: User, exercise: Exercise) -> Draft:
    return Draft.objects.create(
        learner=learner, exercise=exercise, source="newer = 1\n", revision=3, saved_at=timezone.now()
    )


def test_restoring_makes_it_the_draft_and_keeps_what_stood_there(
    learner: User, exercise: Exercise, make_submission: Make, draft: Draft
) -> None:
    earlier = make_submission(learner, state=State.GRADED)
    restored = restore(learner=learner, exercise=exercise, submission=earlier)
    draft.refresh_from_db()
    assert (draft.source, draft.revision) == (earlier.source, 4)
    assert restored.replaced is not None
    assert (restored.replaced.source, restored.replaced.purpose) == ("newer = 1\n", Purpose.KEPT)


def test_undo_brings_the_draft_back_and_adds_nothing(
    learner: User, exercise: Exercise, make_submission: Make, draft: Draft
) -> None:
    earlier = make_submission(learner, state=State.GRADED)
    sha256 = hashlib.sha256(earlier.source.encode()).hexdigest()
    Submission.objects.filter(pk=earlier.pk).update(source_sha256=sha256)
    replaced = restore(learner=learner, exercise=exercise, submission=earlier).replaced
    assert replaced is not None
    kept = Submission.objects.count()
    restore(learner=learner, exercise=exercise, submission=replaced)
    draft.refresh_from_db()
    assert draft.source == "newer = 1\n"
    assert Submission.objects.count() == kept


def test_restoring_what_stands_there_changes_nothing(learner: User, exercise: Exercise, make_submission: Make) -> None:
    earlier = make_submission(learner, state=State.GRADED)
    Draft.objects.create(learner=learner, exercise=exercise, source=earlier.source, revision=2, saved_at=timezone.now())
    assert restore(learner=learner, exercise=exercise, submission=earlier).replaced is None
    assert Draft.objects.get().revision == 2
    assert Submission.objects.count() == 1


def test_without_scripts_restoring_leads_to_the_history_with_undo(
    learner: User, learner_client: Client, make_submission: Make, draft: Draft
) -> None:
    earlier = make_submission(learner, state=State.GRADED)
    page = learner_client.post(f"/submissions/{earlier.pk}/restore/", follow=True).content.decode()
    kept = Submission.objects.get(purpose=Purpose.KEPT)
    assert "Submission 1 restored: it is your draft now." in page
    assert f'action="/submissions/{kept.pk}/restore/"' in page
    page = learner_client.post(f"/submissions/{kept.pk}/restore/", follow=True).content.decode()
    assert "Kept draft 1 restored" in page
    assert Draft.objects.get().source == "newer = 1\n"


def test_scripts_are_told_the_draft_and_what_it_replaced(
    learner: User, learner_client: Client, make_submission: Make, draft: Draft
) -> None:
    earlier = make_submission(learner, state=State.GRADED)
    answer = learner_client.post(f"/submissions/{earlier.pk}/restore/", {}, content_type="application/json")
    kept = Submission.objects.get(purpose=Purpose.KEPT)
    assert answer.json() == {"draft": {"source": earlier.source, "revision": 4}, "replaced": str(kept.pk)}


def test_only_ones_own_versions_are_restored(
    learner: User, stranger_client: Client, client: Client, make_submission: Make, learner_client: Client
) -> None:
    of_other = make_submission(learner, state=State.GRADED)
    trace = make_submission(learner, state=State.GRADED, purpose=Purpose.TRACE)
    assert stranger_client.post(f"/submissions/{of_other.pk}/restore/").status_code == 404
    assert client.post(f"/submissions/{of_other.pk}/restore/").status_code == 404
    assert learner_client.post(f"/submissions/{trace.pk}/restore/").status_code == 404
    assert learner_client.get(f"/submissions/{of_other.pk}/restore/").status_code == 405
    assert not Draft.objects.exists()


def test_a_form_from_elsewhere_restores_nothing(learner: User, make_submission: Make) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    assert client.post(f"/submissions/{make_submission(learner, state=State.GRADED).pk}/restore/").status_code == 403
    assert not Draft.objects.exists()


def test_keeping_the_same_twice_keeps_one(learner_client: Client, exercise: Exercise) -> None:
    answers = [learner_client.post(KEEP, {"source": "a = 1\n"}, content_type="application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    kept = str(Submission.objects.get().pk)
    assert [answer.json() for answer in answers] == [{"id": kept, "is_new": True}, {"id": kept, "is_new": False}]
    assert Submission.objects.get().state == State.CANCELLED


def test_what_is_kept_is_no_attempt_and_not_the_last_result(
    learner: User, learner_client: Client, exercise: Exercise, make_submission: Make
) -> None:
    graded = make_submission(learner, state=State.GRADED, outcome="failed")
    kept = keep_in_history(learner=learner, exercise=exercise, source="a = 1\n").entry
    assert list(Submission.objects.attempts()) == [graded]
    listed = learner_client.get("/learn/neuron/dense-layer/submissions/").json()["submissions"]
    assert [(entry["purpose"], entry["number"]) for entry in listed] == [("kept", 1), ("grade", 1)]
    assert kept.is_final


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ('{"source": 5}', 400),
        ('{"source": "\\u0000"}', 400),
        (json.dumps({"source": "x" * 65_537}), 413),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    learner_client: Client, exercise: Exercise, body: str, status: int
) -> None:
    answer = learner_client.post(KEEP, body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert not Submission.objects.exists()


def test_nobody_begins_by_keeping(client: Client, exercise: Exercise) -> None:
    assert client.post(KEEP, {"source": "a = 1"}, content_type="application/json").status_code == 404
    assert not User.objects.exists()


def test_keeping_is_limited(learner_client: Client, exercise: Exercise) -> None:
    answers = [
        learner_client.post(KEEP, {"source": f"a = {n}"}, content_type="application/json")
        for n in range(KEEPS.limit + 1)
    ]
    assert answers[-1].status_code == 429
    assert Submission.objects.count() == KEEPS.limit
