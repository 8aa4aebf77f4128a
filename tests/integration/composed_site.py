"""The services of docker-compose.yml as plain processes: its commands and its environment, nothing else.

What a container brings is stood in for: host names and ports become free local ones, secrets are files in a
temporary folder, `python`, `uvicorn` and `celery` are those of the tests. Users, networks, read-only roots and the
order of services are not tried here.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import yaml

from tests.integration.real_site import PROJECT, _program
from tests.waiting import wait_until

# The innermost: a default may name another variable.
VARIABLE = re.compile(r"\$\{([A-Z_]+):-([^${}]*)\}")


def interpolate(value: Any, said: Mapping[str, str]) -> Any:
    """`${NAME:-default}` as compose fills it in, through lists and mappings."""
    if isinstance(value, str):
        while VARIABLE.search(value):
            value = VARIABLE.sub(lambda found: said.get(found[1]) or found[2], value)
        return value
    if isinstance(value, list):
        return [interpolate(one, said) for one in value]
    if isinstance(value, dict):
        return {key: interpolate(one, said) for key, one in value.items()}
    return value


def read_compose(said: Mapping[str, str]) -> dict[str, Any]:
    """docker-compose.yml with what an operator `said` in `.env`."""
    read: dict[str, Any] = interpolate(yaml.safe_load((PROJECT / "docker-compose.yml").read_text()), said)
    return read


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class ComposedSite:
    """The processes of the services, by name."""

    folder: Path
    compose: dict[str, Any]
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in ("postgres", "redis", "web")})
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "secrets").mkdir(mode=0o755)
        for name in self.compose["secrets"]:
            (self.folder / "secrets" / name).write_text(f"{name}-" + "x" * 60 + "\n")
        self._stands_for = {
            "/run/secrets/": f"{self.folder}/secrets/",
            "postgres:5432": f"127.0.0.1:{self.ports['postgres']}",
            "redis:6379": f"127.0.0.1:{self.ports['redis']}",
            "/tmp/ascent": str(self.folder / "data"),
            "0.0.0.0": "127.0.0.1",  # noqa: S104
            "127.0.0.1:8000": f"127.0.0.1:{self.ports['web']}",
            "--port=8000": f"--port={self.ports['web']}",
            "6379": str(self.ports["redis"]),
        }

    def here(self, text: str) -> str:
        """A value of the compose file as it reads on this machine."""
        for there, local in self._stands_for.items():
            if there in text:
                return text.replace(there, local)
        return text

    def environment(self, service: str) -> dict[str, str]:
        """What the service's processes see: the compose file's, and what the image sets."""
        said = self.compose["services"][service].get("environment", {})
        image = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
        return {**image, "PYTHONDONTWRITEBYTECODE": "1", **{name: self.here(value) for name, value in said.items()}}

    def start(self, service: str) -> subprocess.Popen[bytes]:
        """One more process of a service."""
        command = [self.here(word) for word in self.compose["services"][service]["command"]]
        with (self.folder / f"{service}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=PROJECT, env=self.environment(service), stdout=log, stderr=log, start_new_session=True
            )
        self.running.append(process)
        return process

    def run(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as in a container of the service, by default the service's own, to its end."""
        words = [self.here(word) for word in command or self.compose["services"][service]["command"]]
        return subprocess.run(
            words, cwd=PROJECT, env=self.environment(service), capture_output=True, text=True, check=False
        )

    def is_healthy(self, service: str) -> bool:
        """What the service's health check says."""
        kind, *command = self.compose["services"][service]["healthcheck"]["test"]
        assert kind == "CMD"
        if service == "redis":
            command[1:1] = ["-p", str(self.ports["redis"])]
        if service == "postgres":
            command = [_program("pg_isready"), f"--port={self.ports['postgres']}", *command[1:]]
        return self.run(service, *command).returncode == 0

    def start_postgres(self) -> None:
        """What the image of PostgreSQL does with its environment: a database of that name for that user alone."""
        said, data = self.environment("postgres"), self.folder / "pg"
        data.mkdir()
        user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        as_user: dict[str, Any] = {"user": user, "cwd": data} if os.geteuid() == 0 else {"cwd": data}
        if os.geteuid() == 0:
            shutil.chown(data, user)
        name, database = said["POSTGRES_USER"], said["POSTGRES_DB"]
        password = Path(said["POSTGRES_PASSWORD_FILE"])
        subprocess.run(
            [_program("initdb"), "-D", data / "data", "-U", name, "--auth=scram-sha-256", "--no-sync",
             f"--pwfile={password}", "-E", "UTF8"],
            check=True, stdout=subprocess.DEVNULL, **as_user,
        )  # fmt: skip
        settings = ("listen_addresses=127.0.0.1", "fsync=off", "shared_buffers=32MB")
        command = [_program("postgres"), "-D", data / "data", "-k", data, "-p", str(self.ports["postgres"])]
        command += [word for setting in settings for word in ("-c", setting)]
        self.running.append(subprocess.Popen(command, stderr=subprocess.DEVNULL, **as_user))
        wait_until(lambda: self.is_healthy("postgres"), "PostgreSQL answers")
        with self._connect("postgres") as connection:
            connection.execute(f'CREATE DATABASE "{database}"'.encode())

    def rows(self, query: str) -> list[Any]:
        """What the site's database answers."""
        with self._connect(self.environment("postgres")["POSTGRES_DB"]) as connection:
            return connection.execute(query.encode()).fetchall()

    def end(self) -> None:
        """End all; the database last, which waits for nobody."""
        for process in reversed(self.running):
            is_postgres = Path(str(process.args[0])).name == "postgres"  # type: ignore[index]
            process.send_signal(signal.SIGINT if is_postgres else signal.SIGTERM)
        for process in reversed(self.running):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)

    def _connect(self, database: str) -> psycopg.Connection[Any]:
        said = self.environment("postgres")
        return psycopg.connect(
            host="127.0.0.1",
            port=self.ports["postgres"],
            user=said["POSTGRES_USER"],
            password=Path(said["POSTGRES_PASSWORD_FILE"]).read_text().strip(),
            dbname=database,
            autocommit=True,
        )
