"""What the exercise page shows one learner, read in a fixed number of queries."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from exercises.carrying import carried_functions
from exercises.drafting import draft_of
from exercises.grading import bundle_of
from exercises.hill import published_exercises
from exercises.history import latest_of
from exercises.models import Exercise, ExerciseVersion, Solution, Submission
from exercises.neighbours import Neighbours, neighbours_of
from exercises.panels import Panel, Visit, panels_for
from exercises.presenting import present
from exercises.statement import render_statement
from exercises.summit import Summit, read_summit
from exercises.symbols import symbols_of


@dataclass(frozen=True)
class Workbench:
    """The context of the exercise page."""

    owner: str
    exercise: Exercise
    version: ExerciseVersion
    passed: bool
    draft: Mapping[str, Any]
    latest: Mapping[str, Any] | None
    checks: Sequence[Mapping[str, Any]]
    requires: Sequence[Mapping[str, Any]]
    lesson_html: SafeString | None
    neighbours: Neighbours
    next_exercise: Mapping[str, Any] | None
    summit: Summit | None
    carried: Sequence[Mapping[str, Any]]
    panels: Sequence[Panel]

    @property
    def draft_is_newer(self) -> bool:
        """Whether the results are those of another text."""
        now = hashlib.sha256(self.draft["source"].encode()).hexdigest()
        return self.latest is not None and self.latest["source_sha256"] != now

    def as_context(self) -> dict[str, Any]:
        """For the template; `page_data` is the part that scripts read."""
        for_page = {
            "stage": self.exercise.stage,
            # Safe: the statement's renderer made it when the version was stored.
            "statement_html": mark_safe(self.version.statement_html),  # noqa: S308
            "lesson_html": self.lesson_html,
            "has_formulas": _has_formulas(self.version),
            "history_count": self.latest["number"] if self.latest else 0,
            "passed": self.passed,
            "requires": self.requires,
            "neighbours": self.neighbours,
            "symbols": symbols_of(self.exercise.slug),
            "next_exercise": self.next_exercise,
            "built": self.version.functions,
            "summit": self.summit,
            "panels": self.panels,
        }
        return {**self._for_scripts(), **for_page, "exercise": self.exercise, "page_data": self._for_scripts()}

    def _for_scripts(self) -> dict[str, Any]:
        return {
            "owner": self.owner,
            "exercise": {
                "stage": self.exercise.stage.slug,
                "slug": self.exercise.slug,
                "title": self.exercise.title,
            },
            "draft": self.draft,
            "starter": self.version.starter,
            "latest": self.latest,
            "draft_is_newer": self.draft_is_newer,
            "tasks": self.version.tasks,
            "checks": self.checks,
            "functions": self.version.functions,
            "carried": self.carried,
            "limits": limits_of(self.version),
            "trains": _trains(self.version),
            "urls": _addresses(self.exercise),
        }


def read_workbench(*, learner: User | None, exercise: Exercise) -> Workbench:
    """The workbench of a published `exercise` for `learner`; None for someone who has not begun."""
    version = exercise.published
    if version is None:
        raise ValueError(f"{exercise.slug} is not published")
    catalogue = published_exercises()
    passed = _passed(learner)
    latest = None if learner is None else latest_of(learner=learner, exercise=exercise)
    return Workbench(
        owner=_owner(learner),
        exercise=exercise,
        version=version,
        passed=exercise.pk in passed,
        draft=_draft(learner, exercise, version),
        latest=None if latest is None else present(latest),
        checks=shown_checks(version.checks, passed=exercise.pk in passed),
        requires=[_link(other) for other in _in_order(exercise.requires, catalogue)],
        lesson_html=_lesson(version, exercise, catalogue),
        neighbours=neighbours_of(exercise, catalogue, passed),
        next_exercise=_next(exercise, catalogue, passed),
        summit=_summit(learner, exercise, catalogue, passed),
        carried=[each.as_dict() for each in carried_functions(learner=learner, bundle=bundle_of(version.pk))],
        panels=panels_for(_visit(learner, exercise, latest, catalogue)),
    )


def read_passed(*, learner: User | None, exercise: Exercise) -> dict[str, Any] | None:
    """The context of the passed state alone; None for whoever has not passed."""
    catalogue, passed = published_exercises(), _passed(learner)
    summit = _summit(learner, exercise, catalogue, passed)
    if summit is None or exercise.published is None:
        return None
    return {
        "exercise": exercise,
        "stage": exercise.stage,
        "built": exercise.published.functions,
        "passed": True,
        "summit": summit,
        "next_exercise": _next(exercise, catalogue, passed),
    }


def _summit(learner: User | None, exercise: Exercise, catalogue: Sequence[Exercise], passed: set[int]) -> Summit | None:
    if exercise.pk not in passed:
        return None
    return read_summit(learner=learner, exercise=exercise, catalogue=catalogue, passed=passed)


def read_panels(*, learner: User | None, exercise: Exercise) -> list[Panel]:
    """What stands beside the results now."""
    latest = None if learner is None else latest_of(learner=learner, exercise=exercise)
    return panels_for(_visit(learner, exercise, latest, published_exercises()))


def _visit(learner: User | None, exercise: Exercise, latest: Submission | None, catalogue: Sequence[Exercise]) -> Visit:
    return Visit(
        learner=learner,
        exercise=exercise,
        latest=_with_verdict(learner, exercise, latest),
        addresses={other.slug: other.get_absolute_url() for other in catalogue if other.pk != exercise.pk},
    )


def shown_checks(checks: Sequence[Mapping[str, Any]], *, passed: bool) -> list[Mapping[str, Any]]:
    """The checks as the learner may know them: a hidden one under a neutral name and title."""
    from grader.verdict import NEUTRAL_TITLE, Visibility, neutral_id

    return [
        check
        if Visibility(check["visibility"]).is_open(passed)
        else {**check, "id": neutral_id(check["id"]), "title": NEUTRAL_TITLE}
        for check in checks
    ]


def _owner(learner: User | None) -> str:
    """Names whose unsent drafts on a device these are: whoever is there without an account shares the empty name."""
    return "" if learner is None or learner.is_guest else str(learner.pk)


def _passed(learner: User | None) -> set[int]:
    if learner is None:
        return set()
    return set(Solution.objects.filter(learner=learner).values_list("exercise_id", flat=True))


def _with_verdict(learner: User | None, exercise: Exercise, latest: Submission | None) -> Submission | None:
    """The newest submission that has a verdict: one that is still on its way has nothing to help with."""
    if learner is None or latest is None or latest.verdict is not None:
        return latest
    rows = Submission.objects.attempts().select_related("exercise").filter(learner=learner, exercise=exercise)
    return rows.filter(verdict__isnull=False).order_by("-number").first()


def _draft(learner: User | None, exercise: Exercise, version: ExerciseVersion) -> dict[str, Any]:
    draft = None if learner is None else draft_of(learner=learner, exercise=exercise)
    if draft is None:
        return {"source": version.starter, "revision": 0}
    return {"source": draft.source, "revision": draft.revision}


def _in_order(slugs: Sequence[str], catalogue: Sequence[Exercise]) -> list[Exercise]:
    by_slug = {exercise.slug: exercise for exercise in catalogue}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def _next(exercise: Exercise, catalogue: Sequence[Exercise], passed: set[int]) -> dict[str, Any] | None:
    """The next one up that is not passed; from the top, the first that was left out."""
    place = next(number for number, other in enumerate(catalogue) if other.pk == exercise.pk)
    onward = [*catalogue[place + 1 :], *catalogue[:place]]
    following = next((other for other in onward if other.pk not in passed), None)
    return None if following is None else _link(following)


def _link(exercise: Exercise) -> dict[str, Any]:
    return {
        "slug": exercise.slug,
        "title": exercise.title,
        "summary": exercise.summary,
        "minutes": exercise.minutes,
        "url": exercise.get_absolute_url(),
    }


def limits_of(version: ExerciseVersion) -> dict[str, float]:
    """What the page says of the limits: the defaults, or what the exercise raises them to."""
    from grader.sandbox.job import Limits

    raised = bundle_of(version.pk).limits
    return {name: raised.get(name, getattr(Limits(), name)) for name in ("wall_s", "memory_mb")}


def _trains(version: ExerciseVersion) -> bool:
    """Whether a run draws a loss while it goes on: the page keeps the room for it."""
    return "exam.train(" in bundle_of(version.pk).exam


def _lesson(version: ExerciseVersion, exercise: Exercise, catalogue: Sequence[Exercise]) -> SafeString | None:
    """What the author gives to read before the code, where there is such a text."""
    lesson = bundle_of(version.pk).lesson
    links = {other.slug: other.get_absolute_url() for other in catalogue if other.pk != exercise.pk}
    return None if lesson is None else render_statement(lesson, links=links)


def _has_formulas(version: ExerciseVersion) -> bool:
    """In the statement or the lesson, or in a hint that may come onto the page later."""
    bundle = bundle_of(version.pk)
    return "data-tex" in version.statement_html or "$" in f"{bundle.hints}{bundle.lesson}"


def _addresses(exercise: Exercise) -> dict[str, str]:
    where = [exercise.stage.slug, exercise.slug]
    names = ("draft", "submit", "history", "hints", "trace", "scratch", "carry", "exercise_history", "compare", "keep")
    return {name: reverse(name, args=where) for name in names}
