"""Leave: end this session, all others, or all of them. A guest loses their work by it: they are warned first."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout, update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from accounts.models import User
from accounts.own_sessions import forget_session
from accounts.personal_data import leaves_traces


def would_lose_work(person: User) -> bool:
    """Whether signing out cuts `person` off from drafts or submissions: true for guests who have any."""
    return person.is_guest and leaves_traces(person)


def sign_out(request: HttpRequest) -> None:
    """End the session. A guest's rows stay until their time runs out, then they are removed."""
    forget_session(request)
    logout(request)


def sign_out_everywhere(request: HttpRequest, person: User) -> None:
    """End every session of `person`, on this device and on all others."""
    UserSession.objects.filter(user=person).delete()
    User.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    logout(request)


def sign_out_others(request: HttpRequest, person: User) -> None:
    """End every session of `person` but this one, also those that no list has; this one goes on under a new key."""
    before = request.session.session_key
    with transaction.atomic():
        User.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
        person.refresh_from_db(fields=["sessions_ended"])
        UserSession.objects.filter(user=person).exclude(session_key=before).delete()
        update_session_auth_hash(request, person)
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
