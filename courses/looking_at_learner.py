"""Look at a learner: how far they are, which mistakes are still open, and what they handed in last.

Each look is written to the audit log in the same transaction: no entry, no page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from accounts.auditing import record_event
from accounts.models import AuditAction, User
from courses.access import attempts_open_to, learners_open_to
from courses.counted import learner_name
from courses.durations import lasting
from courses.mistakes_of_learner import Mistake, read_mistakes
from courses.stuck import Stuck, find_stuck
from exercises.judging_concepts import Concepts, judge
from exercises.models import Submission
from exercises.naming_versions import Standing, name_of, standing_of
from exercises.progress import Progress, Step, read_progress

LATEST_SHOWN = 20
PASSED = Standing(gettext_lazy("passed"), "pass", "passed")
STUCK = Standing(gettext_lazy("stuck"), "fail", "failed")
TRIED = Standing(gettext_lazy("tried"), "", "step-tried")


@dataclass(frozen=True)
class StepRow:
    """One exercise that the learner has begun. `stuck_for`: how long they have been stuck on it, "" if they are not."""

    step: Step
    stuck_for: str

    @property
    def standing(self) -> Standing:
        """Passed, stuck or tried."""
        if self.step.passed_at is not None:
            return PASSED
        return STUCK if self.stuck_for else TRIED

    @property
    def failed(self) -> int:
        """How often it was handed in and failed, also after it had passed."""
        return sum(each.has_failed for each in self.step.tries)


@dataclass(frozen=True)
class Latest:
    """One of the last tries."""

    submission: Submission
    name: str
    standing: Standing


@dataclass(frozen=True)
class LearnerLook:
    """All that one look shows. `stuck`: who needs it most first, as everywhere. `latest`: the newest first."""

    learner: User
    name: str
    progress: Progress
    rows: Sequence[StepRow]
    stuck: Sequence[Stuck]
    mistakes: Sequence[Mistake]
    latest: Sequence[Latest]
    concepts: Concepts

    @property
    def here(self) -> Step | None:
        """The step that was worked on last."""
        worked_on = [(row.step.last_at, row.step.number) for row in self.rows if row.step.last_at is not None]
        return self.progress.steps[max(worked_on)[1] - 1] if worked_on else None

    @property
    def stuck_on(self) -> list[Step]:
        """The steps on which the learner is stuck."""
        steps = {step.exercise.pk: step for step in self.progress.steps}
        return [steps[row.exercise_id] for row in self.stuck if row.exercise_id in steps]

    @property
    def open_mistakes(self) -> int:
        return sum(mistake.is_open for mistake in self.mistakes)


def look_at_learner(*, teacher: User, pk: int, now: datetime) -> LearnerLook | None:
    """What there is to know of the learner `pk`, and an entry in the audit log; None where there is none."""
    with transaction.atomic():
        learner = learners_open_to(teacher).filter(pk=pk).first()
        if learner is None:
            return None
        record_event(actor=teacher, about=learner, action=AuditAction.LOOKED_AT_LEARNER)
    progress = read_progress(learner)
    stuck = find_stuck(now=now, which=Q(learner=learner))
    return LearnerLook(
        learner=learner,
        name=learner_name(learner),
        progress=progress,
        rows=_rows(progress, {row.exercise_id: lasting(now - row.since) for row in stuck}),
        stuck=stuck,
        mistakes=read_mistakes(learner),
        latest=_latest(teacher, learner),
        concepts=judge(progress, now=now),
    )


def _rows(progress: Progress, stuck_for: Mapping[int, str]) -> list[StepRow]:
    return [StepRow(step, stuck_for.get(step.exercise.pk, "")) for step in progress.begun]


def _latest(teacher: User, learner: User) -> list[Latest]:
    rows = attempts_open_to(teacher).filter(learner=learner).select_related("exercise").order_by("-queued_at")
    rows = rows.only("number", "lane", "purpose", "state", "outcome", "queued_at", "exercise__title", "exercise__slug")
    return [Latest(row, name_of(row), standing_of(row)) for row in rows[:LATEST_SHOWN]]
