"""A whole site on a free port: Redis, web and worker as processes of their own, data in a temporary folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.static_files import provide_static_files

PROJECT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 90.0
NOT_OURS = ("BROKER_URL", "EVENTS_URL", "DATABASE_URL", "ASCENT_DEBUG", "ASCENT_SECRET_KEY_FILE")


class Site:
    """A running site. `worker` can be killed and started again."""

    def __init__(self) -> None:
        # Unix sockets allow 107 characters: a short folder straight below the temporary one.
        self.data = Path(tempfile.mkdtemp(prefix="ascent-j-"))
        (self.data / "run").mkdir(mode=0o700)
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        self._environment |= {"ASCENT_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "config.settings"}
        self._environment |= self._elsewhere()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def _elsewhere(self) -> dict[str, str]:
        """Another site to sign in at, so that its pages are there; nobody goes there."""
        secret = self.data / "oidc-secret"
        secret.write_text("between the two sites only\n")
        return {
            "ASCENT_OIDC_ISSUER": "https://hills.example",
            "ASCENT_OIDC_CLIENT_ID": "ascent",
            "ASCENT_OIDC_CLIENT_SECRET_FILE": str(secret),
            "ASCENT_OIDC_NAME": "the University of Hills",
        }

    def start(self) -> None:
        """Come back when the site says that it can grade."""
        provide_static_files()
        self._manage("migrate", "--verbosity", "0")
        self._manage("load_curriculum")
        self._start_redis()
        self.start_worker()
        self._spawn(
            "web", sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1",
            "--port", str(self.port), "--no-access-log", "--lifespan", "on", "--timeout-graceful-shutdown", "2",
        )  # fmt: skip
        self.wait_until_ready()

    def start_worker(self) -> None:
        """Start the worker; what it was killed with is swept up and graded again."""
        self._spawn(
            "worker", sys.executable, "-m", "celery", "--app", "config.celery:app", "worker", "--concurrency", "1",
            "--loglevel", "WARNING", "--without-gossip", "--without-mingle",
        )  # fmt: skip

    def kill_worker(self) -> None:
        """As a machine would that loses its power: no process of the worker can say goodbye."""
        worker = self._processes.pop("worker")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def wait_until_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN_S
        while not self._is_ready():
            for name, process in self._processes.items():
                assert process.poll() is None, f"The {name} ended: {self.log(name)}"
            assert time.monotonic() < until, f"Not ready: {self.readiness()} {self.log('worker')}"
            time.sleep(0.1)

    def log(self, name: str) -> str:
        """The end of a process's own words."""
        return (self.data / f"{name}.log").read_text(errors="replace")[-2000:]

    def stop(self) -> None:
        for process in reversed(self._processes.values()):
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    def readiness(self) -> str:
        """What the site says of itself."""
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:  # noqa: S310
                return str(answer.read().decode())
        except urllib.error.HTTPError as refusal:
            return refusal.read().decode()
        except OSError as error:
            return str(error)

    def _is_ready(self) -> bool:
        return '"ready": true' in self.readiness()

    def _start_redis(self) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        assert program, "the journeys need redis-server"
        path = self.data / "run" / "redis.sock"
        self._spawn("redis", program, "--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no")
        until = time.monotonic() + 10
        while not path.exists():
            assert time.monotonic() < until, self.log("redis")
            time.sleep(0.02)

    def _manage(self, *arguments: str) -> None:
        self.python("manage.py", *arguments)

    def python(self, *arguments: str) -> str:
        """Execute Python in the site's environment; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stderr[-2000:]}{done.stdout[-2000:]}"
        return done.stdout

    def _spawn(self, name: str, *command: str) -> None:
        with (self.data / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command, cwd=PROJECT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
