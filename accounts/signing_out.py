"""Leave: end the session. A guest's work can then never be reached again, so they are warned first."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest

from accounts.models import User
from accounts.personal_data import leaves_traces


def would_lose_work(person: User) -> bool:
    """Whether signing out cuts `person` off from drafts or submissions: true for guests who have any."""
    return person.is_guest and leaves_traces(person)


def sign_out(request: HttpRequest) -> None:
    """End the session. A guest's rows stay until their time runs out, then they are removed."""
    logout(request)
