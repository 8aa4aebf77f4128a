"""Text answers go out compressed where it is worth it, and where the length betrays no secret."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from accounts.never_compressed import may_be_compressed

# Below it the answer fits into one packet anyway.
LEAST_BYTES = 1024
TEXTS = {"text/html", "text/plain", "text/csv", "text/css", "application/json", "image/svg+xml"}
EVENT_STREAM = "text/event-stream"


class CompressingMiddleware(GZipMiddleware):
    """Django's compression, with its random padding against BREACH, for the answers that should have it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress `response` where the browser accepts it and nothing speaks against it."""
        if not _is_worth_it(response) or not may_be_compressed(request) or _goes_on_as_events(request):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def _is_worth_it(response: HttpResponseBase) -> bool:
    if not isinstance(response, HttpResponse) or len(response.content) < LEAST_BYTES:
        return False
    return response.headers.get("Content-Type", "").partition(";")[0].strip() in TEXTS


def _goes_on_as_events(request: HttpRequest) -> bool:
    """Whether a page follows what it hands in: LiveAnswers then reads the answer, and its learner waits for it."""
    return EVENT_STREAM in request.META.get("HTTP_ACCEPT", "")
