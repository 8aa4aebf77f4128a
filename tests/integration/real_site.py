"""A whole site in real processes: PostgreSQL, Redis, the web server, workers."""

from __future__ import annotations

import http.client
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import redis

from tests.waiting import answers, wait_until

PROJECT = Path(__file__).resolve().parents[2]
TOKEN = "t" * 32
BEGIN = """
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from accounts.guests import SESSION_BACKEND
from accounts.models import User
keys = []
for n in range({count}):
    person = User.objects.create_user(f"learner-{{User.objects.count()}}", password=None)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), SESSION_BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    keys.append(session.session_key)
print("KEYS " + json.dumps(keys))
"""


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL in `folder`, run by an ordinary user; its address."""
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    as_user: dict[str, Any] = {"user": user} if os.geteuid() == 0 else {}
    subprocess.run(
        [_program("initdb"), "-D", str(data), "-U", "ascent", "--auth=trust", "--no-sync", "-E", "UTF8"],
        check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user,
    )  # fmt: skip
    server = subprocess.Popen(
        [
            _program("postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off",
            "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "shared_buffers=32MB",
        ],
        stderr=subprocess.DEVNULL, cwd=folder, **as_user,
    )  # fmt: skip
    try:
        address = f"postgres://ascent@{quote(str(folder), safe='')}/postgres"
        wait_until(lambda: _accepts(folder), "PostgreSQL accepts connections")
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(10)


@dataclass
class Site:
    """The processes of one site and the way to talk to them."""

    folder: Path
    postgres_folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def web_socket(self) -> Path:
        return self.folder / "web.sock"

    def manage(self, *arguments: str) -> str:
        """Run a command of `manage.py`; what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=PROJECT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout

    def start_redis(self) -> None:
        path = self.folder / "run" / "redis.sock"
        path.parent.mkdir(exist_ok=True)
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        assert program, "the tests need redis-server"
        self._start([program, "--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no"], "redis")
        with redis.Redis(unix_socket_path=str(path)) as client:
            wait_until(lambda: answers(client), "Redis answers")

    def start_web(self) -> subprocess.Popen[bytes]:
        web = self._start(
            [
                sys.executable, "-m", "uvicorn", "config.asgi:application", "--uds", str(self.web_socket),
                "--timeout-graceful-shutdown", "3", "--no-access-log",
            ],
            "web",
        )  # fmt: skip
        wait_until(lambda: self._is_up(), "the web process answers", within_s=60)
        return web

    def start_worker(self, *, concurrency: int = 2) -> subprocess.Popen[bytes]:
        """A worker; comes back when `concurrency` more processes are ready to grade."""
        before = self.ready_workers()
        worker = self._start(
            [
                sys.executable, "-m", "celery", "--app", "config.celery:app", "worker", "--concurrency",
                str(concurrency), "--loglevel", "INFO", "--without-gossip", "--without-mingle",
            ],
            "worker",
        )  # fmt: skip
        wait_until(lambda: len(self.ready_workers() - before) == concurrency, "the worker is ready", within_s=60)
        return worker

    def ready_workers(self) -> set[str]:
        """The worker processes that said they are ready; some may have died since."""
        return {row[0] for row in self.rows("SELECT identity FROM exercises_gradingworker WHERE state = 'ready'")}

    def end_process(self, process: subprocess.Popen[bytes]) -> None:
        """Ask one process to end, and wait until it has."""
        self.processes.remove(process)
        if process.poll() is None:
            process.terminate()
        # A worker first finishes what it grades, which may take as long as the limits allow.
        process.wait(45)

    def begin(self, count: int) -> list[str]:
        """The session keys of `count` new learners with accounts."""
        printed = self.manage("shell", "--no-imports", "-c", BEGIN.format(count=count))
        keys: list[str] = json.loads(printed.partition("KEYS ")[2])
        return keys

    def rows(self, query: str, *values: object) -> list[Any]:
        with psycopg.connect(host=str(self.postgres_folder), user="ascent", dbname="postgres") as connection:
            return connection.execute(query.encode(), values).fetchall()

    def request(
        self, method: str, path: str, *, session: str = "", body: object = None, accept: str = "application/json"
    ) -> tuple[int, Any]:
        """One request with its answer, read where it is JSON."""
        connection = _Local(self.web_socket)
        headers = {
            "Host": "localhost",
            "Accept": accept,
            "Cookie": f"ascent_session={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
        return answer.status, json.loads(content) if is_json else content.decode()

    def events(self, submission_id: str, session: str) -> list[dict[str, Any]]:
        """All live events until the stream closes."""
        connection = _Local(self.web_socket)
        headers = {"Host": "localhost", "Cookie": f"ascent_session={session}"}
        try:
            connection.request("GET", f"/submissions/{submission_id}/events/", None, headers)
            text = connection.getresponse().read().decode()
        finally:
            connection.close()
        return [json.loads(line[6:]) for line in text.split("\n") if line.startswith("data: ")]

    def end(self) -> None:
        """End all processes, in the opposite order."""
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)

    def _start(self, command: list[str], name: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def _is_up(self) -> bool:
        try:
            return self.request("GET", "/healthz")[0] == 200
        except OSError:
            return False


class _Local(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self._path = str(path)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(60)
        self.sock.connect(self._path)


def descendants(pid: int) -> set[int]:
    """All processes that descend from `pid`, itself included."""
    family, frontier = {pid}, [pid]
    while frontier:
        for task in Path(f"/proc/{frontier.pop()}/task").glob("*/children"):
            children = {int(child) for child in task.read_text().split()} - family
            family |= children
            frontier += children
    return family


def is_running(pid: int) -> bool:
    """Whether `pid` exists and has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found:
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert versions, f"the tests need PostgreSQL's {name}"
    return str(versions[-1])


def _accepts(folder: Path) -> bool:
    try:
        psycopg.connect(host=str(folder), user="ascent", dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
