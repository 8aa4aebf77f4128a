"""Try to break out, from inside a caged child, and tell what happened."""

from __future__ import annotations

import importlib
import os
import socket
import struct
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from grader.sandbox import syscalls
from grader.sandbox.frames import Channel, ChannelClosed
from grader.sandbox.id_maps import INNER_USER

# LC_CTYPE is what the interpreter itself sets when it picks UTF-8.
KNOWN_VARIABLES = {"LANG", "LC_CTYPE", "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"}
OPEN_DESCRIPTORS = [0, 1, 2, 3, 4]
HIGHEST_DESCRIPTOR = 256
LAZILY_IMPORTED = "statistics"

Attempt = Callable[[], object]


def probe(channel_fd: int, _second_fd: int, _payload: bytes) -> NoReturn:
    """Answer with [(layer, holds, detail)] and stay to be looked at until the worker hangs up."""
    channel = Channel(channel_fd)
    channel.send(0, [_try(name, attempt) for name, attempt in PROBES.items()])
    try:
        channel.receive()
    except ChannelClosed:
        pass
    os._exit(0)


def _try(name: str, attempt: Callable[[], str]) -> tuple[str, bool, str]:
    """An attempt returns what it found wrong, or nothing."""
    try:
        wrong = attempt()
    except Exception as error:
        wrong = f"{type(error).__name__}: {error}"
    return name, not wrong, wrong


def _succeeding(attempts: dict[str, Attempt]) -> str:
    """The names of the attempts that no layer stopped."""
    succeeded = []
    for name, attempt in attempts.items():
        try:
            attempt()
        except OSError:
            continue
        succeeded.append(name)
    return f"not refused: {', '.join(succeeded)}" if succeeded else ""


def _process() -> str:
    pid = os.getpid()
    return "" if pid == 1 else f"the child is process {pid} of its namespace, not 1"


def _user() -> str:
    ids = {os.getuid(), os.geteuid(), os.getgid(), os.getegid()}
    return "" if ids == {INNER_USER} else f"the child runs as {ids}"


def _files() -> str:
    return _succeeding(
        {
            "reading /etc/passwd": lambda: open("/etc/passwd").close(),  # noqa: PTH123 - bare calls on purpose
            "writing in /tmp": lambda: open("/tmp/probe", "w").close(),  # noqa: PTH123, S108 - as above
            "listing /proc": lambda: os.listdir("/proc"),  # noqa: PTH208 - as above
            "making a folder": lambda: os.mkdir("/tmp/probe"),  # noqa: PTH102, S108 - as above
        }
    )


def _landlock() -> str:
    # The root and /tmp of the tree may be read by their modes: only Landlock refuses them.
    return _succeeding({f"listing {path}": partial(os.listdir, path) for path in ("/", "/tmp")})  # noqa: S108 - as above


def _calls() -> str:
    numbers: dict[str, tuple[Any, ...]] = {
        "unshare": (syscalls.CLONE_NEWUSER,),
        "mount": (b"tmpfs", b"/tmp", b"tmpfs", 0, None),
        "ptrace": (0, 0, 0, 0),
        "bpf": (0, bytes(128), 128),
        "io_uring_setup": (4, bytes(128)),
        "keyctl": (0, -3, 1),
        "seccomp": (1, 0, struct.pack("<HxxxxxxQ", 0, 0)),
    }
    attempts: dict[str, Attempt] = {
        name: partial(syscalls.call, name, *arguments) for name, arguments in numbers.items()
    }
    attempts["socket"] = socket.socket
    attempts["fork"] = _fork
    attempts["kill"] = lambda: os.kill(-1, 0)
    attempts["execve"] = lambda: os.execve("/bin/true", ["true"], {})
    return _succeeding(attempts)


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _environment() -> str:
    strangers = sorted(set(os.environ) - KNOWN_VARIABLES)
    return f"the child sees {', '.join(strangers)}" if strangers else ""


def _descriptors() -> str:
    found = [fd for fd in range(HIGHEST_DESCRIPTOR) if _is_open(fd)]
    return "" if found == OPEN_DESCRIPTORS else f"the child holds the descriptors {found}"


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def _libraries() -> str:
    importlib.import_module(LAZILY_IMPORTED)
    return ""


PROBES: dict[str, Callable[[], str]] = {
    "pid namespace": _process,
    "user": _user,
    "root tree": _files,
    "landlock": _landlock,
    "seccomp": _calls,
    "environment": _environment,
    "descriptors": _descriptors,
    "libraries": _libraries,
}
