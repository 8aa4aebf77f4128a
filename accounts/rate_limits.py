"""At most so many of something in a sliding window, exact and atomic on both databases."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.forgetting_in_batches import forget_in_batches
from accounts.models import RateWindow


@dataclass(frozen=True)
class Allowance:
    """`limit` times within any `window_s` seconds, counted separately for each `name` and holder."""

    name: str
    limit: int
    window_s: int


class LimitReached(Exception):
    """The allowance is used up for the next `retry_after_s` seconds."""

    def __init__(self, allowance: Allowance, retry_after_s: int) -> None:
        super().__init__(f"{allowance.name}: {allowance.limit} in {allowance.window_s} s are used up")
        self.allowance = allowance
        self.retry_after_s = retry_after_s


def spend(*, allowance: Allowance, holder: str, now: datetime | None = None) -> int:
    """Take one from `holder`'s allowance, return how many are left. Raises LimitReached, and then takes nothing."""
    moment = now or timezone.now()
    key = _key(allowance, holder)
    with transaction.atomic(savepoint=False):
        window = RateWindow.objects.select_for_update().filter(key=key).first() or _begun(key, moment)
        recent = [time for time in window.times if time > moment.timestamp() - allowance.window_s]
        is_used_up = len(recent) >= allowance.limit
        if not is_used_up:
            times = [*recent, moment.timestamp()]
            RateWindow.objects.filter(key=key).update(times=times, changed_at=moment)
    if is_used_up:
        # Raised only here: within the block it would undo the caller's transaction too.
        free_at = recent[-allowance.limit] + allowance.window_s
        raise LimitReached(allowance, max(1, math.ceil(free_at - moment.timestamp())))
    return allowance.limit - len(times)


def _begun(key: str, moment: datetime) -> RateWindow:
    """The holder's row, locked, where there was none a moment ago. The lock lets two requests count one by one."""
    begun = RateWindow(key=key, changed_at=moment)
    RateWindow.objects.bulk_create([begun], ignore_conflicts=True)
    if not connection.features.has_select_for_update:
        return begun
    return RateWindow.objects.select_for_update().get(key=key)


def give_back(*, allowance: Allowance, holder: str) -> None:
    """Return the one that `holder` took last: it was not of the kind that is limited."""
    with transaction.atomic():
        window = RateWindow.objects.select_for_update().filter(key=_key(allowance, holder)).first()
        if window is not None and window.times:
            window.times.pop()
            window.save(update_fields=["times"])


def forget_old_windows(*, now: datetime, longest_window_s: int = 24 * 3600) -> int:
    """Remove what can no longer limit anyone, the oldest first; return how many rows went. So many at most: the next
    sweep goes on."""
    old = RateWindow.objects.filter(changed_at__lt=now - timedelta(seconds=longest_window_s))

    def forget_some(most: int) -> int:
        keys = list(old.order_by("changed_at").values_list("pk", flat=True)[:most])
        # Still `old`: what somebody spends from at this moment counts, and stays.
        return old.filter(pk__in=keys).delete()[0] if keys else 0

    return forget_in_batches(forget_some)


def _key(allowance: Allowance, holder: str) -> str:
    return salted_hmac("accounts.rate_limits", f"{allowance.name}\n{holder}", algorithm="sha256").hexdigest()
