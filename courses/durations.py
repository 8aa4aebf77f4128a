"""How long something lasts, as one says it."""

from __future__ import annotations

from datetime import timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext


def lasting(time: timedelta) -> str:
    """The largest unit that fits: “14 s”, “52 min”, “3 h”, “2 days”."""
    seconds = max(0, int(time.total_seconds()))
    if seconds < 60:
        return gettext("%(seconds)d s") % {"seconds": seconds}
    if seconds < 2 * 3600:
        return gettext("%(minutes)d min") % {"minutes": seconds // 60}
    if seconds < 48 * 3600:
        return gettext("%(hours)d h") % {"hours": seconds // 3600}
    days = seconds // (24 * 3600)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def waiting(seconds: float) -> str:
    """How long somebody waited: below ten seconds a tenth counts."""
    if seconds < 9.95:
        return gettext("%(tenths)s s") % {"tenths": number_format(seconds, decimal_pos=1)}
    return lasting(timedelta(seconds=round(seconds)))
