"""Leave: end this session, or all of them. A guest's work can then never be reached again: they are warned first."""

from __future__ import annotations

from django.contrib.auth import logout
from django.db.models import F
from django.http import HttpRequest

from accounts.models import User
from accounts.personal_data import leaves_traces


def would_lose_work(person: User) -> bool:
    """Whether signing out cuts `person` off from drafts or submissions: true for guests who have any."""
    return person.is_guest and leaves_traces(person)


def sign_out(request: HttpRequest) -> None:
    """End the session. A guest's rows stay until their time runs out, then they are removed."""
    logout(request)


def sign_out_everywhere(request: HttpRequest, person: User) -> None:
    """End every session of `person`, on this device and on all others."""
    User.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    logout(request)
