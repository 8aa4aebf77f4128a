"""What the numbers say, in one sentence: the titles of the pages for those who teach."""

from __future__ import annotations

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from courses.exercise_quality import ExerciseQuality
from courses.operations import Operations
from courses.overview import Overview


def finding_of_overview(overview: Overview) -> str:
    """Who is stuck, and where most are."""
    if not overview.learners:
        return gettext("Nothing handed in yet")
    if overview.hardest is None:
        return gettext("Nobody is stuck")
    stuck, here = overview.stuck_learners, overview.hardest.stuck
    words = {"stuck": in_words(stuck), "here": apnumber(here), "exercise": overview.hardest.exercise.title}
    if here == stuck:
        return (
            ngettext("%(stuck)s is stuck, on “%(exercise)s”", "%(stuck)s are stuck, all on “%(exercise)s”", stuck)
            % words
        )
    if here == 1:
        return ngettext("%(stuck)s is stuck", "%(stuck)s are stuck, each on another exercise", stuck) % words
    # Its singular is never said, but no other sentence's: in a catalogue it is the key of the pair.
    some = ngettext(
        "%(stuck)s is stuck, %(here)s on “%(exercise)s”", "%(stuck)s are stuck, %(here)s on “%(exercise)s”", stuck
    )
    return some % words


def finding_of_exercise(quality: ExerciseQuality) -> str:
    """How many pass, and which check holds most of them up."""
    funnel, hardest = quality.funnel, quality.hardest_check
    title = quality.exercise.title
    if not funnel.ran:
        return gettext("Nobody has run “%(title)s” yet") % {"title": title}
    words = {"passed": funnel.passed, "ran": funnel.ran, "title": title}
    if hardest is None or funnel.passed == funnel.ran:
        return gettext("%(passed)d of %(ran)d passed “%(title)s”") % words
    words["check"] = hardest.title
    return gettext("%(passed)d of %(ran)d passed; what fails most is “%(check)s”") % words


def finding_of_operations(operations: Operations) -> str:
    """Whether somebody must see to it."""
    if not operations.ready:
        return gettext("No worker takes work")
    if operations.unchecked:
        count = len(operations.unchecked)
        said = ngettext("%(count)s could not be checked", "%(count)s could not be checked", count)
        return said % {"count": in_words(count)}
    if operations.faults:
        count = len(operations.faults)
        said = ngettext("One fault of ours in the last day", "%(count)s faults of ours in the last day", count)
        return said % {"count": in_words(count)}
    if operations.waiting:
        said = ngettext("%(count)s waits in line", "%(count)s wait in line", operations.waiting)
        return said % {"count": in_words(operations.waiting)}
    return gettext("All is well, nobody waits")


def in_words(number: int) -> str:
    """A number as a sentence begins with it: “Four”, “12”."""
    return capfirst(str(apnumber(number)))
