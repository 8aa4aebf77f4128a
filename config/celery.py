"""The Celery application of the workers. A message is a bell only: the database holds all work.

There is no beat: each web process sweeps every two seconds while it lives (`routing.py`), and
`manage.py sweep --forever` does where an operator wants a process of its own for it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init, worker_process_shutdown

from config.dying_with_parent import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Longer than any grading may take; a worker that hangs so long is ended and its claim freed.
HANGS_AFTER_S = 110
# Warming the sandboxes takes half a second, on a loaded machine more.
PROCESS_STARTS_WITHIN_S = 60

# Each worker process is forked from the one that loaded this module.
WORKER_PID = os.getpid()

app = Celery("ascent")


def _transport_options(broker_url: str, data: Path) -> dict[str, Any]:
    if broker_url.startswith("filesystem:"):
        folder = Path(data) / "run" / "bells"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = {"data_folder_in": str(folder), "data_folder_out": str(folder)}
        return {**kept, "control_folder": str(folder / "control"), "polling_interval": 0.1}
    # Unacknowledged messages come back after visibility_timeout, looked for every 5 s instead of every 100 s.
    return {
        "visibility_timeout": 120,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        # Whoever hands in does not wait for a broker that is down: the bell is rung again by the sweeper.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }


def _configure() -> None:
    from django.conf import settings

    app.conf.update(
        broker_url=settings.BROKER_URL,
        broker_transport_options=_transport_options(settings.BROKER_URL, settings.ASCENT_DATA),
        broker_connection_retry_on_startup=True,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_default_queue="bells",
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=HANGS_AFTER_S,
        worker_prefetch_multiplier=1,
        worker_proc_alive_timeout=PROCESS_STARTS_WITHIN_S,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        enable_utc=True,
        timezone="UTC",
        # Celery leaves the database connection alone: the grading process looks after it.
        CELERY_DB_REUSE_MAX=sys.maxsize,
    )


_configure()
app.autodiscover_tasks()


@setup_logging.connect
def _keep_djangos_logging(**_: Any) -> None:
    """Connecting is enough: Celery then leaves the logging of the settings as it is."""


@worker_process_init.connect
def _begin_grading(**_: Any) -> None:
    """A new worker process warms its sandboxes before it is given work. It and they end with the worker."""
    from exercises.tasks import grading_process

    die_with_parent(WORKER_PID)
    grading_process()


@worker_process_shutdown.connect
def _end_grading(**_: Any) -> None:
    from exercises.tasks import grading_process

    if grading_process.cache_info().currsize:
        grading_process().end()
