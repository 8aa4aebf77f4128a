"""Find where this process may make memory and process groups, and sweep what a killed worker left there."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.cgroups import Group, remove_group, write
from grader.sandbox.cgroups_v1 import V1Group
from grader.sandbox.cgroups_v2 import CONTROLLERS, V2Group, enable_controllers

PREFIX = "ascent"
# Where the processes that were in a delegated folder go: version 2 keeps processes in leaves.
OWN_LEAF = "ascent-workers"
DELEGATION_MARKS = ("user.delegate", "trusted.delegate")


@dataclass(frozen=True)
class Place:
    """A hierarchy that we may use, as a way of making groups in it."""

    version: str
    make: Callable[[str], Group]


@dataclass(frozen=True)
class Hierarchies:
    """The mounted hierarchies and this process's own path in each, by controller ("" for version 2)."""

    mounts: dict[str, Path]
    own: dict[str, str]

    def own_folder(self, controller: str) -> Path | None:
        mount = self.mounts.get(controller)
        if mount is None:
            return None
        own = mount / self.own.get(controller, "/").lstrip("/")
        # In a container the path is the host's, but the mount shows only our part.
        return own if own.is_dir() else mount


def read_hierarchies(processes: Path = Path("/proc/self")) -> Hierarchies:
    mounts: dict[str, Path] = {}
    for line in (processes / "mounts").read_text().splitlines():
        _device, folder, kind, options = line.split()[:4]
        if kind == "cgroup2":
            mounts.setdefault("", Path(folder))
        elif kind == "cgroup":
            mounts.update({name: Path(folder) for name in options.split(",") if name in CONTROLLERS})
    own: dict[str, str] = {}
    for line in (processes / "cgroup").read_text().splitlines():
        _number, names, path = line.split(":", 2)
        own.update(dict.fromkeys(names.split(","), path))
    return Hierarchies(mounts, own)


def find_place(hierarchies: Hierarchies | None = None) -> Place | None:
    """The place for our groups, version 2 before version 1, or None where there is none that we may write."""
    found = hierarchies or read_hierarchies()
    return _v2_place(found) or _v1_place(found)


def _v2_place(found: Hierarchies) -> Place | None:
    own = found.own_folder("")
    if own is None:
        return None
    base = own.parent if own.name == OWN_LEAF else own
    try:
        available = (base / "cgroup.controllers").read_text().split()
        if not set(CONTROLLERS) <= set(available) or not _is_ours(base, found.mounts[""]):
            return None
        _prepare_delegated(base)
    except OSError:
        return None
    return Place("v2", lambda name: V2Group(base / name)) if _is_usable(base) else None


def _is_ours(folder: Path, mount: Path) -> bool:
    """Handed over by systemd, or the root of a container's own tree."""
    if folder == mount:
        return True
    return any(_has_mark(folder, mark) for mark in DELEGATION_MARKS)


def _has_mark(folder: Path, mark: str) -> bool:
    try:
        return os.getxattr(folder, mark) == b"1"
    except OSError:
        return False


def _prepare_delegated(base: Path) -> None:
    enabled = (base / "cgroup.subtree_control").read_text().split()
    if set(CONTROLLERS) <= set(enabled):
        return
    leaf = base / OWN_LEAF
    leaf.mkdir(exist_ok=True)
    for pid in (base / "cgroup.procs").read_text().split():
        write(leaf, "cgroup.procs", pid)
    enable_controllers(base)


def _v1_place(found: Hierarchies) -> Place | None:
    memory, pids = found.own_folder("memory"), found.own_folder("pids")
    if memory is None or pids is None or not (_is_usable(memory) and _is_usable(pids)):
        return None
    return Place("v1", lambda name: V1Group(memory / name, pids / name))


def _is_usable(folder: Path) -> bool:
    """By doing: make a group and remove it. Sweeps dead workers' groups on the way."""
    trial = folder / f"{PREFIX}-{os.getpid()}-trial{threading.get_ident()}"
    try:
        trial.mkdir(exist_ok=True)
        trial.rmdir()
    except OSError:
        return False
    sweep(folder)
    return True


def group_name(number: int, role: str) -> str:
    return f"{PREFIX}-{os.getpid()}-{number}-{role}"


def sweep(folder: Path) -> None:
    """Remove the groups of workers that no longer run."""
    for left in folder.glob(f"{PREFIX}-*-*"):
        owner = left.name.split("-")[1]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            for inner in [*left.glob("child-*"), left / "server"]:
                remove_group(inner)
            remove_group(left)
