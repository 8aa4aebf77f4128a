"""Pages for those who teach; others are told that there is no such page."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from courses.access import for_staff, teacher_of
from courses.exercise_quality import read_quality
from courses.finding import finding_of_exercise, finding_of_operations, finding_of_overview
from courses.hour_of_learners import read_hour_of_learners
from courses.hour_of_learners_chart import draw_hour_of_learners
from courses.last_hour import read_last_hour
from courses.last_hour_chart import draw_last_hour
from courses.looking import look_at
from courses.operations import read_operations
from courses.overview import read_overview
from courses.trying_again import NothingToTryAgain, try_again
from exercises.models import Exercise


@never_cache
@for_staff
@require_safe
def teach(request: HttpRequest) -> HttpResponse:
    """Who needs somebody, and how the exercises are going."""
    now = timezone.now()
    overview = read_overview(now=now)
    context = {
        "overview": overview,
        "finding": finding_of_overview(overview),
        "more": len(overview.stuck) - len(overview.shown),
        "hour": draw_hour_of_learners(read_hour_of_learners(overview, now=now)),
        "room": read_operations(now=now),
    }
    return render(request, "courses/teach.html", context)


@never_cache
@for_staff
@require_safe
def exercise(request: HttpRequest, slug: str) -> HttpResponse:
    """One exercise closely."""
    quality = read_quality(published_exercise_or_404(slug))
    context = {"quality": quality, "finding": finding_of_exercise(quality)}
    return render(request, "courses/exercise.html", context)


@never_cache
@for_staff
@require_GET
def submission(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A learner's submission; the look is written to the audit log."""
    look = look_at(teacher=teacher_of(request), pk=pk)
    if look is None:
        raise Http404
    return render(request, "courses/submission.html", {"look": look})


@never_cache
@for_staff
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """The queue and the workers."""
    now = timezone.now()
    read = read_operations(now=now)
    chart = draw_last_hour(read_last_hour(now=now))
    context = {"operations": read, "finding": finding_of_operations(read), "now": now, "chart": chart}
    return render(request, "courses/operations.html", context)


@never_cache
@for_staff
@require_POST
def check_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Queue again what could not be checked."""
    try:
        queued = try_again(teacher=teacher_of(request), pk=pk)
    except NothingToTryAgain:
        messages.info(request, gettext("Nothing to do: it is checked by now, or waits already."))
        return redirect("teach_operations")
    if queued is None:
        raise Http404
    said = gettext("Submission %(number)d of “%(title)s” waits to be checked again.")
    messages.success(request, said % {"number": queued.number, "title": queued.exercise.title})
    return redirect("teach_operations")


def published_exercise_or_404(slug: str) -> Exercise:
    """The exercise with what its published version checks."""
    rows = Exercise.objects.filter(published__isnull=False).select_related("stage", "published")
    return get_object_or_404(rows.defer("published__bundle", "published__statement_html"), slug=slug)
