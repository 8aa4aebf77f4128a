"""Machines that ask how the site is are answered before anybody is looked up: most while the database is away."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from exercises.views import healthz, readyz

PROBES: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {"/healthz": healthz, "/readyz": readyz}


class ProbesMiddleware:
    """Stands above sessions, people and languages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a probe, or hand the request on."""
        asks = request.method in ("GET", "HEAD")
        answer = PROBES.get(request.path_info) if asks else None
        return (answer or self.get_response)(request)
