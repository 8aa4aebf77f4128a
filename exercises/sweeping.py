"""Put right what was left behind: claims of dead workers, submissions whose bell was lost, guests and rows past use."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.forgetting_sessions import forget_expired_sessions
from accounts.rate_limits import forget_old_windows
from accounts.removing_guests import remove_stale_guests
from exercises.bell import ring
from exercises.live import announce_states
from exercises.models import State, Submission
from exercises.presence import forget_dead_workers
from exercises.presenting import submissions_to_present
from exercises.recording import PlatformFault, release
from exercises.worker_identity import WorkerIdentity

logger = logging.getLogger(__name__)

SWEEPS_EVERY_S = 2.0
TIDIES_EVERY_S = 3600.0
# A bell takes milliseconds; what waits longer was missed, or all workers are busy and a bell more harms nobody.
BELL_MISSED_AFTER = timedelta(seconds=2)
MOST_BELLS = 8


@dataclass(frozen=True)
class Swept:
    """What one sweep did."""

    freed: int
    rung: int


def sweep(*, now: datetime | None = None) -> Swept:
    """Free expired and orphaned claims, ring for what waits unclaimed. Safe to run anywhere, at any time, twice."""
    moment = now or timezone.now()
    freed = _free(Q(lease_until__lt=moment), "The worker's lease ran out.") + free_claims_of_the_dead()
    waiting = Submission.objects.filter(state=State.QUEUED, queued_at__lt=moment - BELL_MISSED_AFTER).count()
    bells = min(waiting, MOST_BELLS)
    if bells:
        ring(times=bells)
    return Swept(freed, bells)


def free_claims_of_the_dead() -> int:
    """Free at once what processes of this machine held that do not exist any more, whatever their lease."""
    holders = Submission.objects.filter(state=State.GRADING).values_list("claimed_by", flat=True).distinct()
    gone = [
        holder
        for holder in holders
        if (identity := WorkerIdentity.parse(holder)) is not None and identity.is_certainly_gone()
    ]
    return _free(Q(claimed_by__in=gone), "The worker process ended in the middle of it.") if gone else 0


def tidy(*, now: datetime | None = None) -> int:
    """Remove stale guests, old counts and sessions that ran out; return how many guests went."""
    moment = now or timezone.now()
    forget_old_windows(now=moment)
    forget_expired_sessions(now=moment)
    forget_dead_workers()
    return remove_stale_guests(now=moment)


def keep_sweeping(ended: threading.Event) -> None:
    """Sweep every SWEEPS_EVERY_S and tidy every hour until `ended` is set; a failing database is outlived."""
    tidied = float("-inf")
    while not ended.wait(SWEEPS_EVERY_S):
        _outlive(sweep)
        if time.monotonic() - tidied > TIDIES_EVERY_S:
            tidied = time.monotonic()
            _outlive(tidy)


def _outlive(step: Callable[[], object]) -> None:
    try:
        step()
    except DatabaseError:
        logger.warning("The sweep could not reach the database", exc_info=True)
    except Exception:
        logger.exception("The sweep failed")
    finally:
        connection.close()


def _free(condition: Q, reason: str) -> int:
    with transaction.atomic():
        rows = Submission.objects.filter(condition, state=State.GRADING).select_for_update(skip_locked=True)
        lost = list(rows.only("faults", "stop_requested"))
        for submission in lost:
            release(submission, PlatformFault(reason))
    if lost:
        logger.warning("%d submissions were left by their worker: %s", len(lost), reason)
        ring(times=min(len(lost), MOST_BELLS))
        announce_states(submissions_to_present(*(submission.pk for submission in lost)))
    return len(lost)
