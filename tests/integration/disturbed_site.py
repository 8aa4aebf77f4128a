"""A site as `./run` serves it, and what can befall its parts: they are killed, locked and cut off."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests.integration.real_site import PROJECT, descendants, postgres
from tests.static_files import provide_static_files
from tests.waiting import answers, wait_until

READY = "Ascent is ready at"
LOCKED_S = 1.0
# What the command lines of the site's processes hold.
WEB, WORKER, BROKER, FORK_SERVER = "uvicorn", "celery", "redis-server", "-P\0-s\0-B\0-c"


@dataclass
class DisturbedSite:
    """A served site; the supervisor of `manage.py serve` brings back what is killed below it."""

    port: int
    environment: dict[str, str]
    supervisor: subprocess.Popen[bytes]
    postgres_folder: Path | None = None
    # Ours, the one that runs last; none where the site has its own.
    redises: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return Path(self.environment["ASCENT_DATA"])

    def ask(self, code: str) -> Any:
        """What `code` leaves in `answer`, run beside the site with its models at hand."""
        printing = f"{code}\nimport json\nprint('ANSWER ' + json.dumps(answer))"
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", printing]
        done = subprocess.run(command, cwd=PROJECT, env=self.environment, check=True, capture_output=True, text=True)
        return json.loads(done.stdout.partition("ANSWER ")[2])

    def kill_worker(self) -> None:
        """The parent of the grading processes."""
        _kill([pid for pid in self._processes(WORKER) if _parent(pid) == self.supervisor.pid])

    def kill_grading_process(self) -> None:
        """One of those that grade."""
        _kill([pid for pid in self._processes(WORKER) if _parent(pid) != self.supervisor.pid][:1])

    def kill_fork_servers(self) -> None:
        _kill(self._processes(FORK_SERVER))

    def kill_web(self) -> None:
        _kill(self._processes(WEB))

    def kill_broker(self) -> None:
        """The embedded one is brought back by the supervisor, one of our own by us."""
        if not self.redises:
            _kill(self._processes(BROKER))
            return
        self.redises[-1].kill()
        self.redises[-1].wait(5)
        time.sleep(0.5)
        self.redises.append(start_redis(self.data))

    def disturb_database(self) -> None:
        """SQLite: somebody else writes for long. PostgreSQL: all connections are cut."""
        if self.postgres_folder is None:
            with closing(sqlite3.connect(self.data / "ascent.sqlite3", timeout=20)) as other:
                other.execute("BEGIN IMMEDIATE")
                time.sleep(LOCKED_S)
                other.rollback()
            return
        with psycopg.connect(host=str(self.postgres_folder), user="ascent", dbname="postgres") as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    def _processes(self, holding: str) -> list[int]:
        return [pid for pid in descendants(self.supervisor.pid) if holding in _command_line(pid)]


@contextmanager
def embedded_site() -> Iterator[DisturbedSite]:
    """SQLite and a Redis of its own."""
    folder = Path(tempfile.mkdtemp(prefix="ascent-"))
    try:
        with _served({"ASCENT_DATA": str(folder)}) as site:
            yield site
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def site_on_servers() -> Iterator[DisturbedSite]:
    """PostgreSQL and Redis as an operator sets them up."""
    folder, database_folder = (Path(tempfile.mkdtemp(prefix="ascent-")) for _ in range(2))
    try:
        with postgres(database_folder) as address:
            # Started by root, the web process runs as a user of its own.
            database_folder.chmod(0o711)
            redises = [start_redis(folder)]
            broker = f"redis+socket://{_redis_socket(folder)}"
            try:
                with _served({"ASCENT_DATA": str(folder), "DATABASE_URL": address, "BROKER_URL": broker}) as site:
                    site.postgres_folder, site.redises = database_folder, redises
                    yield site
            finally:
                redises[-1].kill()
                redises[-1].wait(5)
    finally:
        for used in (folder, database_folder, _redis_socket(folder).parent):
            shutil.rmtree(used, ignore_errors=True)


def start_redis(folder: Path) -> subprocess.Popen[bytes]:
    """A Redis whose socket lies outside the data: to the site it is somebody else's."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    assert program, "the tests need redis-server"
    path = _redis_socket(folder)
    path.parent.mkdir(exist_ok=True)
    command = [program, "--port", "0", "--save", "", "--unixsocket", str(path), "--unixsocketperm", "777"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with redis.Redis(unix_socket_path=str(path)) as client:
        wait_until(lambda: answers(client), "Redis answers")
    return started


def _redis_socket(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-redis") / "redis.sock"


@contextmanager
def _served(settings: dict[str, str]) -> Iterator[DisturbedSite]:
    provide_static_files()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **settings}
    log = Path(settings["ASCENT_DATA"]) / "serve.log"
    with log.open("wb") as written:
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        supervisor = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=written, stderr=written)
    try:
        wait_until(lambda: READY in log.read_text() or supervisor.poll() is not None, "the site is ready", within_s=90)
        assert supervisor.poll() is None, log.read_text()
        yield DisturbedSite(port, environment, supervisor)
        assert supervisor.poll() is None, f"the supervisor gave up:\n{log.read_text()}"
    finally:
        supervisor.terminate()
        supervisor.wait(30)


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _command_line(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0
