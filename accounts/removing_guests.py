"""Remove guests who did nothing, and guests who have long been gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import User
from accounts.personal_data import delete_person, trace_conditions

EMPTY_GUESTS_STAY = timedelta(days=1)
GUESTS_STAY = timedelta(days=90)
AT_ONCE = 500


def remove_stale_guests(*, now: datetime) -> int:
    """Remove up to AT_ONCE guests: empty ones a day after they were last seen, others after 90 days."""
    has_done_something = Q()
    for condition in trace_conditions():
        has_done_something |= Q(condition)
    stale = User.objects.filter(is_guest=True, last_seen__lt=now - EMPTY_GUESTS_STAY).exclude(
        has_done_something & Q(last_seen__gte=now - GUESTS_STAY)
    )
    guests = list(stale.order_by("last_seen")[:AT_ONCE])
    for guest in guests:
        delete_person(guest)
    return len(guests)
