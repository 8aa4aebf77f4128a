"""Grading again what was handed in, with a new version of the exercise."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from exercises.claiming import claim_next
from exercises.history import history_of
from exercises.models import CheckOutcome, Exercise, ExerciseVersion, Lane, Purpose, Solution, State, Submission
from exercises.recording import record_verdict
from exercises.regrading import Applied, apply, begin_regrading, compare, results_of
from exercises.submitting import NothingPublished
from exercises.worker_identity import this_process
from tests.verdicts import graded, stored_verdict

Make = Callable[..., Submission]
CHECKS = [
    {"id": "shape", "task": 1, "title": "One row per example", "visibility": "always"},
    {"id": "values", "task": 1, "title": "Weighted sums", "visibility": "outcome"},
]
A_WHILE_AGO = timezone.now() - timedelta(hours=1)


@pytest.fixture
def first_version(exercise: Exercise) -> ExerciseVersion:
    assert exercise.published is not None
    ExerciseVersion.objects.filter(pk=exercise.published_id).update(checks=CHECKS)
    exercise.refresh_from_db()
    assert exercise.published is not None
    return exercise.published


def publish_again(exercise: Exercise) -> None:
    version = ExerciseVersion.objects.create(
        exercise=exercise, content_hash="sha256:second", bundle=b"", starter="", checks=CHECKS
    )
    Exercise.objects.filter(pk=exercise.pk).update(published=version)
    exercise.refresh_from_db()


def grade_all(*, failed: Collection[str] = ()) -> int:
    """Have a worker reach the same verdict on all that waits; how many that were."""
    count = 0
    while claim := claim_next(worker=this_process()):
        assert record_verdict(claim=claim, verdict=stored_verdict(CHECKS, failed=failed))
        count += 1
    return count


def test_the_pass_counts_and_without_one_the_last_that_was_handed_in(
    learner: User, stranger: User, exercise: Exercise, first_version: ExerciseVersion
) -> None:
    passed = graded(learner, exercise, at=A_WHILE_AGO)
    graded(learner, exercise, at=A_WHILE_AGO, failed=["values"])
    graded(stranger, exercise, at=A_WHILE_AGO, failed=["shape"])
    last = graded(stranger, exercise, at=A_WHILE_AGO, failed=["values"])
    graded(stranger, exercise, at=A_WHILE_AGO, failed=["values"], lane=Lane.RUN)
    assert set(results_of(exercise)) == {passed, last}


def test_who_gains_and_who_would_lose_and_nothing_changes(
    learner: User, exercise: Exercise, first_version: ExerciseVersion
) -> None:
    graded(learner, exercise, at=A_WHILE_AGO, failed=["values"])
    publish_again(exercise)
    assert begin_regrading(exercise=exercise) == 1
    assert begin_regrading(exercise=exercise) == 1, "asking twice queues it once"
    assert grade_all() == 1
    found = compare(exercise=exercise)
    [change] = found.gained
    assert (change.learner, change.number, change.before, change.after) == (learner.username, 1, "failed", "passed")
    assert change.why.startswith("values")
    assert not found.lost
    assert not Solution.objects.exists()
    assert not CheckOutcome.objects.exists()
    assert [entry.submission.number for entry in history_of(learner=learner, exercise=exercise)] == [1]


def test_a_gained_pass_is_given_and_stands_in_the_history(
    learner: User, exercise: Exercise, first_version: ExerciseVersion
) -> None:
    original = graded(learner, exercise, at=A_WHILE_AGO, failed=["values"])
    publish_again(exercise)
    begin_regrading(exercise=exercise)
    grade_all()
    assert apply(comparison=compare(exercise=exercise), revoke=False) == Applied(gained=1, revoked=0)
    solution = Solution.objects.get(learner=learner)
    assert solution.submission.version == exercise.published
    assert [entry.submission.number for entry in history_of(learner=learner, exercise=exercise)] == [2, 1]
    assert CheckOutcome.objects.filter(submission=solution.submission).count() == 2
    original.refresh_from_db()
    assert (original.outcome, original.version) == ("failed", first_version)
    assert begin_regrading(exercise=exercise) == 0, "what counts now was graded with this version"


@pytest.mark.parametrize("revoke", [False, True])
def test_a_pass_goes_only_where_that_is_asked_for(
    learner: User, exercise: Exercise, first_version: ExerciseVersion, revoke: bool
) -> None:
    graded(learner, exercise, at=A_WHILE_AGO)
    publish_again(exercise)
    begin_regrading(exercise=exercise)
    grade_all(failed=["values"])
    found = compare(exercise=exercise)
    assert [change.why for change in found.lost] == ["values: Weighted sums"]
    assert apply(comparison=found, revoke=revoke) == Applied(gained=0, revoked=int(revoke))
    assert Solution.objects.exists() is not revoke


def test_what_was_queued_for_an_older_version_gives_way(
    learner: User, exercise: Exercise, first_version: ExerciseVersion
) -> None:
    graded(learner, exercise, at=A_WHILE_AGO)
    publish_again(exercise)
    begin_regrading(exercise=exercise)
    third = ExerciseVersion.objects.create(exercise=exercise, content_hash="sha256:3", bundle=b"", checks=CHECKS)
    Exercise.objects.filter(pk=exercise.pk).update(published=third)
    exercise.refresh_from_db()
    assert begin_regrading(exercise=exercise) == 1
    assert [row.version for row in Submission.objects.filter(purpose=Purpose.REGRADE)] == [third]


def test_a_learner_who_waits_goes_first(
    learner: User, stranger: User, exercise: Exercise, make_submission: Make, first_version: ExerciseVersion
) -> None:
    graded(learner, exercise, at=A_WHILE_AGO)
    publish_again(exercise)
    begin_regrading(exercise=exercise)
    waiting = make_submission(stranger)
    claim = claim_next(worker=this_process())
    assert claim is not None
    assert claim.submission_id == waiting.pk


def test_without_a_published_version_nothing_begins(exercise: Exercise) -> None:
    Exercise.objects.update(published=None)
    exercise.refresh_from_db()
    with pytest.raises(NothingPublished):
        begin_regrading(exercise=exercise)


class TestTheCommand:
    """`manage.py regrade`."""

    @pytest.fixture(autouse=True)
    def _deaf_workers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("exercises.management.commands.regrade.ring", lambda *, times: grade_all())

    def test_a_dry_run_tells_who_changes_and_why(
        self, learner: User, exercise: Exercise, first_version: ExerciseVersion
    ) -> None:
        graded(learner, exercise, at=A_WHILE_AGO, failed=["values"])
        publish_again(exercise)
        out = StringIO()
        call_command("regrade", exercise.slug, stdout=out)
        assert "1 gain a pass" in out.getvalue()
        assert f"{learner.username} #1: failed → passed. values" in out.getvalue()
        assert "Nothing was changed" in out.getvalue()
        assert not Solution.objects.exists()

    def test_apply_gives_the_pass(self, learner: User, exercise: Exercise, first_version: ExerciseVersion) -> None:
        graded(learner, exercise, at=A_WHILE_AGO, failed=["values"])
        publish_again(exercise)
        out = StringIO()
        call_command("regrade", exercise.slug, "--apply", stdout=out)
        assert "Applied: 1 passes given, 0 taken." in out.getvalue()
        assert Solution.objects.filter(learner=learner).exists()

    def test_an_unknown_exercise_and_a_lonely_revoke_are_refused(self, exercise: Exercise) -> None:
        with pytest.raises(CommandError, match="no exercise 'nothing'"):
            call_command("regrade", "nothing")
        with pytest.raises(CommandError, match="only together with --apply"):
            call_command("regrade", exercise.slug, "--revoke")

    def test_without_workers_it_says_so_and_changes_nothing(
        self,
        learner: User,
        exercise: Exercise,
        first_version: ExerciseVersion,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("exercises.management.commands.regrade.ring", lambda *, times: None)
        graded(learner, exercise, at=A_WHILE_AGO, failed=["values"])
        publish_again(exercise)
        with pytest.raises(CommandError, match="1 of 1 still wait"):
            call_command("regrade", exercise.slug, "--wait", "0", stdout=StringIO())
        assert Submission.objects.get(purpose=Purpose.REGRADE).state == State.QUEUED
