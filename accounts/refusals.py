"""Refusals that can meet any request, in the form in which it was asked."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.rate_limits import LimitReached


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks: it sends JSON, or accepts JSON and no page."""
    return request.content_type == "application/json" or not request.accepts("text/html")


def refuse(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    message: str,
    retry_after_s: int | None = None,
    **more: str | int,
) -> HttpResponse:
    """Say no in words: as `{error: {code, message}, **more}` for scripts, as a page for people."""
    error: dict[str, str | int] = {"code": code, "message": message}
    if retry_after_s is not None:
        error["retry_after_s"] = retry_after_s
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"error": error, **more}, status=status)
    else:
        response = render(request, "refused.html", {"error": error}, status=status)
    if retry_after_s is not None:
        response["Retry-After"] = str(retry_after_s)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page is older than the session it was sent with, or the form is not ours."""
    return refuse(
        request,
        status=HTTPStatus.FORBIDDEN,
        code="stale_page",
        message=_("This page is older than your session. Load it again; your code is kept."),
    )


def too_many_guests(request: HttpRequest, limit: LimitReached) -> HttpResponse:
    """Too many people began at this address in a short time."""
    return refuse(
        request,
        status=HTTPStatus.TOO_MANY_REQUESTS,
        code="too_many_guests",
        message=_("Many people began here in the last minutes. You can start in %(seconds)d s.")
        % {"seconds": limit.retry_after_s},
        retry_after_s=limit.retry_after_s,
    )
