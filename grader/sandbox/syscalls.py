"""The kernel calls that Python's library lacks, by number and architecture.

`ctypes.PyDLL` keeps the interpreter's lock across a call: a clone that let it go would leave it held in the
child by a thread that is not there.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from grader.sandbox.errors import IsolationUnavailable

# aarch64 comes from the kernel's generic table and has not been tried on a machine of that kind.
NUMBERS = {
    "x86_64": {
        "mount": 165, "umount2": 166, "pivot_root": 155, "unshare": 272, "prctl": 157, "capset": 126,
        "gettid": 186, "seccomp": 317, "clone3": 435, "close_range": 436, "landlock_create_ruleset": 444,
        "landlock_add_rule": 445, "landlock_restrict_self": 446, "ptrace": 101, "bpf": 321, "keyctl": 250,
        "io_uring_setup": 425, "setsid": 112, "madvise": 28, "umask": 95, "dup3": 292, "close": 3, "prlimit64": 302,
        "setgroups": 116, "setresgid": 119, "setresuid": 117,
    },
    "aarch64": {
        "mount": 40, "umount2": 39, "pivot_root": 41, "unshare": 97, "prctl": 167, "capset": 91,
        "gettid": 178, "seccomp": 277, "clone3": 435, "close_range": 436, "landlock_create_ruleset": 444,
        "landlock_add_rule": 445, "landlock_restrict_self": 446, "ptrace": 117, "bpf": 280, "keyctl": 219,
        "io_uring_setup": 425, "setsid": 157, "madvise": 233, "umask": 166, "dup3": 24, "close": 57, "prlimit64": 261,
        "setgroups": 159, "setresgid": 149, "setresuid": 147,
    },
}  # fmt: skip

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38

CLONE_NEWNS = 0x0002_0000
CLONE_NEWCGROUP = 0x0200_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000
CLONE_PIDFD = 0x1000
CLONE_CHILD_CLEARTID = 0x20_0000
CLONE_CHILD_SETTID = 0x100_0000
CLONE_INTO_CGROUP = 0x2_0000_0000

SIGCHLD = 17
CLONE_ARGS = struct.Struct("<11Q")
STRUCT_PTHREAD_BYTES = 2048

_libc = ctypes.PyDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.pthread_self.restype = ctypes.c_void_p

Argument = int | bytes | ctypes.Array[ctypes.c_char] | None
# The name of a call, and its number and arguments as C values.
Plan = Sequence[tuple[str, tuple[Any, ...]]]

_recorded: list[list[tuple[str, tuple[Any, ...]]]] = []


def numbers() -> dict[str, int]:
    """The call numbers of this machine; raises `IsolationUnavailable` on an architecture without a table."""
    return _numbers_of(platform.machine())


@lru_cache(maxsize=4)
def _numbers_of(machine: str) -> dict[str, int]:
    if not sys.platform.startswith("linux") or machine not in NUMBERS:
        raise IsolationUnavailable(
            "architecture",
            f"the cages know Linux on {' and '.join(NUMBERS)}, not {sys.platform} on {machine}",
            "Run the worker on one of these, or in a virtual machine of that kind.",
        )
    return NUMBERS[machine]


def call(name: str, *arguments: Argument) -> int:
    """Make the system call, or note it where a plan is made; raises `OSError` naming it."""
    values = (ctypes.c_long(numbers()[name]), *[_as_c(value) for value in arguments])
    if _recorded:
        _recorded[-1].append((name, values))
        return 0
    result = int(_libc.syscall(*values))
    if result < 0:
        raise _failed(name)
    return result


@contextmanager
def planned() -> Iterator[Plan]:
    """Note the calls of the block instead of making them."""
    plan: list[tuple[str, tuple[Any, ...]]] = []
    _recorded.append(plan)
    try:
        yield plan
    finally:
        _recorded.pop()


def carry_out(plan: Plan) -> None:
    """Make the calls of a plan, with as little of the interpreter as can be; raises `OSError` naming one."""
    make = _libc.syscall
    for name, values in plan:
        if make(*values) < 0:
            raise _failed(name)


def _failed(name: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{name}: {os.strerror(number)}")


def _as_c(value: Argument) -> object:
    if isinstance(value, int):
        return ctypes.c_long(value)
    return ctypes.c_char_p(value) if isinstance(value, bytes) else value


def unshare(flags: int) -> None:
    call("unshare", flags)


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """mount(2); the error names the target."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    try:
        call("mount", texts[0], texts[1], texts[2], flags, texts[3])
    except OSError as error:
        raise OSError(error.errno, f"mount on {target}: {os.strerror(error.errno or 0)}") from error


def prctl(option: int, argument: int = 0) -> None:
    call("prctl", option, argument, 0, 0, 0)


def close_range(first: int, last: int = 0xFFFF_FFFF) -> None:
    """Close every descriptor from `first` to `last`."""
    call("close_range", first, last, 0)


@lru_cache(maxsize=8)
def _address_of_cached_tid(start: int) -> int:
    """Where glibc keeps the id of the thread at `start`, so that the child's copy is set right as in glibc's fork."""
    wanted = call("gettid")
    for offset in range(0, STRUCT_PTHREAD_BYTES, 4):
        if ctypes.c_int.from_address(start + offset).value == wanted:
            return int(start + offset)
    return 0


def fork_into(namespaces: int, *, cgroup_fd: int | None = None) -> tuple[int, int]:
    """Fork into new namespaces, as `os.fork` does with all of Python's hooks.

    Returns (pid, pidfd) to the parent and (0, -1) to the child.
    """
    ctypes.pythonapi.PyOS_BeforeFork()
    pid, pidfd = _clone(namespaces, cgroup_fd)
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0, -1
    error = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    return _forked(pid, pidfd, error)


def fork_alone_into(namespaces: int, *, cgroup_fd: int | None = None) -> tuple[int, int]:
    """The same for a process of one thread, without the hooks.

    They mend what other threads may have held; here the child's interpreter is whole as it is, and running
    them would cost each child 200 page faults. Who needs new random numbers must see to that itself.
    """
    pid, pidfd = _clone(namespaces, cgroup_fd)
    return _forked(pid, pidfd, ctypes.get_errno())


def _forked(pid: int, pidfd: int, error: int) -> tuple[int, int]:
    if pid < 0:
        raise OSError(error, f"clone3: {os.strerror(error)}")
    return pid, pidfd if pid else -1


def _clone(namespaces: int, cgroup_fd: int | None) -> tuple[int, int]:
    pidfd = ctypes.c_int(-1)
    tid = _address_of_cached_tid(_libc.pthread_self())
    flags = namespaces | CLONE_PIDFD
    if tid:
        flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID
    if cgroup_fd is not None:
        flags |= CLONE_INTO_CGROUP
    packed = CLONE_ARGS.pack(
        flags, ctypes.addressof(pidfd), tid, 0, SIGCHLD, 0, 0, 0, 0, 0, 0 if cgroup_fd is None else cgroup_fd
    )
    arguments = ctypes.create_string_buffer(packed, len(packed))
    number = ctypes.c_long(numbers()["clone3"])
    size = ctypes.c_long(len(packed))
    return int(_libc.syscall(number, arguments, size)), pidfd.value
