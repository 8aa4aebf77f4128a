"""The page of one's own progress."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from exercises.badges import badges_of
from exercises.judging_concepts import Concepts, judge
from exercises.progress import Progress, read_progress
from exercises.progress_chart import draw_minutes

A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)


@require_safe
@never_cache
def progress(request: HttpRequest) -> HttpResponse:
    """What one has passed, how it went, and what is worth another look; nobody else's."""
    shown = read_progress(request.user if isinstance(request.user, User) else None)
    concepts = judge(shown, now=timezone.now())
    context = {
        "progress": shown,
        "concepts": concepts,
        "badges": badges_of(shown),
        "finding": finding(shown, concepts),
        "worked": in_words(shown.worked),
        "chart": draw_minutes(shown.steps),
        "first": shown.steps[0].exercise if shown.steps else None,
    }
    return render(request, "exercises/progress.html", context)


def finding(shown: Progress, concepts: Concepts) -> str:
    """The page's title: what the numbers say."""
    if not shown.begun:
        return gettext("Nothing tried yet")
    total = len(shown.steps)
    if shown.passed == total and not concepts.looks:
        return gettext("Every step is passed")
    passed = gettext("%(passed)d of %(total)d steps passed") % {"passed": shown.passed, "total": total}
    if not concepts.looks:
        return passed
    worth = ngettext("%(count)d is worth another look", "%(count)d are worth another look", len(concepts.looks))
    return f"{passed}, {worth % {'count': len(concepts.looks)}}"


def in_words(worked: timedelta) -> str:
    """“6 h 59 min”, “41 min”."""
    hours, rest = divmod(worked, AN_HOUR)
    minutes = round(rest / A_MINUTE)
    if minutes == 60:
        hours, minutes = hours + 1, 0
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
