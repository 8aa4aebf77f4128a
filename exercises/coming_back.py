"""Where a choice that is made in the top bar leads back to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse


def page_to_come_back_to(request: HttpRequest) -> str:
    """This page; where it answers a form, the page that the form stood on, for an answer cannot be asked for again."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    asked_from = urlsplit(request.headers.get("referer", ""))
    if asked_from.netloc != request.get_host() or not asked_from.path.startswith("/"):
        return reverse("home")
    return asked_from._replace(scheme="", netloc="", fragment="").geturl()
