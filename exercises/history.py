"""What a learner ran, handed in or replaced before: listed in pages, newest first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import ngettext

from accounts.models import User
from exercises.models import CheckOutcome, CheckResult, Exercise, Lane, Solution, Submission
from exercises.models.work import SubmissionQuerySet
from exercises.naming_versions import Standing, name_of, standing_of

PER_PAGE = 50
TIME_STEP_MS = 10


@dataclass(frozen=True)
class Entry:
    """One line of the history: a version without its source and without its verdict's figures."""

    submission: Submission
    checks_passed: int
    checks: int
    diagnosis: str
    wall_ms: int | None

    @property
    def name(self) -> str:
        return name_of(self.submission)

    @property
    def standing(self) -> Standing:
        return standing_of(self.submission)

    @property
    def wall_s(self) -> float | None:
        return None if self.wall_ms is None else self.wall_ms / 1000

    @property
    def percent(self) -> int | None:
        """The score of what was handed in; a run counts for nothing."""
        has_score = self.submission.lane != Lane.RUN and self.submission.score is not None
        return round(100 * (self.submission.score or 0)) if has_score else None

    @property
    def sums(self) -> str:
        """How many checks pass; of a run only the visible ones were tried."""
        if not self.checks:
            return ""
        told = {"passed": self.checks_passed, "checks": self.checks}
        if self.submission.lane == Lane.RUN:
            return ngettext("%(passed)d check passes", "%(passed)d checks pass", self.checks_passed) % told
        return ngettext("%(passed)d of %(checks)d check", "%(passed)d of %(checks)d checks", self.checks) % told


@dataclass(frozen=True)
class History:
    """One page of a learner's history of an exercise, with what its headline says."""

    page: Page[Submission]
    entries: Sequence[Entry]
    tries: int
    solved_by: str | None


def read_history(*, learner: User | None, exercise: Exercise, page: str | int = 1) -> History:
    """The page named `page`, the nearest one if there is none of that name. A fixed number of queries."""
    rows = versions_of(learner, exercise)
    shown = Paginator(_told(rows), PER_PAGE).get_page(page)
    tries = 0 if learner is None else rows.attempts().count()
    return History(shown, [_entry(row) for row in shown], tries, _solved_by(learner, exercise))


def history_of(*, learner: User, exercise: Exercise) -> list[Entry]:
    """The newest lines of the history, as many as one page holds."""
    return [_entry(row) for row in _told(versions_of(learner, exercise))[:PER_PAGE]]


def versions_of(learner: User | None, exercise: Exercise) -> SubmissionQuerySet:
    """The learner's versions of an exercise, newest first; none for someone who has not begun."""
    rows = Submission.objects.versions().filter(exercise=exercise)
    own = rows.none() if learner is None else rows.filter(learner=learner)
    return own.order_by("-queued_at", "-number")


def before(submission: Submission) -> Submission | None:
    """The version of the same learner that came before it."""
    rows = Submission.objects.versions().filter(learner=submission.learner_id, exercise=submission.exercise_id)
    return rows.filter(queued_at__lt=submission.queued_at).order_by("-queued_at", "-number").first()


def version_or_none(*, rows: QuerySet[Submission], pk: str) -> Submission | None:
    """The one of `rows` that `pk` names; None where it names none."""
    try:
        return rows.filter(pk=uuid.UUID(pk)).first()
    except ValueError:
        return None


def latest_of(*, learner: User, exercise: Exercise) -> Submission | None:
    """The learner's newest submission to an exercise, ready to be presented."""
    rows = Submission.objects.attempts().select_related("exercise").filter(learner=learner, exercise=exercise)
    return rows.order_by("-number").first()


def _told(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """`rows` with all that a line says and no more: verdicts hold pictures, so only two words of each are read."""
    return rows.defer("source", "scratch", "verdict", "trace", "last_fault").annotate(
        sentence=KT("verdict__diagnoses__0__sentence"),
        wall=KT("verdict__resources__wall_ms"),
        checks_passed=_count(CheckOutcome.objects.filter(outcome=CheckResult.PASSED)),
        checks=_count(CheckOutcome.objects.all()),
    )


def _count(outcomes: QuerySet[CheckOutcome]) -> Subquery:
    of_this = outcomes.filter(submission=OuterRef("pk")).order_by().values("submission")
    return Subquery(of_this.annotate(many=Count("pk")).values("many"), output_field=IntegerField())


def _entry(row: Any) -> Entry:
    return Entry(row, row.checks_passed or 0, row.checks or 0, row.sentence or "", _coarse(row.wall))


def _coarse(wall_ms: str | None) -> int | None:
    """As a verdict tells it to its learner: no clock finer than 10 ms."""
    return None if wall_ms is None else round(float(wall_ms) / TIME_STEP_MS) * TIME_STEP_MS


def _solved_by(learner: User | None, exercise: Exercise) -> str | None:
    """The name of the submission that passes and is carried on."""
    if learner is None:
        return None
    rows = Solution.objects.filter(learner=learner, exercise=exercise).select_related("submission")
    solution = rows.only("submission__number", "submission__lane", "submission__purpose").first()
    return None if solution is None else name_of(solution.submission)
