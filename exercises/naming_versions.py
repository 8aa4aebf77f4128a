"""What a version of the history is called, and how it ended: a word, a symbol and a tone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from exercises.models import Lane, Purpose, State, Submission


@dataclass(frozen=True)
class Standing:
    """How a version ended. `tone` names a colour of the style sheet; the icon and the word say the same without it."""

    word: str | Promise
    tone: str = ""
    icon: str = ""


KEPT = Standing(gettext_lazy("kept, not run"))
BY_STATE = {
    State.QUEUED: Standing(gettext_lazy("in line"), "run", "waiting"),
    State.GRADING: Standing(gettext_lazy("running"), "run", "running"),
    State.COULD_NOT_CHECK: Standing(gettext_lazy("could not check"), "ours", "ours"),
    State.SUPERSEDED: Standing(gettext_lazy("replaced by a newer one")),
    State.CANCELLED: Standing(gettext_lazy("stopped")),
}
PASSED = Standing(gettext_lazy("passed"), "pass", "passed")
FAILED = Standing(gettext_lazy("failed"), "fail", "failed")


def name_of(submission: Submission) -> str:
    """“Submission 5”, “Run 6” or “Kept draft 1”."""
    if submission.purpose == Purpose.KEPT:
        return gettext("Kept draft %(number)d") % {"number": submission.number}
    if submission.lane == Lane.RUN:
        return gettext("Run %(number)d") % {"number": submission.number}
    return gettext("Submission %(number)d") % {"number": submission.number}


def standing_of(submission: Submission) -> Standing:
    """How it ended, or how far it is."""
    if submission.purpose == Purpose.KEPT:
        return KEPT
    if submission.state != State.GRADED:
        return BY_STATE[State(submission.state)]
    return PASSED if submission.outcome == "passed" else FAILED
