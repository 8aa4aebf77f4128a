"""Where log lines go: the console (which a supervisor or container keeps), problems also to a file."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any


class WithoutTrace(logging.Filter):
    """Keeps the line, which names the host, and drops the way through Django: who scans the internet brings many."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through."""
        record.exc_info = None
        return True


def logging_settings(folder: Path) -> dict[str, Any]:
    """The `LOGGING` setting. Each user of the machine that runs a part of the site has a file of its own,
    because the worker may keep root's privileges while the web process has dropped them."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name} [{process}] {message}", "style": "{"},
        },
        "filters": {"without_trace": {"()": WithoutTrace}},
        "handlers": _handlers(folder),
        "root": {"handlers": ["console", "problems"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "django.security.DisallowedHost": {"handlers": [], "filters": ["without_trace"], "propagate": True},
            # Two lines for each bell would drown the rest.
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }


def _handlers(folder: Path) -> dict[str, Any]:
    return {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "problems": {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": str(folder / f"problems-{os.getuid()}.log"),
            "formatter": "line",
            "level": "WARNING",
            "delay": True,
            "encoding": "utf-8",
        },
    }
