"""Where an account is signed in. Guests are in no list: their one session is all that knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.browser_names import browser_in_words
from accounts.forgetting_in_batches import forget_in_batches
from accounts.models import User

SESSIONS_SHOWN = 50
# allauth wants one beside each session; where somebody is in the network is not ours to keep.
NO_ADDRESS = "::"


@dataclass(frozen=True)
class OwnSession:
    """One browser in which the account is open."""

    browser: str
    began: datetime
    last_seen: datetime
    is_present: bool


def note_session(request: HttpRequest, person: User) -> None:
    """Write down that the present session is in use; in one statement, also where nothing told of its beginning."""
    session = UserSession(
        user=person,
        session_key=request.session.session_key,
        ip=NO_ADDRESS,
        user_agent=request.headers.get("user-agent", "")[:HTTP_USER_AGENT_MAX_LENGTH],
    )
    UserSession.objects.bulk_create(
        [session], update_conflicts=True, unique_fields=["session_key"], update_fields=["last_seen_at", "user_agent"]
    )


def sessions_of(person: User, *, present: str | None) -> list[OwnSession]:
    """The sessions that open the account now: the present one, then those last seen; at most SESSIONS_SHOWN."""
    stored = Session.objects.filter(pk=OuterRef("session_key"), expire_date__gt=timezone.now())
    rows = list(
        UserSession.objects.filter(Exists(stored), user=person)
        .annotate(is_present=Q(session_key=present))
        .order_by("-is_present", "-last_seen_at", "-pk")[:SESSIONS_SHOWN]
    )
    open_keys = _keys_that_open(person, [row.session_key for row in rows])
    return [
        OwnSession(browser_in_words(row.user_agent), row.created_at, row.last_seen_at, row.is_present)
        for row in rows
        if row.session_key in open_keys
    ]


def forget_session(request: HttpRequest) -> None:
    """The present session is about to end."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()


def forget_gone_sessions() -> int:
    """Remove what was written down about sessions that are not stored any more, what began first first; return how
    many went. So many at most: the next sweep goes on."""
    reached = 0

    def forget_some(most: int) -> int:
        # From where the last batch ended: each row is looked at once in a sweep, however many are still stored.
        nonlocal reached
        gone = UserSession.objects.filter(~Exists(Session.objects.filter(pk=OuterRef("session_key"))))
        keys = list(gone.filter(pk__gt=reached).order_by("pk").values_list("pk", flat=True)[:most])
        if keys:
            reached = keys[-1]
            # Asked again: it may have been stored in the meantime.
            gone.filter(pk__in=keys).delete()
        return len(keys)

    return forget_in_batches(forget_some)


def _keys_that_open(person: User, keys: list[str]) -> set[str]:
    """Without those that a new password, or an end of all sessions, has closed."""
    fitting = {person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()}
    return {
        session.session_key
        for session in Session.objects.filter(pk__in=keys)
        if session.get_decoded().get(HASH_SESSION_KEY) in fitting
    }
