"""Namespaces: stop a child from seeing other processes, networks, users, names or mounts of the host."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.sandbox import syscalls
from grader.sandbox.errors import IsolationUnavailable
from grader.sandbox.library_paths import LibraryPaths
from grader.sandbox.privileges import CAP_SYS_ADMIN, has_capability
from grader.sandbox.root_tree import enter_root_tree

SHARED_BY_CHILDREN = syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWIPC | syscalls.CLONE_NEWNET | syscalls.CLONE_NEWCGROUP

# What stands in the way of user namespaces on the systems we know: the switch, the value that refuses, the mend.
APPARMOR = """AppArmor refuses user namespaces to ordinary users (Ubuntu 23.10 and newer). Run: \
sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"""
DEBIAN = """This kernel refuses user namespaces to ordinary users. Run: \
sudo sysctl -w kernel.unprivileged_userns_clone=1"""
SWITCHED_OFF = "User namespaces are switched off. Run: sudo sysctl -w user.max_user_namespaces=10000"
SWITCHES = (
    ("kernel/apparmor_restrict_unprivileged_userns", "1", APPARMOR),
    ("kernel/unprivileged_userns_clone", "0", DEBIAN),
    ("user/max_user_namespaces", "0", SWITCHED_OFF),
)
IN_A_CONTAINER = (
    "In a container, start it with our seccomp profile: --security-opt seccomp=deploy/seccomp.json. "
    "Where AppArmor runs, its profile must allow user namespaces, mount and pivot_root too."
)


def mend_for_namespaces(settings: Path = Path("/proc/sys")) -> str:
    """What to do where the kernel refuses namespaces: the one switch that is off, else the container's profile."""
    for switch, refusing, mend in SWITCHES:
        path = settings / switch
        if path.is_file() and path.read_text().strip() == refusing:
            return mend
    return IN_A_CONTAINER


def enter_namespaces(paths: LibraryPaths, *, several_ids: bool, map_ids: Callable[[], None]) -> None:
    """Take this process, and all it forks later, into namespaces of their own over the root tree.

    With real privileges the tree comes first: once the user is another one, folders that only root may
    cross cannot be bound any more. Without them the user namespace has to come first, to allow mounting.
    `map_ids` has the worker write the id maps from outside.
    """
    mend = mend_for_namespaces()
    may_mount = has_capability(CAP_SYS_ADMIN)
    if not may_mount:
        _enter_user_namespace(several_ids, map_ids, mend)
    with layer("mount namespace", mend):
        syscalls.unshare(syscalls.CLONE_NEWNS)
    with layer("root tree", f"{mend} Every library folder must be readable by the user that grades."):
        enter_root_tree(paths)
    if may_mount:
        _enter_user_namespace(several_ids, map_ids, mend)
    with layer("network, ipc, uts and cgroup namespaces", mend):
        syscalls.unshare(SHARED_BY_CHILDREN)


def _enter_user_namespace(several_ids: bool, map_ids: Callable[[], None], mend: str) -> None:
    with layer("user namespace", mend):
        try:
            syscalls.unshare(syscalls.CLONE_NEWUSER)
        except OSError as error:
            if error.errno == errno.EINVAL:
                raise OSError(error.errno, f"{error.strerror} (more than one thread?)") from error
            raise
        map_ids()
        if several_ids:
            os.setgroups([])
            os.setresgid(0, 0, 0)
            os.setresuid(0, 0, 0)


@contextmanager
def layer(name: str, mend: str) -> Iterator[None]:
    """Name the layer that an operating system error inside belongs to."""
    try:
        yield
    except OSError as error:
        raise IsolationUnavailable(name, error.strerror or str(error), mend) from error
