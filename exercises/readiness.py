"""Is the process alive, and can the site grade?"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

from exercises.models import WorkerState
from exercises.presence import alive_workers

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """One thing that grading needs."""

    name: str
    holds: bool
    detail: str = ""


def parts_of_readiness() -> list[Part]:
    """Database, broker, workers: each with why it does not hold, in the words of an operator."""
    database = _database()
    return [database, _broker(), _workers() if database.holds else Part("workers", False, "unknown")]


def _database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("The database does not answer", exc_info=True)
        return Part("database", False, "It does not answer; the log says why.")
    return Part("database", True)


def _broker() -> Part:
    from exercises.tasks import grade_waiting

    try:
        with grade_waiting.app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer", exc_info=True)
        return Part("broker", False, "It does not answer; the log says why.")
    return Part("broker", True)


def _workers() -> Part:
    workers = alive_workers()
    ready = [worker for worker in workers if worker.state == WorkerState.READY]
    refusals = sorted({worker.detail for worker in workers if worker.state == WorkerState.REFUSING})
    if not ready:
        return Part("workers", False, " ".join(refusals) or "No worker process is running.")
    return Part("workers", True, f"{len(ready)} ready" + (f"; refusing: {' '.join(refusals)}" if refusals else ""))
