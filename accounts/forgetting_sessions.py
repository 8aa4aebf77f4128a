"""Remove the rows of sessions that have run out: Django itself leaves them there for ever."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.forgetting_in_batches import forget_in_batches
from accounts.own_sessions import forget_gone_sessions


def forget_expired_sessions(*, now: datetime) -> int:
    """Remove the sessions that ran out before `now`, the oldest first and so many at most; return how many."""
    forgotten = forget_in_batches(lambda most: _forget_some(now, most))
    forget_gone_sessions()
    return forgotten


def _forget_some(now: datetime, most: int) -> int:
    with transaction.atomic():
        # What another process is removing at this moment is left to it.
        expired = Session.objects.select_for_update(skip_locked=True).filter(expire_date__lt=now)
        keys = list(expired.order_by("expire_date").values_list("pk", flat=True)[:most])
        return Session.objects.filter(pk__in=keys).delete()[0] if keys else 0
