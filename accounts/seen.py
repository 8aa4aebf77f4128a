"""Remember when someone was last here, and keep their session from running out while they come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import User
from accounts.own_sessions import note_session

# Once in this time is enough to tell whether a guest is still about; each request would be a write.
NOTED_EVERY = timedelta(hours=6)
# In the session of an account: when it was noted last. Each of several sessions runs out by itself.
NOTED_AT = "noted_at"


class SeenMiddleware:
    """Notes `last_seen` before the answer is made, at most once in NOTED_EVERY."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note who asks, then answer the request."""
        if "_auth_user_id" in request.session:
            _note(request)
        return self.get_response(request)


def begin_noting(request: HttpRequest) -> None:
    """An account was opened in this session: from now on it is noted by a time of its own."""
    request.session[NOTED_AT] = timezone.now().timestamp()


def _note(request: HttpRequest) -> None:
    person = request.user
    now = timezone.now()
    if not isinstance(person, User) or not _is_due(request, person, now):
        return
    User.objects.filter(pk=person.pk).update(last_seen=now)
    if not person.is_guest:
        begin_noting(request)
        note_session(request, person)
    # Saving the session again moves its expiry: a guest who comes back keeps their work.
    request.session.modified = True


def _is_due(request: HttpRequest, person: User, now: datetime) -> bool:
    noted = [person.last_seen]
    if NOTED_AT in request.session:
        noted.append(datetime.fromtimestamp(request.session[NOTED_AT], tz=UTC))
    return any(moment is None or now - moment >= NOTED_EVERY for moment in noted)
