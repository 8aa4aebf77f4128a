"""A throw-away machine made of namespaces, with something in it for every probe to attack.

Whoever is root in it is root over nothing else, and when its first process ends, all of it is gone.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyseccomp

from grader.sandbox import seccomp, syscalls
from grader.sandbox.library_paths import LibraryPaths, library_paths
from grader.sandbox.root_tree import MS_PRIVATE, MS_REC

NAMESPACES = (
    syscalls.CLONE_NEWUSER
    | syscalls.CLONE_NEWNS
    | syscalls.CLONE_NEWNET
    | syscalls.CLONE_NEWIPC
    | syscalls.CLONE_NEWUTS
)
HOSTNAME, TAKEN_HOSTNAME = "stage", "taken"
ABSTRACT = "\0ascent-stage"
SHARED_MEMORY_KEY = 0x41534354
SHARED_MEMORY_BYTES = 4096
IPC_CREAT = 0o1000
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
NAMED_IN_THE_FILTER = (*seccomp.ALLOWED, *seccomp.ALLOWED_WITHOUT_OLD_CALLS, "openat", "fcntl", "ioctl", "clone3")
# Some user that is neither the one who grades nor the one of a cage.
OTHER_USER = 1234

libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class World:
    """What is in the machine. `several_users`: it has more than its root, as root's own namespaces have.

    `filtered`: the calls that the filter of the cages names; `numbers`: those that probes make by number.
    """

    folder: Path
    several_users: bool
    victim: int
    port: int
    libraries: LibraryPaths
    filter: bytes
    filtered: frozenset[int]
    numbers: dict[str, int]
    listeners: tuple[socket.socket, ...]

    @property
    def secret(self) -> Path:
        return self.folder / "secret"

    @property
    def library(self) -> Path:
        return self.folder / "library"

    @property
    def program_of_another(self) -> Path:
        """A copy of `id` that runs as another user."""
        return self.folder / "id"


def make_world(folder: Path, *, several_users: bool, calls: Iterable[str]) -> World:
    """Fill the namespaces that this process, the first of its pid namespace, has just entered."""
    syscalls.mount(None, "/", None, MS_REC | MS_PRIVATE)
    syscalls.mount("proc", "/proc", "proc", 0)
    syscalls.mount("tmpfs", str(folder), "tmpfs", 0, "mode=755")
    socket.sethostname(HOSTNAME)
    _raise_loopback()
    if libc.shmget(SHARED_MEMORY_KEY, SHARED_MEMORY_BYTES, IPC_CREAT | 0o600) < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    tcp = socket.create_server(("127.0.0.1", 0))
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(ABSTRACT)
    abstract.listen()
    world = World(
        folder,
        several_users,
        _victim(),
        tcp.getsockname()[1],
        _libraries(folder),
        seccomp.compile_filter(writable_tmp=False),
        frozenset(_number(name) for name in NAMED_IN_THE_FILTER),
        {name: _number(name) for name in calls},
        (tcp, abstract),
    )
    _write_files(world)
    return world


def _number(call: str) -> int:
    return int(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, call))


def _raise_loopback() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", IFF_UP))


def _victim() -> int:
    pid = os.fork()
    if pid == 0:
        signal.pause()
        os._exit(0)
    return pid


def _libraries(folder: Path) -> LibraryPaths:
    paths = library_paths(hide_linalg=False)
    own = folder / "library"
    return LibraryPaths((*paths.bound, own), (*paths.emptied, own / "forbidden"))


def _write_files(world: World) -> None:
    world.secret.write_text("hunter2\n")
    world.secret.chmod(0o600)
    (world.library / "forbidden").mkdir(parents=True)
    (world.library / "module.py").write_text("# a library\n")
    (world.library / "forbidden" / "module.py").write_text("# a forbidden one\n")
    if world.several_users:
        shutil.copy(str(shutil.which("id")), world.program_of_another)
        os.chown(world.program_of_another, OTHER_USER, OTHER_USER)
        world.program_of_another.chmod(0o4755)
