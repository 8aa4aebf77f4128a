"""What the machine must offer before anything is installed: a folder to write to, room, a free port."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

from config.provisioning.problem import Problem

# The environment, front-end packages and build take about 450 MB; the rest is for data.
NEEDED_FREE_BYTES = 600_000_000
NEEDED_FREE_BYTES_ONCE_SET_UP = 50_000_000
# The kernel's limit for the name of a Unix socket; the broker's lies in var/run.
LONGEST_SOCKET_PATH = 107


def check_folder(folder: Path) -> None:
    """Raises Problem where `folder` cannot be written or the disk is full."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Problem(
            f"The folder {folder} cannot be written by this user.",
            "Give it to the user who starts Ascent (sudo chown -R), or clone it elsewhere.",
        )
    excess = len(os.fsencode(folder / "var" / "run" / "redis.sock")) - LONGEST_SOCKET_PATH
    if excess > 0 and "BROKER_URL" not in os.environ:
        raise Problem(
            f"The path of the folder {folder} is {excess} characters too long for the broker's socket.",
            "Move it to a shorter path and start again.",
        )
    is_set_up = (folder / ".venv" / "ascent-lock").exists()
    needed = NEEDED_FREE_BYTES_ONCE_SET_UP if is_set_up else NEEDED_FREE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Problem(
            f"The disk is full: {free // 1_000_000} MB are free, {needed // 1_000_000} MB are needed.",
            "Free some space and start again.",
        )


def check_port(host: str, port: int) -> None:
    """Raises Problem where nothing can listen on `host`:`port`."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Problem(f"The address {host} is not known: {error.strerror or error}.", "Try --host 127.0.0.1") from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise Problem(f"Port {port} is reserved for root.", "Choose another: ./run --port 8000") from error
        except OSError as error:
            raise Problem(
                f"Port {port} on {host} is taken ({error.strerror}).",
                f"Choose another: ./run --port {port + 1}",
            ) from error
