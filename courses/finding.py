"""What the numbers say, in one sentence: the titles of the pages for those who teach."""

from __future__ import annotations

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from courses.exercise_quality import ExerciseQuality
from courses.looking_at_learner import LearnerLook
from courses.operations import Operations
from courses.overview import Overview
from courses.who_is_where import Grid

# One learner makes no wall.
HELD_BY_A_WALL = 2


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
    if operations.broker_is_away:
        return gettext("The broker does not answer")
    if not operations.ready:
        return gettext("No worker takes work")
    if operations.refusing:
        said = ngettext("%(count)s worker refuses to grade", "%(count)s workers refuse to grade", operations.refusing)
        return said % {"count": in_words(operations.refusing)}
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


def finding_of_grid(grid: Grid) -> str:
    """Where most are held up."""
    if not grid.learners:
        return gettext("Nobody has begun yet")
    if grid.wall is None or not grid.wall.held:
        return gettext("Whoever tried a step has passed it")
    words = {"number": grid.wall.number, "title": grid.wall.exercise.title}
    if grid.wall.held < HELD_BY_A_WALL:
        return gettext("No step holds up more than one learner")
    return gettext("The wall is step %(number)d, “%(title)s”") % words


def finding_of_learner(look: LearnerLook) -> str:
    """Whether they need somebody, or how far they are."""
    words = {"name": look.name, "passed": look.progress.passed, "total": len(look.progress.steps)}
    stuck_on = look.stuck_on
    if not look.rows:
        return gettext("%(name)s has not run anything yet") % words
    if len(stuck_on) == 1:
        return gettext("%(name)s is stuck on “%(title)s”") % {**words, "title": stuck_on[0].exercise.title}
    if stuck_on:
        return gettext("%(name)s is stuck on %(count)s steps") % {**words, "count": apnumber(len(stuck_on))}
    return gettext("%(name)s has passed %(passed)d of %(total)d steps") % words


def in_words(number: int) -> str:
    """A number as a sentence begins with it: “Four”, “12”."""
    return capfirst(str(apnumber(number)))
