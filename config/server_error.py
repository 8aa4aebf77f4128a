"""The page for a fault of ours. It asks no database and no session: either may be what broke."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from accounts.refusals import wants_json

logger = logging.getLogger(__name__)

MESSAGE = "We broke something. Our fault, not yours. What you had saved is still there; try it again in a moment."
# For the case that the templates or the static files are what broke.
PLAIN = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>500</title><h1>500</h1><p>{MESSAGE}</p></html>'


def server_error(request: HttpRequest) -> HttpResponse:
    """Say in the form in which it was asked that the fault is ours."""
    if wants_json(request):
        error = {"code": "our_fault", "message": MESSAGE}
        return JsonResponse({"error": error}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    try:
        body: str = render_to_string("500.html")
    except Exception:
        logger.exception("The page for faults of ours could not be drawn")
        body = PLAIN
    return HttpResponse(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)
