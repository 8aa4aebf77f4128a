"""The three programs of an embedded Ascent and how each is started."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from config.serving.own_user import OwnUser
from config.serving.processes import Program
from config.serving.redis_server import redis_command

GRACEFUL_STOP_S = 3


@dataclass(frozen=True)
class Place:
    """Where this Ascent lives and listens."""

    project: Path
    data: Path
    host: str
    port: int
    user: OwnUser | None

    @property
    def logs(self) -> Path:
        """The folder of all logs."""
        return self.data / "logs"

    @property
    def reachable(self) -> list[Path]:
        """What a dropped process must be able to enter: the interpreter, the project, the data."""
        interpreter = Path(sys.base_prefix).resolve()
        return [interpreter, Path(sys.prefix), self.project, self.data]


def redis_program(place: Place, socket_path: Path) -> Program:
    """The embedded broker."""
    return Program(
        name="broker",
        command=redis_command(socket_path.parent, socket_path),
        log=place.logs / "redis.log",
        environment=os.environ,
        user=place.user,
        needs=place.reachable,
    )


def web_program(place: Place) -> Program:
    """One ASGI process: pages, JSON and live events."""
    return Program(
        name="site",
        command=[
            sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", place.host,
            "--port", str(place.port), "--timeout-graceful-shutdown", str(GRACEFUL_STOP_S), "--no-access-log",
            "--no-server-header", "--lifespan", "on",
        ],
        log=place.logs / "web.log",
        environment=os.environ,
        user=place.user,
        needs=place.reachable,
    )  # fmt: skip


def worker_program(place: Place, *, concurrency: int) -> Program:
    """The grader. It keeps root's privileges where it has them: it is what builds the sandboxes."""
    return Program(
        name="worker",
        command=[
            sys.executable, "-m", "celery", "--app", "config.celery:app", "worker", "--concurrency", str(concurrency),
            "--loglevel", "INFO", "--without-gossip", "--without-mingle",
        ],
        log=place.logs / "worker.log",
        environment=os.environ,
    )  # fmt: skip
