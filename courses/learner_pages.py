"""Pages about learners for those who teach; others are told that there is no such page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from courses.access import for_staff, teacher_of
from courses.choosing_rows import Order, Who, choice_of
from courses.finding import finding_of_grid, finding_of_learner
from courses.last_try import find_last_try
from courses.looking_at_learner import look_at_learner
from courses.who_is_where import read_grid
from exercises.progress_page import in_words

MOST_DIGITS = 9


@never_cache
@for_staff
@require_safe
def learners(request: HttpRequest) -> HttpResponse:
    """Who is where."""
    choice = choice_of(request.GET.dict())
    grid = read_grid(choice, now=timezone.now(), page=_page(request))
    context = {
        "grid": grid,
        "finding": finding_of_grid(grid),
        "choice": choice,
        "whos": Who,
        "orders": Order,
        "chosen": urlencode({"who": choice.who, "order": choice.order, "name": choice.name}),
    }
    return render(request, "courses/learners.html", context)


@never_cache
@for_staff
@require_GET
def learner(request: HttpRequest, learner: int) -> HttpResponse:
    """One learner; the look is written to the audit log."""
    look = look_at_learner(teacher=teacher_of(request), pk=learner, now=timezone.now())
    if look is None:
        raise Http404
    context = {"look": look, "finding": finding_of_learner(look), "worked": in_words(look.progress.worked)}
    return render(request, "courses/learner.html", context)


@never_cache
@for_staff
@require_safe
def last_try(request: HttpRequest, learner: int, slug: str) -> HttpResponse:
    """The way to what the learner ran or handed in last on an exercise; the look is written where it leads."""
    pk = find_last_try(teacher=teacher_of(request), learner=learner, slug=slug)
    if pk is None:
        raise Http404
    return redirect("teach_submission", pk=pk)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS else 1
