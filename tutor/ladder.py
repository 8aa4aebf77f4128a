"""The ladder of hints: what its rungs are, and when the next one opens. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from exercises.models import CheckResult
from tutor.general_hints import general_hints

if TYPE_CHECKING:
    from grader import Bundle

# So long does honest work on the code count as much as another try.
OPENS_AFTER = timedelta(minutes=3)

RUNGS_OF_A_DIAGNOSIS = (
    gettext_lazy("What happened"),
    gettext_lazy("Where to look"),
    gettext_lazy("Which idea"),
    gettext_lazy("A smaller case, by hand"),
    gettext_lazy("A pointed question"),
    gettext_lazy("The step in words"),
)
# The middle of those: what holds in every exercise.
GENERAL_RUNGS = RUNGS_OF_A_DIAGNOSIS[1:4]
RUNGS_OF_A_TASK = (
    gettext_lazy("A first pointer"),
    gettext_lazy("A closer look"),
    gettext_lazy("The step in words"),
)


@dataclass(frozen=True)
class Rung:
    """One hint: what kind of help it is, and its text in Markdown."""

    name: str | Promise
    text: str


@dataclass(frozen=True)
class Ladder:
    """Hints on one mistake or one task, the gentlest first."""

    key: str
    title: str
    rungs: Sequence[Rung]


def ladders(bundle: Bundle, verdict: Mapping[str, Any] | None) -> list[Ladder]:
    """The ladders that help after `verdict` (as the learner sees it; None before the first one).

    One for each diagnosis that the exercise has hints on; else one for the first finding that has general hints, and
    one for each task with a failing check, or for each task. None once everything passes.
    """
    if verdict is not None and verdict["outcome"] == "passed":
        return []
    found = [] if verdict is None else [diagnosis["id"] for diagnosis in verdict["diagnoses"]]
    named = [_of_diagnosis(bundle, name) for name in dict.fromkeys(found) if name in bundle.hints.diagnoses]
    if named:
        return named
    failing = _failing_tasks(verdict)
    return _general(verdict) + [
        _of_task(bundle, number, title)
        for number, title in bundle.tasks
        if number in bundle.hints.tasks and (not failing or number in failing)
    ]


def _failing_tasks(verdict: Mapping[str, Any] | None) -> set[int]:
    checks: Iterable[Mapping[str, Any]] = () if verdict is None else verdict["checks"]
    return {check["task"] for check in checks if check["outcome"] == CheckResult.FAILED}


def _of_diagnosis(bundle: Bundle, name: str) -> Ladder:
    hints = bundle.hints.diagnoses[name]
    rungs = [Rung(title, text) for title, text in zip(RUNGS_OF_A_DIAGNOSIS, hints.rungs, strict=False)]
    return Ladder(f"diagnosis:{name}", _first_sentence(hints.sentence), rungs)


def _general(verdict: Mapping[str, Any] | None) -> list[Ladder]:
    """The ladder of the first finding that has hints for any exercise; a second would mostly say the same."""
    for diagnosis in () if verdict is None else verdict["diagnoses"]:
        hints = general_hints().get(diagnosis["id"])
        if hints is not None:
            texts = zip(GENERAL_RUNGS, (hints.look, hints.idea, hints.by_hand), strict=True)
            rungs = [Rung(name, text) for name, text in texts]
            return [Ladder(f"diagnosis:{diagnosis['id']}", _first_sentence(diagnosis["sentence"]), rungs)]
    return []


def _first_sentence(text: str) -> str:
    """What names the mistake; the rest stands beside the verdict. Points between backticks end no sentence."""
    first = re.match(r"(?:`[^`]*`|[^`])*?[.?!](?=\s+[A-Z`])", text)
    return first.group() if first else text


def _of_task(bundle: Bundle, number: int, title: str) -> Ladder:
    tiers = bundle.hints.tasks[number]
    rungs = [Rung(name, text) for name, text in zip(RUNGS_OF_A_TASK, tiers, strict=False)]
    heading = gettext("Task %(number)d: %(title)s") % {"number": number, "title": title}
    return Ladder(f"task:{number}", heading, rungs)


def still_closed_for(*, opened_at: datetime, now: datetime, code_changed_and_run: bool) -> timedelta:
    """How long the rung after one that was opened at `opened_at` stays closed; zero if it is open."""
    if code_changed_and_run:
        return timedelta()
    return max(timedelta(), opened_at + OPENS_AFTER - now)
