"""The page about a learner: what it shows, who may look, and what each look leaves in the audit log."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditAction, AuditEvent, User
from courses.counted import learner_name
from courses.looking_at_learner import LATEST_SHOWN, look_at_learner
from courses.mistakes_of_learner import MistakeState, read_mistakes
from exercises.models import Draft, Exercise, Lane, Purpose, Stage, Submission
from tests.courses.conftest import MINUTE, Fail
from tests.making import client_of, make_exercise
from tests.verdicts import graded
from tutor.models import HintShown

MOST_QUESTIONS = 25


def address(person: User) -> str:
    return f"/teach/learners/{person.pk}/"


def page(client: Client, person: User) -> str:
    answer = client.get(address(person))
    assert answer.status_code == 200
    return answer.content.decode()


def states(person: User) -> dict[str, MistakeState]:
    return {mistake.sentence: mistake.state for mistake in read_mistakes(person)}


def test_it_shows_where_somebody_is_with_tries_times_hints_and_mistakes(
    learner: User, teacher_client: Client, stage: Stage, checked: Exercise, fail: Fail, now: datetime
) -> None:
    passed = make_exercise(stage, "softmax", position=2)
    graded(learner, passed, at=now - 300 * MINUTE)
    graded(learner, checked, at=now - 61 * MINUTE, failed=["shape"], lane=Lane.RUN)
    *_, last = fail(learner, 59, 55, 5, diagnoses=("transposed",))
    HintShown.objects.create(learner=learner, exercise=checked, ladder="task:1", rung=2, fingerprint="", shown_at=now)
    shown = page(teacher_client, learner)
    assert "<h1>ada is stuck on “dense layer”</h1>" in shown
    assert "1 of 2 steps passed" in shown
    assert "Last at work on step 1, “dense layer”" in shown
    assert "It is <code>transposed</code>." in shown
    assert "in the last try" in shown
    assert f'href="/teach/submissions/{last.pk}/"' in shown
    (row,) = csv.DictReader(
        line for line in teacher_client.get(f"{address(learner)}steps.csv").content.decode("utf-8-sig").splitlines()
        if "softmax" not in line
    )  # fmt: skip
    # Six minutes between the first two tries and the third; what came after was a pause.
    assert (row["State"], row["Runs"], row["Submissions"], row["Of them failed"]) == ("stuck", "1", "3", "3")
    assert (row["Minutes"], row["Hints"], row["Passed"]) == ("6", "1", "")


def test_a_mistake_is_open_as_long_as_the_last_try_names_it(learner: User, checked: Exercise, now: datetime) -> None:
    graded(learner, checked, at=now - 50 * MINUTE, failed=["shape"], diagnoses=["sign"])
    graded(learner, checked, at=now - 40 * MINUTE, failed=["shape"], diagnoses=["sign", "transposed"])
    assert set(states(learner).values()) == {MistakeState.OPEN}
    graded(learner, checked, at=now - 30 * MINUTE, failed=["shape"], diagnoses=["transposed"])
    assert states(learner) == {"It is `sign`.": MistakeState.NOT_SEEN, "It is `transposed`.": MistakeState.OPEN}
    assert [(one.tries, one.is_open) for one in read_mistakes(learner)] == [(2, True), (2, False)]
    graded(learner, checked, at=now - 20 * MINUTE)
    assert set(states(learner).values()) == {MistakeState.PASSED}
    graded(learner, checked, at=now - 10 * MINUTE, failed=["shape"], diagnoses=["sign"])
    assert states(learner)["It is `sign`."] == MistakeState.OPEN


def test_mistakes_of_others_and_of_another_exercise_are_not_mixed_in(
    learner: User, stranger: User, stage: Stage, checked: Exercise, now: datetime
) -> None:
    other = make_exercise(stage, "softmax", position=2)
    graded(learner, checked, at=now - 9 * MINUTE, failed=["shape"], diagnoses=["sign"])
    graded(learner, other, at=now - 5 * MINUTE)
    graded(stranger, checked, at=now, failed=["shape"], diagnoses=["off"])
    assert states(learner) == {"It is `sign`.": MistakeState.OPEN}


def test_what_is_no_attempt_changes_nothing(learner: User, checked: Exercise, now: datetime) -> None:
    graded(learner, checked, at=now - 9 * MINUTE, failed=["shape"], diagnoses=["sign"])
    for purpose, named in ((Purpose.SCRATCH, []), (Purpose.REGRADE, ["off"])):
        beside = graded(learner, checked, at=now, failed=["shape"], diagnoses=named)
        Submission.objects.filter(pk=beside.pk).update(purpose=purpose)
    assert states(learner) == {"It is `sign`.": MistakeState.OPEN}


def test_who_else_is_stuck_there_is_not_mixed_in(
    learner: User, stranger: User, teacher_client: Client, fail: Fail
) -> None:
    fail(learner, 3)
    fail(stranger, 50, 30, 5)
    assert "<h1>ada has passed 0 of 1 steps</h1>" in page(teacher_client, learner)


def test_a_guest_appears_as_one(guest: User, teacher_client: Client, fail: Fail) -> None:
    fail(guest, 3)
    shown = page(teacher_client, guest)
    assert f"{learner_name(guest)} has passed 0 of 1 steps" in shown
    assert "guest, no account" in shown
    assert guest.username not in shown


def test_somebody_who_has_run_nothing_yet_is_no_error(learner: User, teacher_client: Client, checked: Exercise) -> None:
    Draft.objects.create(learner=learner, exercise=checked, source="x = 1", saved_at=checked.published.created_at)  # type: ignore[union-attr]
    assert "<h1>ada has not run anything yet</h1>" in page(teacher_client, learner)


def test_each_look_and_each_file_is_written_where_the_learner_reads_it(
    learner: User, learner_client: Client, teacher_client: Client, fail: Fail
) -> None:
    fail(learner, 3)
    page(teacher_client, learner)
    teacher_client.get(f"{address(learner)}steps.csv")
    events = AuditEvent.objects.filter(about=learner)
    assert [(event.actor_name, event.action) for event in events] == [("grace", AuditAction.LOOKED_AT_LEARNER)] * 2
    log = learner_client.get("/account/audit/").content.decode()
    assert log.count("grace looked at how far you are: tries, times, hints and mistakes.") == 2


def test_where_it_cannot_be_written_nothing_is_shown(
    learner: User, teacher: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_values: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("accounts.auditing.AuditEvent.objects.create", break_down)
    with pytest.raises(RuntimeError):
        look_at_learner(teacher=teacher, pk=learner.pk, now=now)


def test_others_get_404_and_leave_no_entry(
    learner: User, learner_client: Client, stranger_client: Client, guest_client: Client, client: Client, fail: Fail
) -> None:
    fail(learner, 3)
    for someone in (client, learner_client, stranger_client, guest_client):
        for path in ("", "steps.csv", "dense-layer/"):
            assert someone.get(address(learner) + path).status_code == 404
    assert not AuditEvent.objects.exists()


def test_whoever_no_longer_teaches_sees_nothing(learner: User, teacher: User, now: datetime) -> None:
    visitor = client_of(teacher)
    User.objects.filter(pk=teacher.pk).update(is_staff=False)
    assert visitor.get(address(learner)).status_code == 404
    teacher.refresh_from_db()
    assert look_at_learner(teacher=teacher, pk=learner.pk, now=now) is None


def test_there_is_no_page_about_those_who_teach(teacher: User, teacher_client: Client, fail: Fail) -> None:
    (own,) = fail(teacher, 3)
    assert teacher_client.get(address(teacher)).status_code == 404
    assert teacher_client.get(f"{address(teacher)}dense-layer/").status_code == 404
    assert address(teacher) not in teacher_client.get(f"/teach/submissions/{own.pk}/").content.decode()


@pytest.mark.parametrize("key", ["0", "999999999", "9" * 40])
def test_nobody_has_this_key(teacher_client: Client, checked: Exercise, key: str) -> None:
    for path in ("", "steps.csv", "dense-layer/"):
        assert teacher_client.get(f"/teach/learners/{key}/{path}").status_code == 404


def test_an_exercise_that_was_not_tried_has_no_last_try(
    learner: User, teacher_client: Client, stage: Stage, fail: Fail
) -> None:
    fail(learner, 3)
    make_exercise(stage, "softmax", position=2)
    for slug in ("softmax", "nowhere"):
        assert teacher_client.get(f"{address(learner)}{slug}/").status_code == 404
    assert not AuditEvent.objects.exists()


def test_a_head_request_is_no_look(learner: User, teacher_client: Client, fail: Fail) -> None:
    fail(learner, 3)
    for path in ("", "steps.csv"):
        assert teacher_client.head(address(learner) + path).status_code == 405
    assert not AuditEvent.objects.exists()


def test_the_way_there_leads_from_the_stuck_and_from_a_submission(
    learner: User, teacher_client: Client, fail: Fail
) -> None:
    *_, last = fail(learner, 50, 30, 5)
    for path in ("/teach/", "/teach/learners/", f"/teach/submissions/{last.pk}/"):
        assert f'href="{address(learner)}"' in teacher_client.get(path).content.decode(), path
    assert 'href="/teach/learners/"' in teacher_client.get("/teach/").content.decode()


def test_the_number_of_questions_does_not_grow(
    learner: User, teacher_client: Client, stage: Stage, checked: Exercise, fail: Fail, now: datetime
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(teacher_client, learner)
        return len(asked)

    fail(learner, 50, 30, 5, diagnoses=("sign",))
    before = questions()
    for number in range(LATEST_SHOWN):
        other = make_exercise(stage, f"other-{number}", position=10 + number)
        for hours in (30, 20, 10):
            graded(learner, other, at=now - timedelta(hours=hours + number), failed=["shape"], diagnoses=["a", "b"])
        HintShown.objects.create(learner=learner, exercise=other, ladder="task:1", rung=0, fingerprint="", shown_at=now)
    assert questions() == before <= MOST_QUESTIONS
    assert page(teacher_client, learner).count("teach/submissions/") == LATEST_SHOWN


def test_the_file_opens_in_a_spreadsheet(learner: User, teacher_client: Client, fail: Fail) -> None:
    fail(learner, 3)
    answer = teacher_client.get(f"{address(learner)}steps.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert answer["Content-Type"].startswith("text/csv")
    assert {len(row) for row in rows} == {10}
