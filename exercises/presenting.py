"""A submission as its learner may see it, in plain data."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from exercises.claiming import LANES_IN_ORDER
from exercises.history import Entry
from exercises.models import Lane, Solution, State, Submission


def present(submission: Submission, *, position: int | None = None) -> dict[str, Any]:
    """The submission with its verdict. Select `exercise` together with it. `position`: in the queue, where known."""
    return {
        "id": str(submission.pk),
        "exercise": submission.exercise.slug,
        "number": submission.number,
        "lane": submission.lane,
        "purpose": submission.purpose,
        "state": submission.state,
        "position_in_queue": (position or position_in_queue(submission)) if submission.state == State.QUEUED else None,
        "queued_at": _iso(submission.queued_at),
        "started_at": _iso(submission.started_at),
        "ended_at": _iso(submission.ended_at),
        "source_sha256": submission.source_sha256,
        "verdict": _verdict_for_learner(submission),
        "trace": submission.trace,
    }


def submissions_to_present(*pks: uuid.UUID) -> list[Submission]:
    """The submissions as they now stand, with all that `present` reads and no more; without those that are gone."""
    return list(to_present(Submission.objects.filter(pk__in=pks)))


def to_present(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """`rows` with all that `present` reads and no more."""
    return rows.select_related("exercise").defer("source", "exercise__summary")


def present_history(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """One line for each, without sources and verdicts."""
    return [
        {
            "id": str(entry.submission.pk),
            "number": entry.submission.number,
            "lane": entry.submission.lane,
            "purpose": entry.submission.purpose,
            "state": entry.submission.state,
            "outcome": entry.submission.outcome or None,
            "score": entry.submission.score,
            "sums": entry.sums,
            "diagnosis": entry.diagnosis,
            "wall_ms": entry.wall_ms,
            "queued_at": _iso(entry.submission.queued_at),
            "ended_at": _iso(entry.submission.ended_at),
            "page": reverse("submission_page", args=[entry.submission.pk]),
        }
        for entry in entries
    ]


def _verdict_for_learner(submission: Submission) -> dict[str, Any] | None:
    if submission.verdict is None:
        return None
    from grader import Verdict

    passed = Solution.objects.filter(learner=submission.learner_id, exercise=submission.exercise_id).exists()
    return Verdict.from_dict(submission.verdict).for_learner(passed)


def position_in_queue(submission: Submission) -> int:
    """1 for the next one; how many wait in the lanes before it and before it in its own."""
    lane = Lane(submission.lane)
    before = LANES_IN_ORDER[: LANES_IN_ORDER.index(lane)]
    ahead = Q(lane__in=before) | Q(lane=lane, queued_at__lt=submission.queued_at)
    return Submission.objects.filter(ahead, state=State.QUEUED).count() + 1


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
