"""The address that Prometheus asks; for everybody else there is no such page."""

from __future__ import annotations

import ipaddress
import logging
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from config.metrics import read_metrics
from config.metrics_text import CONTENT_TYPE, as_text

logger = logging.getLogger(__name__)

# What comes through a proxy is not from this machine, whatever its last hop is.
PROXY_HEADERS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The state of the site in numbers, or 404 for who may not know that there is such a page."""
    if not (_shows_token(request) or _is_from_this_machine(request)):
        raise Http404
    try:
        text = as_text(read_metrics())
    except DatabaseError:
        logger.warning("The database does not answer", exc_info=True)
        return HttpResponse("The database does not answer.\n", "text/plain", HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse(text, CONTENT_TYPE)


def _shows_token(request: HttpRequest) -> bool:
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    token: str = settings.METRICS_TOKEN
    return bool(token) and kind.lower() == "bearer" and constant_time_compare(shown.strip(), token)


def _is_from_this_machine(request: HttpRequest) -> bool:
    if any(header in request.META for header in PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
