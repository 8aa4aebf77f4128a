"""A learner's work as plain data and as files: what stands in the export of a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.personal_data import ExportedFile
from exercises.models import CarryChoice, Draft, Purpose, Solution, Submission

ROWS_AT_ONCE = 100


def export_submissions(person: User) -> Iterator[dict[str, Any]]:
    """Each submission with its code and the verdict as the learner may see it now."""
    passed = set(Solution.objects.filter(learner=person).values_list("exercise_id", flat=True))
    rows = Submission.objects.filter(learner=person).select_related("exercise").defer("last_fault")
    for row in rows.order_by("queued_at", "pk").iterator(chunk_size=ROWS_AT_ONCE):
        yield {
            "id": str(row.pk),
            "exercise": row.exercise.slug,
            "number": row.number,
            "lane": row.lane,
            "purpose": row.purpose,
            "state": row.state,
            "outcome": row.outcome,
            "score": row.score,
            "queued_at": row.queued_at.isoformat(),
            "ended_at": _iso(row.ended_at),
            "source": row.source,
            "scratch": row.scratch,
            "verdict": _seen(row, is_passed=row.exercise_id in passed),
            "trace": row.trace,
        }


def export_drafts(person: User) -> list[dict[str, Any]]:
    """Each draft with its code."""
    return [
        {"exercise": row.exercise.slug, "saved_at": row.saved_at.isoformat(), "source": row.source}
        for row in _drafts(person)
    ]


def export_solutions(person: User) -> list[dict[str, Any]]:
    """Which exercises are solved, since when, by which submission."""
    return [
        {
            "exercise": row.exercise.slug,
            "first_passed_at": row.first_passed_at.isoformat(),
            "submission": str(row.submission_id),
        }
        for row in Solution.objects.filter(learner=person).select_related("exercise")
    ]


def export_carry_choices(person: User) -> list[dict[str, Any]]:
    """For which earlier functions the learner chose their own or the reference's, and when."""
    return [
        {
            "exercise": row.exercise.slug,
            "function": row.function,
            "choice": row.choice,
            "chosen_at": row.chosen_at.isoformat(),
        }
        for row in CarryChoice.objects.filter(learner=person).select_related("exercise")
    ]


def draft_files(person: User) -> Iterator[ExportedFile]:
    """Each draft as a file."""
    for row in _drafts(person):
        yield ExportedFile(f"drafts/{row.exercise.slug}.py", row.source)


def submission_files(person: User) -> Iterator[ExportedFile]:
    """Each attempt and each kept draft as a file, and what was tried in Scratch."""
    wanted = Submission.objects.filter(learner=person, purpose__in=[Purpose.GRADE, Purpose.SCRATCH, Purpose.KEPT])
    rows = wanted.select_related("exercise").only(
        "source", "scratch", "number", "lane", "purpose", "state", "outcome", "exercise__slug"
    )
    for row in rows.order_by("exercise__slug", "number").iterator(chunk_size=ROWS_AT_ONCE):
        source = row.scratch if row.purpose == Purpose.SCRATCH else row.source
        yield ExportedFile(f"submissions/{row.exercise.slug}/{_file_name(row)}", source)


def _file_name(row: Submission) -> str:
    if row.purpose == Purpose.GRADE:
        return f"{row.number:03}-{row.lane}-{row.outcome or row.state}.py"
    return f"{row.purpose}-{row.number:03}.py"


def _drafts(person: User) -> Iterator[Draft]:
    yield from Draft.objects.filter(learner=person).select_related("exercise").order_by("exercise__slug")


def _seen(row: Submission, *, is_passed: bool) -> dict[str, Any] | None:
    """A regrading's verdict is for comparison only, until somebody applies it."""
    if row.verdict is None or row.purpose == Purpose.REGRADE:
        return None
    from grader import Verdict

    return Verdict.from_dict(row.verdict).for_learner(is_passed)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
