"""Remember when someone was last here, and keep their session from running out while they come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import User

# Once in this time is enough to tell whether a guest is still about; each request would be a write.
NOTED_EVERY = timedelta(hours=6)


class SeenMiddleware:
    """Notes `last_seen` after the answer is made, at most once in NOTED_EVERY."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, then note who asked."""
        if "_auth_user_id" in request.session:
            _note(request)
        return self.get_response(request)


def _note(request: HttpRequest) -> None:
    person = request.user
    now = timezone.now()
    if not isinstance(person, User) or (person.last_seen and now - person.last_seen < NOTED_EVERY):
        return
    User.objects.filter(pk=person.pk).update(last_seen=now)
    # Saving the session again moves its expiry: a guest who comes back keeps their work.
    request.session.modified = True
