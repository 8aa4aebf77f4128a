"""The JSON addresses of the exercise page. Views parse and answer; the use cases do the work."""

from __future__ import annotations

import uuid
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import visible_to
from accounts.client_address import client_network
from accounts.guests import ensure_learner
from accounts.models import User
from accounts.refusals import wants_json
from exercises.answering_live import chosen_id
from exercises.carrying import NotCarried, carried_functions, choose
from exercises.drafting import draft_of, save_draft
from exercises.finding import gradable_or_404, published_or_404
from exercises.grading import bundle_of
from exercises.history import history_of
from exercises.history_pages import show_both
from exercises.live import state_message
from exercises.models import Exercise, Submission
from exercises.presenting import present, present_history
from exercises.refusals import answer_refusals
from exercises.request_body import read_carry, read_draft, read_scratch, read_submission, read_trace
from exercises.scratching import request_scratch
from exercises.stopping import stop
from exercises.submitting import submit
from exercises.tracing import request_trace


@never_cache
@require_http_methods(["GET", "PUT"])
@answer_refusals
def draft(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """GET the draft, or PUT it with the revision it was made from."""
    exercise = gradable_or_404(stage, slug)
    if request.method == "PUT":
        body = read_draft(request)
        saved = save_draft(
            learner=ensure_learner(request), exercise=exercise, source=body.source, revision=body.revision
        )
        return JsonResponse({"revision": saved.revision, "saved_at": saved.saved_at.isoformat()})
    stored = draft_of(learner=request.user, exercise=exercise) if isinstance(request.user, User) else None
    if stored is not None:
        return JsonResponse({"source": stored.source, "revision": stored.revision})
    starter = "" if exercise.published is None else exercise.published.starter
    return JsonResponse({"source": starter, "revision": 0})


@never_cache
@require_http_methods(["GET", "POST"])
@answer_refusals
def submissions(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """GET the learner's history, or POST something to run or hand in."""
    exercise = gradable_or_404(stage, slug)
    if request.method == "POST":
        return _submit(request, exercise)
    learner = request.user
    rows = history_of(learner=learner, exercise=exercise) if isinstance(learner, User) else []
    return JsonResponse({"submissions": present_history(rows)})


@never_cache
@require_POST
@answer_refusals
def trace(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """POST code to have the shapes in one of its functions followed; the answer comes by the submission's address."""
    exercise = published_or_404(stage, slug)
    body = read_trace(request)
    queued = request_trace(
        learner=ensure_learner(request),
        exercise=exercise,
        source=body.source,
        function=body.function,
        network=client_network(request),
        identity=chosen_id(request),
    )
    return JsonResponse({"submission": present(queued)}, status=HTTPStatus.CREATED)


@never_cache
@require_POST
@answer_refusals
def scratch(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """POST free code to be executed after one's own; what it prints and shows comes by the submission's address."""
    exercise = gradable_or_404(stage, slug)
    body = read_scratch(request)
    queued = request_scratch(
        learner=ensure_learner(request),
        exercise=exercise,
        source=body.source,
        scratch=body.scratch,
        network=client_network(request),
        identity=chosen_id(request),
    )
    return JsonResponse({"submission": present(queued)}, status=HTTPStatus.CREATED)


@never_cache
@require_http_methods(["GET", "POST"])
@answer_refusals
def carry(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """GET which earlier functions come along and whose they are, or POST a choice for one of them."""
    exercise = gradable_or_404(stage, slug)
    bundle = bundle_of(exercise.published_id or 0)
    if request.method == "POST":
        body = read_carry(request)
        try:
            choose(learner=ensure_learner(request), bundle=bundle, function=body.function, choice=body.choice)
        except NotCarried as unknown:
            raise Http404 from unknown
        if not wants_json(request):
            return redirect("exercise", stage, slug)
    learner = request.user if isinstance(request.user, User) else None
    functions = carried_functions(learner=learner, bundle=bundle)
    return JsonResponse({"functions": [function.as_dict() for function in functions]})


@never_cache
@require_GET
def submission(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How one submission stands."""
    return JsonResponse({"submission": present(_visible(request, pk))})


@never_cache
@require_GET
def source(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The code of one submission."""
    return JsonResponse({"source": _visible(request, pk).source})


@never_cache
@require_POST
def stop_submission(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop one's own submission."""
    rows = (
        Submission.objects.filter(learner=request.user) if request.user.is_authenticated else Submission.objects.none()
    )
    stopped = stop(submission=get_object_or_404(rows, pk=pk))
    if wants_json(request):
        return JsonResponse({"submission": present(stopped)})
    return redirect(_page_of(stopped))


@never_cache
@require_GET
def events(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How the submission stands, as one event. Under the ASGI server this address streams (`streaming.py`)."""
    message = state_message(_visible(request, pk))
    return HttpResponse(f"event: message\ndata: {message.body}\n\n", content_type="text/event-stream")


def _submit(request: HttpRequest, exercise: Exercise) -> HttpResponse:
    body = read_submission(request)
    submitted = submit(
        learner=ensure_learner(request),
        exercise=exercise,
        source=body.source,
        lane=body.lane,
        network=client_network(request),
        revision=body.revision,
        identity=chosen_id(request),
    )
    if not wants_json(request):
        if submitted.draft.source != body.source:
            return redirect(show_both(exercise, submitted.submission))
        return redirect(exercise)
    draft = {"revision": submitted.draft.revision, "is_current": submitted.draft.source == body.source}
    queued = present(submitted.submission, position=submitted.position_in_queue)
    return JsonResponse({"submission": queued, "draft": draft}, status=HTTPStatus.CREATED)


def _visible(request: HttpRequest, pk: uuid.UUID) -> Submission:
    rows = visible_to(request.user, Submission).select_related("exercise")
    return get_object_or_404(rows, pk=pk)


def _page_of(stopped: Submission) -> Exercise:
    return Exercise.objects.select_related("stage").get(pk=stopped.exercise_id)
