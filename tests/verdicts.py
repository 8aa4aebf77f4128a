"""Verdicts as the engine stores them, for tests of what comes after a grading."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from exercises.models import DiagnosisFound, Exercise, Lane, Solution, State, Submission

CODE = "def weighted_sum(x, w, b):\n    return x * w + b\n"


def stored_verdict(
    checks: Collection[Mapping[str, Any]], *, failed: Collection[str] = (), diagnoses: Collection[str] = ()
) -> dict[str, Any]:
    """A verdict over `checks` in which those of `failed` do not pass."""
    return {
        "format": 1,
        "exercise": "any",
        "version": "sha256:any",
        "source_sha256": "0" * 64,
        "seed": 7,
        "attempted": True,
        "outcome": "failed" if failed or diagnoses else "passed",
        "fault": None,
        "ending": "finished",
        "score": 0.5,
        "error": None,
        "checks": [_ended(check, "failed" if check["id"] in failed else "passed") for check in checks],
        "diagnoses": [
            {"id": name, "where": "weighted_sum", "sentence": f"It is `{name}`.", "certainty": "exact"}
            for name in diagnoses
        ],
        "output": {"stdout": "", "stderr": "", "truncated": False},
        "pictures": [],
        "resources": {"wall_ms": 20.0, "cpu_ms": 10.0, "peak_mb": 9.0, "overhead_ms": 3.0, "calls": {}},
    }


def _ended(check: Mapping[str, Any], outcome: str) -> dict[str, Any]:
    known = {key: check[key] for key in ("id", "task", "title", "visibility")}
    return {**known, "outcome": outcome, "reason": None, "points": 1.0, "message": "", "figures": []}


def graded(
    learner: User,
    exercise: Exercise,
    *,
    at: datetime,
    failed: Collection[str] = (),
    diagnoses: Collection[str] = (),
    source: str = CODE,
    lane: Lane = Lane.SUBMIT,
) -> Submission:
    """A submission that was graded at `at`; one that passes becomes the learner's solution."""
    assert exercise.published is not None
    verdict = stored_verdict(exercise.published.checks, failed=failed, diagnoses=diagnoses)
    submission = Submission.objects.create(
        learner=learner,
        exercise=exercise,
        version=exercise.published,
        number=Submission.objects.filter(learner=learner, exercise=exercise).count() + 1,
        source=source,
        source_sha256="0" * 64,
        lane=lane,
        state=State.GRADED,
        queued_at=at,
        ended_at=at + timedelta(seconds=1),
        outcome=verdict["outcome"],
        ending="finished",
        score=0.5,
        verdict=verdict,
    )
    for name in diagnoses:
        DiagnosisFound.objects.create(submission=submission, exercise=exercise, diagnosis_id=name, certainty="exact")
    if verdict["outcome"] == "passed" and lane == Lane.SUBMIT:
        Solution.objects.get_or_create(
            learner=learner, exercise=exercise, defaults={"submission": submission, "first_passed_at": at}
        )
    return submission
