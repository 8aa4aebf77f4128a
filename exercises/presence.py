"""Each worker process says that it is there, and whether it takes work."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from exercises.models import GradingWorker, WorkerState
from exercises.worker_identity import WorkerIdentity

logger = logging.getLogger(__name__)

SAID_EVERY_S = 5.0
COUNTS_AS_ALIVE = timedelta(seconds=4 * SAID_EVERY_S)


def say_present(*, worker: WorkerIdentity, state: WorkerState, detail: str = "") -> None:
    """Store that `worker` is alive now, in which state and why."""
    now = timezone.now()
    GradingWorker.objects.update_or_create(
        identity=str(worker),
        defaults={"state": state, "detail": detail, "seen_at": now},
        create_defaults={"state": state, "detail": detail, "seen_at": now, "started_at": now},
    )


def say_gone(*, worker: WorkerIdentity) -> None:
    """Forget a worker that ends in good order."""
    GradingWorker.objects.filter(identity=str(worker)).delete()


def alive_workers() -> list[GradingWorker]:
    """The worker processes that were heard of lately."""
    rows = GradingWorker.objects.filter(seen_at__gt=timezone.now() - COUNTS_AS_ALIVE)
    return [row for row in rows.order_by("identity") if not _is_gone(row)]


def forget_dead_workers() -> int:
    """Remove workers that are certainly gone or long unheard of; return how many."""
    unheard = timezone.now() - COUNTS_AS_ALIVE
    dead = [row.pk for row in GradingWorker.objects.all() if row.seen_at < unheard or _is_gone(row)]
    return GradingWorker.objects.filter(pk__in=dead).delete()[0] if dead else 0


class Presence(threading.Thread):
    """Keeps saying that this worker is there, from a thread of its own."""

    def __init__(self, worker: WorkerIdentity) -> None:
        super().__init__(name="presence", daemon=True)
        self._worker = worker
        self._ended = threading.Event()

    def run(self) -> None:
        """Renew `seen_at` until `end` is called."""
        while not self._ended.wait(SAID_EVERY_S):
            try:
                GradingWorker.objects.filter(identity=str(self._worker)).update(seen_at=timezone.now())
            except DatabaseError:
                logger.warning("The database does not answer", exc_info=True)
            finally:
                connection.close()

    def end(self) -> None:
        """Stop saying it."""
        self._ended.set()


def _is_gone(row: GradingWorker) -> bool:
    identity = WorkerIdentity.parse(row.identity)
    return identity is not None and identity.is_certainly_gone()
