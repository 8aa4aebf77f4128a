"""Mails go where a stranger says: so that nobody is flooded, each address and each network has a limit."""

from __future__ import annotations

import logging

from django.db import transaction

from accounts.guessing import spelled_one_way
from accounts.rate_limits import Allowance, LimitReached, spend

TO_ONE_ADDRESS = Allowance(name="mails to one address", limit=5, window_s=3600)
FROM_ONE_NETWORK = Allowance(name="mails asked for by one network", limit=60, window_s=3600)
logger = logging.getLogger(__name__)


def may_send(*, to: str, network: str) -> bool:
    """Whether one more mail may go; it is counted then."""
    try:
        with transaction.atomic():
            spend(allowance=TO_ONE_ADDRESS, holder=spelled_one_way(to))
            spend(allowance=FROM_ONE_NETWORK, holder=network)
    except LimitReached as limit:
        logger.warning("A mail was not sent: %s", limit)
        return False
    return True
