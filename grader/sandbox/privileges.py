"""Privileges: stop a child from holding any capability, gaining one later, or outliving its fork server."""

from __future__ import annotations

import signal
import struct
from pathlib import Path

from grader.sandbox import syscalls

LAST_CAPABILITY = 63
CAP_SETGID = 6
CAP_SETUID = 7
CAP_SYS_ADMIN = 21
CAPABILITY_VERSION_3 = 0x2008_0522


def effective_capabilities() -> int:
    """This process's effective capabilities as a bit set."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return int(line.split()[1], 16)
    return 0


def has_capability(number: int) -> bool:
    return bool(effective_capabilities() >> number & 1)


def die_with_parent() -> None:
    """Have the kernel kill this process when the thread that forked it ends."""
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)


def drop_privileges(*, user: int, several_ids: bool) -> None:
    """Leave every privilege for good.

    Where only one id is mapped (`several_ids` false) the user cannot change; the capabilities go all the same.
    """
    if several_ids:
        syscalls.call("setgroups", 0, None)
        syscalls.call("setresgid", user, user, user)
        syscalls.call("setresuid", user, user, user)
    syscalls.call("capset", struct.pack("<Ii", CAPABILITY_VERSION_3, 0), bytes(24))
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    # setresuid resets both of these: they come after it.
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
    die_with_parent()


def drop_bounding_set() -> None:
    """Give up every capability that a program started later could be given."""
    for capability in range(LAST_CAPABILITY + 1):
        try:
            syscalls.prctl(syscalls.PR_CAPBSET_DROP, capability)
        except OSError:
            return  # past the last capability that this kernel knows
