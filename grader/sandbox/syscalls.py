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

from grader.sandbox.errors import IsolationUnavailable

# aarch64 comes from the kernel's generic table and has not been tried on a machine of that kind.
NUMBERS = {
    "x86_64": {
        "mount": 165, "umount2": 166, "pivot_root": 155, "unshare": 272, "prctl": 157, "capset": 126,
        "gettid": 186, "seccomp": 317, "clone3": 435, "close_range": 436, "landlock_create_ruleset": 444,
        "landlock_add_rule": 445, "landlock_restrict_self": 446, "ptrace": 101, "bpf": 321, "keyctl": 250,
        "io_uring_setup": 425,
    },
    "aarch64": {
        "mount": 40, "umount2": 39, "pivot_root": 41, "unshare": 97, "prctl": 167, "capset": 91,
        "gettid": 178, "seccomp": 277, "clone3": 435, "close_range": 436, "landlock_create_ruleset": 444,
        "landlock_add_rule": 445, "landlock_restrict_self": 446, "ptrace": 117, "bpf": 280, "keyctl": 219,
        "io_uring_setup": 425,
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


def numbers() -> dict[str, int]:
    """The call numbers of this machine; raises `IsolationUnavailable` on an architecture without a table."""
    machine = platform.machine()
    if not sys.platform.startswith("linux") or machine not in NUMBERS:
        raise IsolationUnavailable(
            "architecture",
            f"the cages know Linux on {' and '.join(NUMBERS)}, not {sys.platform} on {machine}",
            "Run the worker on one of these, or in a virtual machine of that kind.",
        )
    return NUMBERS[machine]


def call(name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make the system call; raises `OSError` naming it."""
    result = int(_libc.syscall(ctypes.c_long(numbers()[name]), *[_as_c(value) for value in arguments]))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def _as_c(value: int | bytes | ctypes.Array[ctypes.c_char] | None) -> object:
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


def close_range(first: int) -> None:
    """Close every descriptor from `first` on."""
    call("close_range", first, 0xFFFF_FFFF, 0)


def _address_of_cached_tid() -> int:
    """Where glibc keeps the thread's own id, so that the child's copy can be set right as glibc's fork does."""
    start = _libc.pthread_self()
    wanted = call("gettid")
    for offset in range(0, STRUCT_PTHREAD_BYTES, 4):
        if ctypes.c_int.from_address(start + offset).value == wanted:
            return int(start + offset)
    return 0


def fork_into(namespaces: int, *, cgroup_fd: int | None = None) -> tuple[int, int]:
    """Fork into new namespaces, as `os.fork` does with all of Python's hooks.

    Returns (pid, pidfd) to the parent and (0, -1) to the child.
    """
    pidfd = ctypes.c_int(-1)
    tid = _address_of_cached_tid()
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
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = int(_libc.syscall(number, arguments, size))
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0, -1
    error = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(error, f"clone3: {os.strerror(error)}")
    return pid, pidfd.value
