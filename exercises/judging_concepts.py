"""Which concepts a learner holds, and which are shaky, with the exercise to revisit.

The rule, for one exercise: it was passed *clean* if fewer than five submissions failed before it, no hint that works
the case through was opened, and no named mistake of an earlier exercise came back in it. One that was handed in,
failed, and was left for a day without passing is *left*.

The rule, for a concept: the exercise with it that was worked on last decides. Passed clean: held. Passed otherwise, or
left: shaky. Runs count for nothing, and what was never tried says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from exercises.progress import Progress, Step

MANY_FAILURES = 5
LEFT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Look:
    """An exercise worth another look: why, in words, and which concepts it leaves shaky."""

    step: Step
    reasons: Sequence[str]
    concepts: Sequence[str]


@dataclass(frozen=True)
class Concepts:
    """What is held, in the order of the climb, and what deserves another look."""

    held: Sequence[str]
    looks: Sequence[Look]

    @property
    def shaky(self) -> list[str]:
        return [concept for look in self.looks for concept in look.concepts]


def judge(progress: Progress, *, now: datetime) -> Concepts:
    """The concepts of all exercises that were worked on."""
    came_back = _came_back(progress.steps)
    reasons = {step.number: _reasons(step, came_back.get(step.number), now) for step in progress.begun}
    deciding = _deciding(progress)
    held = [concept for concept, step in deciding.items() if step.passed_at is not None and not reasons[step.number]]
    looks = [
        Look(step, reasons[step.number], [concept for concept, last in deciding.items() if last is step])
        for step in progress.begun
        if reasons[step.number]
    ]
    return Concepts(held, looks)


def _deciding(progress: Progress) -> dict[str, Step]:
    """For each concept the exercise with it that was worked on last."""
    deciding: dict[str, Step] = {}
    for step in progress.begun:
        for concept in step.exercise.concepts:
            known = deciding.get(concept)
            if known is None or _order(step) >= _order(known):
                deciding[concept] = step
    return deciding


def _order(step: Step) -> float:
    return 0.0 if step.last_at is None else step.last_at.timestamp()


def _came_back(steps: Sequence[Step]) -> Mapping[int, Step]:
    """By the number of the step in which a named mistake was met again: the step that it was met in before."""
    met = sorted(
        ((mistake.at, mistake.diagnosis, step) for step in steps for mistake in step.mistakes),
        key=lambda each: each[0],
    )
    first: dict[str, Step] = {}
    again: dict[int, Step] = {}
    for at, diagnosis, step in met:
        before = first.setdefault(diagnosis, step)
        after_passing = step.passed_at is not None and at > step.passed_at
        if before is not step or after_passing:
            again.setdefault(step.number, before)
    return again


def _reasons(step: Step, met_before: Step | None, now: datetime) -> list[str]:
    if step.passed_at is None:
        return _left(step, now)
    reasons = []
    failed = step.failed_before_passing
    if failed >= MANY_FAILURES:
        reasons.append(
            ngettext(
                "%(count)d submission failed before it passed", "%(count)d submissions failed before it passed", failed
            )
            % {"count": failed}
        )
    if step.help.is_deep:
        reasons.append(gettext("passed with a hint that works the case through"))
    if met_before is not None and met_before is not step:
        reasons.append(gettext("a mistake of “%(title)s” came back") % {"title": met_before.exercise.title})
    elif met_before is not None:
        reasons.append(gettext("a mistake came back after it had passed"))
    return reasons


def _left(step: Step, now: datetime) -> list[str]:
    last = step.last_at
    if last is None or not step.failed_before_passing or now - last < LEFT_AFTER:
        return []
    return [
        gettext("not passed yet, last tried on %(day)s") % {"day": date_format(localtime(last), "MONTH_DAY_FORMAT")}
    ]
