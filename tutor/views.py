"""Open a rung: the request's side of it."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.access import visible_to
from accounts.guests import ensure_learner
from accounts.models import User
from accounts.rate_limits import LimitReached
from accounts.refusals import refuse, too_many_guests, wants_json
from exercises.finding import published_or_404
from exercises.models import Exercise, Submission
from tutor.opening import RungClosed, RungTooHigh, UnknownRung, open_rung
from tutor.panel import show, what_opens_it


class NotARung(ValueError):
    """What came does not name a rung of a ladder."""


@dataclass(frozen=True)
class Asked:
    """Which rung is asked for, after which submission."""

    ladder: str
    rung: int
    submission: uuid.UUID | None


@require_POST
def hints(request: HttpRequest, stage: str, slug: str) -> HttpResponse:
    """Open the next rung; 409 with what opens it where it is still closed."""
    exercise = published_or_404(stage, slug)
    try:
        asked = _read(request)
    except NotARung:
        message = gettext("A hint is asked for by its ladder and its rung.")
        return refuse(request, status=HTTPStatus.BAD_REQUEST, code="not_a_rung", message=message)
    try:
        learner = ensure_learner(request)
    except LimitReached as limit:
        return too_many_guests(request, limit)
    return _open(request, learner, exercise, asked)


def _open(request: HttpRequest, learner: User, exercise: Exercise, asked: Asked) -> HttpResponse:
    submission = _own_submission(learner, exercise, asked.submission)
    try:
        climb = open_rung(
            learner=learner,
            exercise=exercise,
            submission=submission,
            ladder=asked.ladder,
            rung=asked.rung,
            now=timezone.now(),
        )
    except UnknownRung as unknown:
        raise Http404 from unknown
    except RungTooHigh:
        message = gettext("The rung below it comes first.")
        return refuse(request, status=HTTPStatus.CONFLICT, code="too_high", message=message)
    except RungClosed as closed:
        return refuse(
            request,
            status=HTTPStatus.CONFLICT,
            code="closed",
            message=what_opens_it(closed.opens_in),
            retry_after_s=math.ceil(closed.opens_in.total_seconds()),
        )
    if wants_json(request):
        return JsonResponse({"ladder": show(climb, {}).as_dict()})
    return redirect(f"{exercise.get_absolute_url()}#help")


def _read(request: HttpRequest) -> Asked:
    data = _body(request)
    try:
        submission = data.get("submission") or None
        return Asked(
            ladder=str(data["ladder"]),
            rung=int(data["rung"]),
            submission=None if submission is None else uuid.UUID(str(submission)),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NotARung from error


def _body(request: HttpRequest) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        return request.POST
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise NotARung from error
    if not isinstance(data, dict):
        raise NotARung
    return data


def _own_submission(learner: User, exercise: Exercise, pk: uuid.UUID | None) -> Submission | None:
    if pk is None:
        return None
    rows = visible_to(learner, Submission).filter(learner=learner, exercise=exercise, verdict__isnull=False)
    submission = rows.select_related("exercise").filter(pk=pk).first()
    if submission is None:
        raise Http404
    return submission
