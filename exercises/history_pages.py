"""The history of an exercise as pages: the list, two versions side by side, one submission, and the way back to it."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import visible_to
from accounts.models import User
from accounts.refusals import wants_json
from exercises import restoring
from exercises.choosing_versions import NoSuchVersion, Version, chosen_version, version_of
from exercises.comparing_versions import compare as compare_sources
from exercises.drafting import draft_of
from exercises.finding import gradable_or_404, published_or_404
from exercises.history import read_history, version_or_none, versions_of
from exercises.keeping import keep_in_history
from exercises.models import IN_HISTORY, Exercise, Submission
from exercises.rate_limits import spend_keep
from exercises.refusals import answer_refusals
from exercises.request_body import read_kept
from exercises.showing_submission import read_submission_page


@require_safe
@never_cache
def history(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """Every version of one's own, with what became of it."""
    exercise = published_or_404(stage, slug)
    learner = _learner(request)
    draft = None if learner is None else draft_of(learner=learner, exercise=exercise)
    own = versions_of(learner, exercise)
    shown = read_history(learner=learner, exercise=exercise, page=request.GET.get("page", "1"))
    context = {
        "exercise": exercise,
        "history": shown,
        "draft": draft if shown.page.number == 1 else None,
        "restored": _named(own, request.GET.get("restored")),
        "undo": _named(own, request.GET.get("undo")),
    }
    return render(request, "exercises/history.html", context)


@require_safe
@never_cache
def compare(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """Two versions side by side: `old` and `new` name a submission, `draft` or `starter`."""
    exercise = published_or_404(stage, slug)
    try:
        new = chosen_version(request.user, exercise, request.GET.get("new", "draft"))
        old = chosen_version(request.user, exercise, request.GET.get("old", "before"), newer=new)
    except NoSuchVersion as unknown:
        raise Http404 from unknown
    context = {
        "exercise": exercise,
        "old": old,
        "new": new,
        "comparison": compare_sources(old.source, new.source),
        "has_collided": "collided" in request.GET,
    }
    return render(request, "exercises/history_compare.html", context)


@require_safe
@never_cache
def submission(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One submission: its verdict and its code, for whoever may see it."""
    shown = read_submission_page(viewer=request.user, pk=pk)
    if shown is None:
        raise Http404
    return render(request, "exercises/submission.html", shown.as_context())


@require_POST
@never_cache
@answer_refusals
def restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make one's own earlier version the draft; what stood there is kept, and the answer leads back to it."""
    rows = visible_to(request.user, Submission).filter(purpose__in=IN_HISTORY).select_related("exercise__stage")
    chosen = get_object_or_404(rows.filter(learner=_learner_or_404(request)), pk=pk)
    restored = restoring.restore(learner=chosen.learner, exercise=chosen.exercise, submission=chosen)
    replaced = None if restored.replaced is None else str(restored.replaced.pk)
    if wants_json(request):
        draft = {"source": restored.draft.source, "revision": restored.draft.revision}
        return JsonResponse({"draft": draft, "replaced": replaced})
    query = {"restored": str(chosen.pk)} | ({} if replaced is None else {"undo": replaced})
    return redirect(f"{_address('exercise_history', chosen.exercise)}?{urlencode(query)}")


@require_POST
@never_cache
@answer_refusals
def keep(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """Keep a version in the history that gives way in another tab or on another device."""
    learner = _learner_or_404(request)
    exercise = gradable_or_404(stage, slug)
    source = read_kept(request)
    spend_keep(learner=learner)
    kept = keep_in_history(learner=learner, exercise=exercise, source=source)
    return JsonResponse({"id": str(kept.entry.pk), "is_new": kept.is_new}, status=HTTPStatus.CREATED)


def show_both(exercise: Exercise, submission: Submission) -> str:
    """The address where what was just handed in stands beside the newer draft that another tab saved."""
    query = urlencode({"old": submission.pk, "new": "draft", "collided": "1"})
    return f"{_address('compare', exercise)}?{query}"


def _named(own: QuerySet[Submission], pk: str | None) -> Version | None:
    found = None if pk is None else version_or_none(rows=own, pk=pk)
    return None if found is None else version_of(found)


def _address(name: str, exercise: Exercise) -> str:
    return reverse(name, args=[exercise.stage.slug, exercise.slug])


def _learner(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _learner_or_404(request: HttpRequest) -> User:
    learner = _learner(request)
    if learner is None:
        raise Http404
    return learner
