"""Mails go where a stranger says: so that nobody is flooded, each address and each network has a limit.

Notices of a change are counted apart from mails that somebody asked for: whoever has found a browser open could else
use the limit up first, and change the account unnoticed.
"""

from __future__ import annotations

import logging
from enum import StrEnum

from django.db import transaction

from accounts.guessing import spelled_one_way
from accounts.rate_limits import Allowance, LimitReached, spend

logger = logging.getLogger(__name__)


class Kind(StrEnum):
    """What is counted together."""

    ASKED_FOR = "mails"
    NOTICE = "notices"


TO_ONE_ADDRESS = {kind: Allowance(name=f"{kind} to one address", limit=5, window_s=3600) for kind in Kind}
FROM_ONE_NETWORK = {kind: Allowance(name=f"{kind} asked for by one network", limit=60, window_s=3600) for kind in Kind}


def may_send(*, to: str, network: str, kind: Kind = Kind.ASKED_FOR) -> bool:
    """Whether one more mail may go; it is counted then."""
    try:
        with transaction.atomic():
            spend(allowance=TO_ONE_ADDRESS[kind], holder=spelled_one_way(to))
            spend(allowance=FROM_ONE_NETWORK[kind], holder=network)
    except LimitReached as limit:
        logger.warning("A mail was not sent: %s", limit)
        return False
    return True
