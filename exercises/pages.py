"""The pages of the road: landing, the hill, an exercise."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from exercises.finding import gradable_or_404, published_or_404
from exercises.hill import read_hill
from exercises.hill_picture import pictures_of
from exercises.landing import read_landing
from exercises.workbench import read_panels, read_workbench


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The hill for someone who has begun; else what this is, and one button."""
    if isinstance(request.user, User):
        return _hill(request, request.user)
    return render(request, "exercises/landing.html", read_landing().as_context())


@require_safe
@never_cache
def hill(request: HttpRequest) -> HttpResponse:
    """The hill; also for someone who has not begun: nothing locks."""
    return _hill(request, request.user if isinstance(request.user, User) else None)


def _hill(request: HttpRequest, learner: User | None) -> HttpResponse:
    seen = read_hill(learner)
    return render(request, "exercises/hill.html", {"hill": seen, "pictures": pictures_of(seen)})


@require_safe
@never_cache
def exercise(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """The workbench of one exercise; also for someone who has not begun yet."""
    learner = request.user if isinstance(request.user, User) else None
    workbench = read_workbench(learner=learner, exercise=published_or_404(stage, slug))
    return render(request, "exercises/exercise.html", workbench.as_context())


@require_safe
@never_cache
def panels(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """The help beside the results alone: a page that stays open reads it again after each verdict."""
    learner = request.user if isinstance(request.user, User) else None
    shown = read_panels(learner=learner, exercise=gradable_or_404(stage, slug))
    return render(request, "exercises/exercise/panels.html", {"panels": shown})
