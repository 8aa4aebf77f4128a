"""Is the process alive, and can the site grade?"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError

from exercises.models import Exercise, GradingWorker, WorkerState
from exercises.presence import alive_workers
from exercises.worker_identity import WorkerIdentity, this_process

logger = logging.getLogger(__name__)

# SQLite needs room for its log, and for the copy before a migration.
LEAST_FREE_BYTES = 200_000_000


@dataclass(frozen=True)
class Part:
    """One thing that grading needs."""

    name: str
    holds: bool
    detail: str = ""


_UNKNOWN_WORKERS = Part("workers", False, "unknown")


def parts_of_readiness() -> list[Part]:
    """What grading needs, each with why it does not hold, in the words of an operator."""
    database = _database()
    parts = [database, broker()]
    if not database.holds:
        return [*parts, Part("schema", False, "unknown"), Part("catalogue", False, "unknown"), _UNKNOWN_WORKERS]
    schema = _schema()
    parts.append(schema)
    parts.append(_catalogue() if schema.holds else Part("catalogue", False, "unknown"))
    if connection.vendor == "sqlite":
        parts.append(_disk())
    return [*parts, _workers() if schema.holds else _UNKNOWN_WORKERS]


def workers_here() -> Part:
    """Whether the worker processes of this machine or container take work."""
    try:
        return _told([worker for worker in alive_workers() if _is_here(worker)])
    except DatabaseError:
        return Part("workers", False, "The database does not answer.")


def _database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("The database does not answer", exc_info=True)
        return Part("database", False, "It does not answer; the log says why.")
    return Part("database", True)


def broker() -> Part:
    """Whether what carries the bells to the workers answers."""
    from exercises.tasks import grade_waiting

    try:
        with grade_waiting.app.connection_for_write() as line:
            line.ensure_connection(max_retries=1, interval_start=0)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer", exc_info=True)
        return Part("broker", False, "It does not answer; the log says why.")
    return Part("broker", True)


def _schema() -> Part:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return Part("schema", False, f"{missing} database migrations are missing: run manage.py migrate.")
    return Part("schema", True)


def _catalogue() -> Part:
    if not Exercise.objects.filter(published__isnull=False).exists():
        return Part("catalogue", False, "No exercise is published: run manage.py load_curriculum.")
    return Part("catalogue", True)


def _disk() -> Part:
    free = shutil.disk_usage(settings.ASCENT_DATA).free
    if free < LEAST_FREE_BYTES:
        return Part("disk", False, f"Only {free // 1_000_000} MB are free where the database lies.")
    return Part("disk", True)


def _workers() -> Part:
    return _told(alive_workers())


def _told(workers: Sequence[GradingWorker]) -> Part:
    ready = [worker for worker in workers if worker.state == WorkerState.READY]
    refusals = sorted({worker.detail for worker in workers if worker.state == WorkerState.REFUSING})
    if not ready:
        return Part("workers", False, " ".join(refusals) or "No worker process is running.")
    return Part("workers", True, f"{len(ready)} ready" + (f"; refusing: {' '.join(refusals)}" if refusals else ""))


def _is_here(worker: GradingWorker) -> bool:
    identity, here = WorkerIdentity.parse(worker.identity), this_process()
    return identity is not None and (identity.host, identity.pid_namespace) == (here.host, here.pid_namespace)
