"""Beginning the climb, and the two addresses that machines ask."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.guests import ensure_learner
from exercises.continuing import where_to_continue
from exercises.readiness import parts_of_readiness
from exercises.refusals import answer_refusals


@require_POST
@answer_refusals
def start(request: HttpRequest) -> HttpResponse:
    """Begin as a guest, or go on where one is; nothing is asked."""
    learner = ensure_learner(request)
    exercise = where_to_continue(learner=learner)
    return redirect(exercise) if exercise is not None else redirect("home")


@never_cache
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """The site can grade: 200, or 503 with what is missing."""
    parts = parts_of_readiness()
    is_ready = all(part.holds for part in parts)
    return JsonResponse(
        {"ready": is_ready, "parts": [{"name": p.name, "holds": p.holds, "detail": p.detail} for p in parts]},
        status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
    )
