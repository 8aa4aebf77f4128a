"""Remove the rows of sessions that have run out: Django itself leaves them there for ever."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.own_sessions import forget_gone_sessions

# Few at a time: on SQLite nobody else writes meanwhile.
AT_ONCE = 500
MOST_BATCHES = 20


def forget_expired_sessions(*, now: datetime) -> int:
    """Remove up to AT_ONCE × MOST_BATCHES sessions that ran out before `now`, the oldest first; return how many."""
    forgotten = 0
    for _ in range(MOST_BATCHES):
        removed = _forget_some(now)
        forgotten += removed
        if removed < AT_ONCE:
            break
    forget_gone_sessions()
    return forgotten


def _forget_some(now: datetime) -> int:
    with transaction.atomic():
        # What another process is removing at this moment is left to it.
        expired = Session.objects.select_for_update(skip_locked=True).filter(expire_date__lt=now)
        keys = list(expired.order_by("expire_date").values_list("pk", flat=True)[:AT_ONCE])
        return Session.objects.filter(pk__in=keys).delete()[0] if keys else 0
