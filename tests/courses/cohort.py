"""A cohort as large as a real one: many learners, each with tries that fail, pass, and carry diagnoses."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import User
from exercises.models import (
    CheckOutcome,
    DiagnosisFound,
    Draft,
    Exercise,
    ExerciseVersion,
    Lane,
    Solution,
    Stage,
    State,
    Submission,
)
from tests.verdicts import stored_verdict

AT_ONCE = 2000
MISTAKES = ("transposed", "bias-forgotten", "sign", "not-averaged", "off-by-one")


def make_cohort(*, now: datetime, learners: int, exercises: int, tries: int, checks: int = 8) -> list[Exercise]:
    """`learners` × `exercises` × up to `tries` submissions of the last weeks; the same at each call."""
    chance = random.Random(7)
    steps = _exercises(exercises, checks)
    User.objects.bulk_create(User(username=f"learner-{number}", password="!") for number in range(learners))
    people = list(User.objects.filter(username__startswith="learner-").order_by("pk"))
    submissions: list[Submission] = []
    for person in people:
        for step in steps:
            submissions += _tries(person, step, chance, now, tries)
    for start in range(0, len(submissions), AT_ONCE):
        _store(submissions[start : start + AT_ONCE], chance, checks)
    Draft.objects.bulk_create(
        (Draft(learner=person, exercise=step, saved_at=now) for person in people for step in steps), batch_size=AT_ONCE
    )
    return steps


def _exercises(count: int, checks: int) -> list[Exercise]:
    stage = Stage.objects.create(slug="cohort", number=90, title="Cohort")
    made = []
    for position in range(count):
        step = Exercise.objects.create(
            uuid=uuid.uuid4(), stage=stage, slug=f"step-{position}", position=position, title=f"Step {position}"
        )
        step.published = ExerciseVersion.objects.create(
            exercise=step,
            content_hash=f"sha256:cohort-{position}",
            bundle=b"",
            starter="",
            checks=[{"id": f"c{n}", "task": 1, "title": f"Check {n}", "visibility": "always"} for n in range(checks)],
        )
        step.save(update_fields=["published"])
        made.append(step)
    return made


def _tries(person: User, step: Exercise, chance: random.Random, now: datetime, tries: int) -> list[Submission]:
    """Failing ones, a few minutes apart; the last passes for most."""
    assert step.published is not None
    began = now - timedelta(days=chance.uniform(0, 40))
    passes = chance.random() < 0.8
    made = []
    for number in range(1, tries + 1):
        passed = passes and number == tries
        at = began + timedelta(minutes=7 * number)
        mistakes = [] if passed or chance.random() < 0.4 else [chance.choice(MISTAKES)]
        failed = [] if passed else ["c1"]
        made.append(
            Submission(
                learner=person,
                exercise=step,
                version=step.published,
                number=number,
                source="def step(X, W, b):\n    return X @ W.T + b\n" * 10,
                source_sha256="0" * 64,
                lane=Lane.RUN if number % 2 else Lane.SUBMIT,
                state=State.GRADED,
                queued_at=at,
                started_at=at,
                ended_at=at,
                outcome="passed" if passed else "failed",
                ending="finished",
                score=0.5,
                verdict=stored_verdict(step.published.checks, failed=failed, diagnoses=mistakes),
            )
        )
    return made


def _store(made: Sequence[Submission], chance: random.Random, checks: int) -> None:
    Submission.objects.bulk_create(made, batch_size=AT_ONCE)
    CheckOutcome.objects.bulk_create(
        (
            CheckOutcome(
                submission=row,
                exercise_id=row.exercise_id,
                check_id=f"c{number}",
                outcome="failed" if number and row.outcome == "failed" and chance.random() < 0.4 else "passed",
            )
            for row in made
            for number in range(checks)
        ),
        batch_size=AT_ONCE,
    )
    DiagnosisFound.objects.bulk_create(
        (
            DiagnosisFound(submission=row, exercise_id=row.exercise_id, diagnosis_id=found["id"], certainty="exact")
            for row in made
            for found in (row.verdict or {})["diagnoses"]
        ),
        batch_size=AT_ONCE,
    )
    Solution.objects.bulk_create(
        (
            Solution(
                learner_id=row.learner_id, exercise_id=row.exercise_id, submission=row, first_passed_at=row.queued_at
            )
            for row in made
            if row.outcome == "passed"
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
