"""How often a learner may run and hand in; guests also share the allowance of their address."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.rate_limits import Allowance, spend
from exercises.models import Lane

ALLOWANCES = {
    Lane.RUN: Allowance(name="run", limit=30, window_s=60),
    Lane.SUBMIT: Allowance(name="submit", limit=10, window_s=60),
}
# Versions that are kept without being run: by restoring, or where two tabs disagree.
KEEPS = Allowance(name="keep", limit=60, window_s=60)


def spend_submission(*, learner: User, network: str, lane: Lane) -> None:
    """Take one Run or Submit from the learner's allowance. Raises LimitReached, and then takes nothing."""
    allowance = ALLOWANCES[lane]
    if not learner.is_guest:
        spend(allowance=allowance, holder=f"learner {learner.pk}")
        return
    with transaction.atomic():
        spend(allowance=allowance, holder=f"learner {learner.pk}")
        # Guests are made with one click, so counting by person alone would not bound them.
        spend(allowance=allowance, holder=f"network {network}")


def spend_keep(*, learner: User) -> None:
    """Take one version to be kept from the learner's allowance. Raises LimitReached."""
    spend(allowance=KEEPS, holder=f"learner {learner.pk}")
