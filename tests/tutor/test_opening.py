"""Opening a rung over HTTP: works, wrong person, bad input, not yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from exercises.models import Exercise, Submission
from tests.tutor.conftest import LADDER, MISTAKE, Age
from tests.verdicts import CODE, graded
from tutor.models import HintShown

PAGE = "/learn/02-neuron/one-neuron/"
ADDRESS = f"{PAGE}hints/"

pytestmark = pytest.mark.django_db


def ask(client: Client, rung: object = 0, *, submission: Submission | None, ladder: object = LADDER) -> Any:
    body = {"ladder": ladder, "rung": rung, "submission": None if submission is None else str(submission.pk)}
    return client.post(ADDRESS, body, content_type="application/json")


def states(answer: HttpResponse) -> list[str]:
    return [rung["state"] for rung in answer.json()["ladder"]["rungs"]]  # type: ignore[attr-defined]


def test_the_first_rung_is_free(learner: User, learner_client: Client, stuck: Submission) -> None:
    answer = ask(learner_client, submission=stuck)
    assert answer.status_code == 200
    assert states(answer) == ["open", "next", "closed", "closed", "closed", "closed"]
    shown = HintShown.objects.get()
    assert (shown.learner, shown.ladder, shown.rung, shown.submission) == (learner, LADDER, 0, stuck)


def test_only_the_texts_of_open_rungs_leave_the_server(learner_client: Client, stuck: Submission) -> None:
    rungs = ask(learner_client, submission=stuck).json()["ladder"]["rungs"]
    assert rungs[0]["html"].startswith("<p>")
    assert [rung["html"] for rung in rungs[1:]] == [""] * 5


def test_a_finding_that_no_exercise_lists_has_rungs_that_open(
    learner: User, learner_client: Client, neuron: Exercise, now: datetime
) -> None:
    found = graded(learner, neuron, at=now, failed=["sum-by-hand"], diagnoses=["integer-array"])
    answer = ask(learner_client, submission=found, ladder="diagnosis:integer-array")
    assert answer.status_code == 200
    assert states(answer) == ["open", "next", "closed"]
    assert "<code>dtype</code>" in answer.json()["ladder"]["rungs"][0]["html"]


def test_the_next_rung_says_what_opens_it(learner_client: Client, stuck: Submission) -> None:
    ask(learner_client, submission=stuck)
    answer = ask(learner_client, 1, submission=stuck)
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["message"] == "Opens when you change the code and run it again, or in 3 minutes."
    assert 170 < error["retry_after_s"] <= 180
    assert answer["retry-after"] == str(error["retry_after_s"])


def test_it_opens_after_three_minutes(learner_client: Client, stuck: Submission, age: Age) -> None:
    ask(learner_client, submission=stuck)
    age(timedelta(minutes=3))
    assert states(ask(learner_client, 1, submission=stuck))[:3] == ["open", "open", "next"]


def test_it_opens_when_the_code_changed_and_ran(
    learner: User, learner_client: Client, neuron: Exercise, stuck: Submission, now: datetime
) -> None:
    ask(learner_client, submission=stuck)
    soon = now + timedelta(seconds=30)
    changed = CODE.replace("x * w", "w * x")
    again = graded(learner, neuron, at=soon, failed=["sum-by-hand"], diagnoses=[MISTAKE], source=changed)
    assert ask(learner_client, 1, submission=again).status_code == 200


def test_a_space_or_a_comment_is_no_change(
    learner: User, learner_client: Client, neuron: Exercise, stuck: Submission, now: datetime
) -> None:
    ask(learner_client, submission=stuck)
    soon = now + timedelta(seconds=30)
    same = "# please\n" + CODE.replace("x * w", "x  *  w")
    again = graded(learner, neuron, at=soon, failed=["sum-by-hand"], diagnoses=[MISTAKE], source=same)
    assert ask(learner_client, 1, submission=again).status_code == 409


def test_what_ran_before_the_hint_opens_nothing(
    learner: User, learner_client: Client, neuron: Exercise, stuck: Submission, now: datetime
) -> None:
    changed = CODE.replace("x * w", "w * x")
    graded(learner, neuron, at=now - timedelta(seconds=50), failed=["sum-by-hand"], diagnoses=[MISTAKE], source=changed)
    ask(learner_client, submission=stuck)
    assert ask(learner_client, 1, submission=stuck).status_code == 409


def test_rungs_are_not_skipped(learner_client: Client, stuck: Submission) -> None:
    answer = ask(learner_client, 2, submission=stuck)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_high")
    assert not HintShown.objects.exists()


def test_an_open_rung_stays_open_and_is_counted_once(learner_client: Client, stuck: Submission) -> None:
    ask(learner_client, submission=stuck)
    assert ask(learner_client, submission=stuck).status_code == 200
    assert HintShown.objects.count() == 1


def test_a_task_has_hints_before_anything_ran(learner_client: Client, neuron: Exercise) -> None:
    answer = ask(learner_client, submission=None, ladder="task:1")
    assert states(answer) == ["open", "next", "closed"]


def test_without_scripts_it_leads_back_to_the_page(learner_client: Client, stuck: Submission) -> None:
    answer = learner_client.post(ADDRESS, {"ladder": LADDER, "rung": "0", "submission": str(stuck.pk)})
    assert (answer.status_code, answer["location"]) == (302, f"{PAGE}#help")


def test_a_stranger_gets_404_for_anothers_submission(stranger_client: Client, stuck: Submission) -> None:
    assert ask(stranger_client, submission=stuck).status_code == 404
    assert not HintShown.objects.exists()


def test_a_submission_to_another_exercise_gets_404(
    learner: User, learner_client: Client, stuck: Submission, now: datetime
) -> None:
    other = graded(learner, Exercise.objects.select_related("published").get(slug="softmax"), at=now, failed=["types"])
    assert ask(learner_client, submission=other, ladder="task:1").status_code == 404


def test_a_ladder_that_is_not_offered_gets_404(learner_client: Client, stuck: Submission) -> None:
    assert ask(learner_client, submission=stuck, ladder="diagnosis:bias-forgotten").status_code == 404
    assert ask(learner_client, submission=stuck, ladder="task:1").status_code == 404
    assert ask(learner_client, 6, submission=stuck).status_code == 404
    assert ask(learner_client, -1, submission=stuck).status_code == 404


def test_after_the_pass_there_is_nothing_to_open(
    learner: User, learner_client: Client, neuron: Exercise, now: datetime
) -> None:
    passed = graded(learner, neuron, at=now)
    assert ask(learner_client, submission=passed, ladder="task:1").status_code == 404


@pytest.mark.parametrize("rung", [None, "first", [], {}, 1e400])
def test_a_rung_is_a_number(learner_client: Client, stuck: Submission, rung: object) -> None:
    assert ask(learner_client, rung, submission=stuck).status_code == 400


@pytest.mark.parametrize("body", ["[]", "null", "{", '{"ladder": "x"}', '{"ladder":"x","rung":0,"submission":7}'])
def test_a_body_of_another_kind_is_refused(learner_client: Client, neuron: Exercise, body: str) -> None:
    answer = learner_client.post(ADDRESS, body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_a_rung")


def test_an_exercise_that_is_not_there_gets_404(learner_client: Client, neuron: Exercise) -> None:
    assert learner_client.post("/learn/02-neuron/nothing/hints/").status_code == 404
    assert learner_client.get(ADDRESS).status_code == 405


def test_someone_without_a_session_becomes_a_guest(client: Client, neuron: Exercise) -> None:
    assert ask(client, submission=None, ladder="task:1").status_code == 200
    assert HintShown.objects.get().learner.is_guest
