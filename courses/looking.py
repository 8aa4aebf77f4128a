"""Look at a learner's submission: its code, its verdict, what came before and which hints were opened.

Each look at somebody else's work is written to the audit log in the same transaction: no entry, no page.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from accounts.auditing import record_event
from accounts.models import AuditAction, User
from courses.access import attempts_open_to
from courses.counted import learner_name
from exercises.comparing_versions import lines_of
from exercises.models import CheckResult, Solution, Submission
from exercises.naming_versions import Standing, name_of, standing_of
from tutor.models import HintShown

HISTORY_SHOWN = 100


@dataclass(frozen=True)
class Version:
    """One submission in the learner's history of the exercise."""

    submission: Submission
    name: str
    standing: Standing


@dataclass(frozen=True)
class Look:
    """All that one look shows. `history`: the newest first, with the one that is looked at."""

    submission: Submission
    learner: str
    name: str
    standing: Standing
    lines: Sequence[str]
    history: Sequence[Version]
    hints: Sequence[tuple[str, HintShown]]
    has_passed: bool
    is_own: bool

    @property
    def page_of_learner(self) -> int | None:
        """The key of the page about the learner; there is none about those who teach."""
        return None if self.submission.learner.is_staff else self.submission.learner_id

    @property
    def checks(self) -> list[Mapping[str, Any]]:
        """How each check ended."""
        return list(self._verdict.get("checks", ()))

    @property
    def passed(self) -> list[Mapping[str, Any]]:
        """The checks that pass."""
        return [check for check in self.checks if check["outcome"] == CheckResult.PASSED]

    @property
    def not_passed(self) -> list[Mapping[str, Any]]:
        """The others, what failed before what did not run."""
        others = [check for check in self.checks if check["outcome"] != CheckResult.PASSED]
        return sorted(others, key=lambda check: check["outcome"] != CheckResult.FAILED)

    @property
    def why_none_ran(self) -> str:
        """What kept every check from running, where it is one and the same."""
        reasons = {check["reason"] if check["outcome"] == CheckResult.NOT_RUN else None for check in self.checks}
        return str(reasons.pop() or "") if len(reasons) == 1 else ""

    @property
    def diagnoses(self) -> list[Mapping[str, Any]]:
        """The mistakes that were named."""
        return list(self._verdict.get("diagnoses", ()))

    @property
    def error(self) -> Mapping[str, Any] | None:
        """What the code raised, if it did."""
        return self._verdict.get("error")

    @property
    def prints(self) -> str:
        """What the code printed, as far as it was kept."""
        return str(self._verdict.get("output", {}).get("stdout", ""))

    @property
    def _verdict(self) -> Mapping[str, Any]:
        return self.submission.verdict or {}

    @property
    def finding(self) -> str:
        """What the page is about, in one sentence."""
        if self.diagnoses:
            return str(self.diagnoses[0]["sentence"])
        if self.error and self.error.get("line"):
            return gettext("The code stops at line %(line)d") % {"line": self.error["line"]}
        if self.not_passed:
            return gettext("What fails: “%(check)s”") % {"check": self.not_passed[0]["title"]}
        return f"{self.name}: {self.standing.word}"


def look_at(*, teacher: User, pk: uuid.UUID) -> Look | None:
    """The submission `pk` with what stands around it, and an entry in the audit log; None where there is none."""
    with transaction.atomic():
        rows = attempts_open_to(teacher).select_related("learner", "exercise__stage")
        submission = rows.defer("trace", "scratch").filter(pk=pk).first()
        if submission is None:
            return None
        record_event(
            actor=teacher,
            about=submission.learner,
            action=AuditAction.LOOKED_AT_SUBMISSION,
            subject=submission.exercise.title,
            number=submission.number,
        )
    of_learner = {"learner": submission.learner_id, "exercise": submission.exercise_id}
    return Look(
        submission=submission,
        learner=learner_name(submission.learner),
        name=name_of(submission),
        standing=standing_of(submission),
        lines=lines_of(submission.source),
        history=_history(teacher, of_learner),
        hints=[(_what(hint), hint) for hint in HintShown.objects.filter(**of_learner).order_by("-shown_at")],
        has_passed=Solution.objects.filter(**of_learner).exists(),
        is_own=submission.learner_id == teacher.pk,
    )


def _history(teacher: User, of_learner: Mapping[str, int]) -> list[Version]:
    rows = attempts_open_to(teacher).filter(**of_learner).order_by("-number")
    rows = rows.only("number", "lane", "purpose", "state", "outcome", "queued_at")
    return [Version(row, name_of(row), standing_of(row)) for row in rows[:HISTORY_SHOWN]]


def _what(hint: HintShown) -> str:
    kind, _, name = hint.ladder.partition(":")
    if kind == "task":
        return gettext("Task %(name)s, rung %(rung)d") % {"name": name, "rung": hint.rung}
    return gettext("“%(name)s”, rung %(rung)d") % {"name": name, "rung": hint.rung}
