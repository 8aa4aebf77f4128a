"""Keeping what stands in the editor."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from exercises.drafting import DraftMovedOn, draft_of, save_draft
from exercises.models import Draft, Exercise
from exercises.source_rules import LONGEST_SOURCE_BYTES, SourceNotText, SourceTooLong

ADDRESS = "/learn/neuron/dense-layer/draft/"


def put(client: Client, **body: object) -> object:
    return client.put(ADDRESS, body, content_type="application/json")


def test_the_first_save_is_revision_1_and_the_next_2(learner_client: Client, exercise: Exercise) -> None:
    first = put(learner_client, source="a = 1", revision=0)
    second = put(learner_client, source="a = 2", revision=1)
    assert (first.status_code, first.json()["revision"]) == (200, 1)
    assert (second.status_code, second.json()["revision"]) == (200, 2)
    assert learner_client.get(ADDRESS).json() == {"source": "a = 2", "revision": 2}


def test_before_the_first_save_the_starter_is_shown(learner_client: Client, exercise: Exercise) -> None:
    assert learner_client.get(ADDRESS).json() == {"source": exercise.published.starter, "revision": 0}


def test_an_older_tab_is_told_what_the_newer_one_saved(learner_client: Client, exercise: Exercise) -> None:
    put(learner_client, source="first", revision=0)
    put(learner_client, source="newer", revision=1)
    answer = put(learner_client, source="older", revision=1)
    assert answer.status_code == 409
    assert answer.json()["source"] == "newer"
    assert answer.json()["revision"] == 2
    assert answer.json()["error"]["code"] == "draft_moved_on"
    assert Draft.objects.get().source == "newer"


def test_saving_the_same_again_is_no_conflict(learner: User, exercise: Exercise) -> None:
    save_draft(learner=learner, exercise=exercise, source="same", revision=0)
    assert save_draft(learner=learner, exercise=exercise, source="same", revision=0).revision == 1


def test_two_first_saves_do_not_overwrite_each_other(learner: User, exercise: Exercise) -> None:
    save_draft(learner=learner, exercise=exercise, source="one", revision=0)
    with pytest.raises(DraftMovedOn):
        save_draft(learner=learner, exercise=exercise, source="two", revision=0)


def test_a_stranger_has_a_draft_of_their_own(
    learner_client: Client, stranger_client: Client, exercise: Exercise
) -> None:
    put(learner_client, source="mine", revision=0)
    assert stranger_client.get(ADDRESS).json()["revision"] == 0


def test_nobody_becomes_a_guest_with_the_first_save(client: Client, exercise: Exercise) -> None:
    assert put(client, source="a = 1", revision=0).status_code == 200
    assert client.get(ADDRESS).json()["source"] == "a = 1"
    assert User.objects.get().is_guest


@pytest.mark.parametrize("source", ["nul\x00", "half \ud800"])
def test_what_is_no_text_is_refused(learner: User, exercise: Exercise, source: str) -> None:
    with pytest.raises(SourceNotText):
        save_draft(learner=learner, exercise=exercise, source=source, revision=0)
    assert draft_of(learner=learner, exercise=exercise) is None


def test_what_is_too_long_is_refused_by_bytes(learner: User, exercise: Exercise) -> None:
    save_draft(learner=learner, exercise=exercise, source="x" * LONGEST_SOURCE_BYTES, revision=0)
    with pytest.raises(SourceTooLong):
        save_draft(learner=learner, exercise=exercise, source="ä" * (LONGEST_SOURCE_BYTES // 2 + 1), revision=1)


@pytest.mark.parametrize(
    "body", [b"no json", b"[]", b'{"source": 1, "revision": 0}', b'{"source": "a"}', b'{"source": "a", "revision": -1}']
)
def test_a_body_that_is_not_understood_is_refused(learner_client: Client, exercise: Exercise, body: bytes) -> None:
    answer = learner_client.put(ADDRESS, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "not_understood"


def test_an_unknown_exercise_is_not_found(learner_client: Client, exercise: Exercise) -> None:
    assert learner_client.get("/learn/neuron/nothing/draft/").status_code == 404
    assert learner_client.get("/learn/other/dense-layer/draft/").status_code == 404


def test_a_request_without_its_token_is_refused(learner: User, exercise: Exercise) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    answer = strict.put(ADDRESS, {"source": "a", "revision": 0}, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "stale_page"
