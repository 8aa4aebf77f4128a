"""Pages for those who teach."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from courses.overview import Overview, read_overview


@require_safe
@never_cache
def teach(request: HttpRequest) -> HttpResponse:
    """How the exercises are going; for staff, others are told that there is no such page."""
    if not isinstance(request.user, User) or not request.user.is_staff:
        raise Http404
    overview = read_overview()
    return render(request, "courses/teach.html", {"overview": overview, "finding": finding(overview)})


def finding(overview: Overview) -> str:
    """The page's title: what the numbers say."""
    if not overview.learners:
        return gettext("Nothing handed in yet")
    if overview.hardest is None:
        return gettext("Nobody is stuck")
    exercise = overview.hardest.exercise.title
    if overview.hardest.stuck == overview.stuck:
        return ngettext(
            "%(stuck)d learner is stuck, on “%(exercise)s”",
            "%(stuck)d learners are stuck, all on “%(exercise)s”",
            overview.stuck,
        ) % {"stuck": overview.stuck, "exercise": exercise}
    return ngettext(
        "%(stuck)d learner is stuck, most often on “%(exercise)s”",
        "%(stuck)d learners are stuck, most often on “%(exercise)s”",
        overview.stuck,
    ) % {"stuck": overview.stuck, "exercise": exercise}
