"""One submission on a page of its own: its verdict as the exercise page shows it, and its code."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.access import visible_to
from accounts.models import User
from exercises.comparing_versions import lines_of
from exercises.models import IN_HISTORY, CheckResult, Exercise, Lane, Purpose, State, Submission
from exercises.naming_versions import Standing, name_of, standing_of
from exercises.presenting import present
from exercises.workbench import limits_of, shown_checks


@dataclass(frozen=True)
class SubmissionPage:
    """What the page shows of `submission`; `presented` is the verdict as its learner may see it."""

    submission: Submission
    presented: Mapping[str, Any]
    is_own: bool
    checks: Sequence[Mapping[str, Any]]

    @property
    def exercise(self) -> Exercise:
        return self.submission.exercise

    @property
    def standing(self) -> Standing:
        return standing_of(self.submission)

    @property
    def finding(self) -> str:
        """The page's title: how it ended."""
        if self.submission.purpose == Purpose.KEPT:
            return gettext("A draft that gave way, kept as it was")
        if self.submission.state == State.COULD_NOT_CHECK:
            return gettext("We could not check this. Our fault, not yours.")
        name = name_of(self.submission)
        checks = [check for check in (self.presented["verdict"] or {}).get("checks", ()) if self._is_of_lane(check)]
        if not checks:
            return gettext("%(name)s: %(state)s") % {"name": name, "state": self.standing.word}
        passed = sum(check["outcome"] == CheckResult.PASSED for check in checks)
        if passed == len(checks):
            sentence = ngettext("%(name)s: the check passes", "%(name)s: all %(checks)d checks pass", passed)
        else:
            sentence = ngettext(
                "%(name)s: %(passed)d of %(checks)d check passes",
                "%(name)s: %(passed)d of %(checks)d checks pass",
                len(checks),
            )
        return sentence % {"name": name, "passed": passed, "checks": len(checks)}

    def _is_of_lane(self, check: Mapping[str, Any]) -> bool:
        """A run tries only what is visible."""
        is_tried = check["outcome"] != CheckResult.NOT_RUN or check["visibility"] == "always"
        return is_tried or self.submission.lane != Lane.RUN

    @property
    def error_line(self) -> int | None:
        error = (self.presented["verdict"] or {}).get("error")
        return error["line"] if error else None

    def as_context(self) -> dict[str, Any]:
        """For the template; `page_data` is the part that scripts read."""
        version = self.submission.version
        return {
            "shown": self,
            "name": name_of(self.submission),
            "latest": self.presented,
            "checks": self.checks,
            "tasks": version.tasks,
            "lines": lines_of(self.submission.source),
            "page_data": {
                "submission": self.presented,
                "checks": self.checks,
                "tasks": version.tasks,
                "limits": self._limits(),
                "exercise": reverse("exercise", args=[self.exercise.stage.slug, self.exercise.slug]),
            },
        }

    def _limits(self) -> Mapping[str, float]:
        """Named only where one of them ended the run."""
        verdict = self.presented["verdict"]
        ended = verdict is not None and verdict["ending"] != "finished"
        return limits_of(self.submission.version) if ended else {}


def read_submission_page(*, viewer: User | AnonymousUser, pk: uuid.UUID) -> SubmissionPage | None:
    """The page of a version that `viewer` may see; None where there is none."""
    rows = (
        visible_to(viewer, Submission)
        .filter(purpose__in=IN_HISTORY)
        .select_related("exercise__stage", "version", "learner")
    )
    submission = rows.defer("version__bundle", "version__statement_html").filter(pk=pk).first()
    if submission is None:
        return None
    presented = present(submission)
    verdict = presented["verdict"]
    checks = shown_checks(submission.version.checks, passed=verdict is not None and verdict["outcome"] == "passed")
    return SubmissionPage(submission, presented, submission.learner_id == viewer.pk, checks)
