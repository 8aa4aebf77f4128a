"""What opens once an exercise is passed: the passed state alone, and other solutions beside one's own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from exercises.finding import published_or_404
from exercises.other_solutions import NotPassed, other_solutions
from exercises.workbench import read_passed


@require_safe
@never_cache
def summit(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """The passed state: a page that stays open reads it after the verdict."""
    learner = request.user if isinstance(request.user, User) else None
    context = read_passed(learner=learner, exercise=published_or_404(stage, slug))
    if context is None:
        raise Http404
    return render(request, "exercises/exercise/summit.html", context)


@require_safe
@never_cache
def others(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """All other solutions, folded; `with` names one to put beside one's own."""
    exercise = published_or_404(stage, slug)
    learner = request.user if isinstance(request.user, User) else None
    try:
        ways = other_solutions(learner=learner, exercise=exercise)
    except NotPassed as early:
        raise Http404 from early
    chosen = request.GET.get("with")
    if chosen is None:
        return render(request, "exercises/other_ways.html", {"exercise": exercise, "ways": ways})
    way = next((way for way in ways if way.key == chosen), None)
    if way is None:
        raise Http404
    context = {"exercise": exercise, "way": way, "comparison": way.compared()}
    return render(request, "exercises/other_way.html", context)
