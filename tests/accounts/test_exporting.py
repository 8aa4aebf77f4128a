"""Take along everything that is kept about oneself."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.exporting import EXPORTS, PART_BYTES, begin_export, folder_of
from accounts.models import AuditAction, AuditEvent, User
from exercises.models import CarryChoice, Draft, Exercise, Purpose, Solution, Stage, State, Submission
from tests.making import client_of, make_exercise
from tests.verdicts import stored_verdict
from tutor.models import HintShown

Make = Callable[..., Submission]
HIDDEN = {"id": "secret", "task": 1, "title": "A secret case", "visibility": "hidden"}


def archive_of(client: Client) -> zipfile.ZipFile:
    answer = client.post("/account/export/")
    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]


def data(archive: zipfile.ZipFile, name: str, folder: str = "ascent-ada") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(archive.read(f"{folder}/data/{name}.json"))
    return rows


@pytest.fixture
def full(learner: User, stranger: User, exercise: Exercise, make_submission: Make) -> Submission:
    """Something of the learner in every file, and a stranger's beside it."""
    verdict = stored_verdict([HIDDEN], failed=["secret"])
    failed = make_submission(learner, state=State.GRADED, outcome="failed", verdict=verdict)
    passed = make_submission(learner, state=State.GRADED, outcome="passed", verdict=stored_verdict([]))
    theirs = make_submission(stranger, state=State.GRADED, outcome="failed")
    now = timezone.now()
    for person, submission in ((learner, failed), (stranger, theirs)):
        Draft.objects.create(learner=person, exercise=exercise, source=f"# of {person.username}\n", saved_at=now)
        values: dict[str, Any] = {"learner": person, "exercise": exercise}
        HintShown.objects.create(**values, ladder="task:1", rung=0, fingerprint="", shown_at=now)
        CarryChoice.objects.create(**values, function="dense", choice="reference", chosen_at=now)
        AuditEvent.objects.create(
            about=person, actor_name="grace", action=AuditAction.LOOKED_AT_SUBMISSION, subject="dense layer",
            number=submission.number, happened_at=now,
        )  # fmt: skip
    Solution.objects.create(learner=learner, exercise=exercise, submission=passed, first_passed_at=now)
    return failed


def test_the_zip_holds_everything_of_the_person(learner_client: Client, full: Submission) -> None:
    archive = archive_of(learner_client)
    assert archive.testzip() is None
    assert data(archive, "profile")[0]["username"] == "ada"
    assert [row["outcome"] for row in data(archive, "submissions")] == ["failed", "passed"]
    assert data(archive, "submissions")[0]["source"] == full.source
    for name in ("drafts", "solutions", "choices", "hints", "who-looked"):
        assert len(data(archive, name)) == 1, name
    assert data(archive, "what-you-looked-at") == []
    names = archive.namelist()
    assert "ascent-ada/drafts/dense-layer.py" in names
    assert "ascent-ada/submissions/dense-layer/001-submit-failed.py" in names
    assert "ascent-ada/code/my_ascent/dense_layer.py" in names
    readme = archive.read("ascent-ada/README.txt").decode()
    assert "Everything Ascent keeps about ada" in readme
    assert "&" not in readme


def test_nothing_in_it_is_somebody_elses(learner_client: Client, full: Submission) -> None:
    archive = archive_of(learner_client)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"of ada" in everything
    assert b"eve" not in everything.replace(b"every", b"").replace(b"even", b"")


def test_what_is_hidden_from_the_learner_stays_hidden(learner_client: Client, full: Submission) -> None:
    verdict = data(archive_of(learner_client), "submissions")[0]["verdict"]
    assert "A secret case" not in json.dumps(verdict)
    assert verdict["checks"][0]["outcome"] == "failed"


def test_no_secret_of_the_account_is_in_it(learner: User, full: Submission) -> None:
    learner.set_password("a long pass phrase")
    learner.save()
    archive = archive_of(client_of(learner))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert learner.password.encode() not in everything
    assert b"argon2" not in everything


def test_a_guest_takes_it_along_too(guest: User, guest_client: Client, make_submission: Make) -> None:
    make_submission(guest, state=State.GRADED, outcome="failed")
    archive = archive_of(guest_client)
    assert len(data(archive, "submissions", "ascent-guest")) == 1


def test_somebody_without_any_work_gets_a_readable_zip(stranger_client: Client) -> None:
    archive = archive_of(stranger_client)
    assert data(archive, "submissions", "ascent-eve") == []
    assert not [name for name in archive.namelist() if "/code/" in name]


def test_the_code_runs_outside(
    learner: User, learner_client: Client, stage: Stage, make_submission: Make, tmp_path: Path
) -> None:
    for position, slug in enumerate(("class", "3-layers"), start=1):
        step = make_exercise(stage, slug, position=position)
        submission = make_submission(learner, of=step, state=State.GRADED, outcome="passed")
        Solution.objects.create(learner=learner, exercise=step, submission=submission, first_passed_at=timezone.now())
    archive_of(learner_client).extractall(tmp_path)
    program = "import my_ascent, my_ascent.step_class, my_ascent.step_3_layers as s; print(my_ascent.__all__, s.dense)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path / "ascent-ada/code", capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("['step_class', 'step_3_layers'] <function dense")


def test_a_regradings_verdict_is_not_told_before_it_is_applied(
    learner: User, learner_client: Client, make_submission: Make
) -> None:
    make_submission(learner, state=State.GRADED, purpose=Purpose.REGRADE, verdict=stored_verdict([]))
    archive = archive_of(learner_client)
    assert data(archive, "submissions")[0]["verdict"] is None
    assert not [name for name in archive.namelist() if "/submissions/" in name]


def test_text_that_no_encoding_knows_does_not_break_it(
    learner: User, learner_client: Client, exercise: Exercise
) -> None:
    Draft.objects.create(learner=learner, exercise=exercise, source="x = '€😀'\n", saved_at=timezone.now())
    archive = archive_of(learner_client)
    assert archive.read("ascent-ada/drafts/dense-layer.py").decode() == "x = '€😀'\n"


@pytest.mark.parametrize(
    ("name", "folder"),
    [("ada", "ascent-ada"), ("../../etc/x", "ascent-etc-x"), ("Zoë.K", "ascent-zo-k"), ("@@", "ascent-export")],
)
def test_the_folder_is_named_safely(name: str, folder: str) -> None:
    assert folder_of(User(username=name)) == folder


def test_it_is_sent_in_parts_while_it_is_made(learner: User, make_submission: Make) -> None:
    from random import Random

    noise = Random(1)
    for _ in range(6):
        make_submission(learner, state=State.GRADED, trace={"noise": noise.randbytes(PART_BYTES // 2).hex()})
    parts: Iterator[bytes] = begin_export(learner)
    first = next(parts)
    assert len(first) < 2 * PART_BYTES
    rest = list(parts)
    assert len(rest) > 1
    assert zipfile.ZipFile(io.BytesIO(first + b"".join(rest))).testzip() is None


def test_a_reader_who_goes_away_leaves_nothing_open(learner: User, full: Submission) -> None:
    parts = begin_export(learner)
    next(parts)
    parts.close()  # type: ignore[attr-defined]


def test_too_many_exports_are_refused_in_plain_words(learner_client: Client, learner: User) -> None:
    for _ in range(EXPORTS.limit):
        begin_export(learner)
    answer = learner_client.post("/account/export/")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= EXPORTS.window_s
    assert "Ten exports were made in an hour." in answer.content.decode()


def test_the_page_says_what_is_in_it_and_makes_nothing(learner_client: Client, learner: User) -> None:
    answer = learner_client.get("/account/export/")
    assert answer.status_code == 200
    assert "Download the zip" in answer.content.decode()


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    for answer in (client.get("/account/export/"), client.post("/account/export/")):
        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?next=/account/export/"


def test_a_forged_form_of_another_site_gets_nothing(learner: User) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")
    assert visitor.post("/account/export/").status_code == 403
