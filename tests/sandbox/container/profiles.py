"""The seccomp profiles that the emulated containers run under."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader.sandbox import syscalls

OURS = Path(__file__).resolve().parents[3] / "deploy" / "seccomp.json"
# What the cages need beyond what Docker allows by itself.
NEEDED = ("clone3", "unshare", "mount", "umount2", "pivot_root")

# What Docker refuses by itself to a container without added capabilities, as a list of the refused: its own
# profile lists what it allows. Only the part that a worker could notice.
REFUSED_BY_DOCKER = [
    "acct", "add_key", "bpf", "clock_settime", "delete_module", "finit_module", "fsconfig", "fsmount", "fsopen",
    "fspick", "get_mempolicy", "init_module", "io_uring_enter", "io_uring_register", "io_uring_setup", "ioperm",
    "iopl", "kcmp", "kexec_file_load", "kexec_load", "keyctl", "mbind", "mount", "mount_setattr", "move_mount",
    "name_to_handle_at", "open_by_handle_at", "open_tree", "perf_event_open", "pidfd_getfd", "pivot_root",
    "process_madvise", "quotactl", "reboot", "request_key", "set_mempolicy", "setdomainname", "sethostname",
    "setns", "settimeofday", "swapoff", "swapon", "syslog", "umount2", "unshare", "userfaultfd", "vhangup",
]  # fmt: skip
NAMESPACES = (
    syscalls.CLONE_NEWNS,
    syscalls.CLONE_NEWCGROUP,
    syscalls.CLONE_NEWUTS,
    syscalls.CLONE_NEWIPC,
    syscalls.CLONE_NEWUSER,
    syscalls.CLONE_NEWPID,
    syscalls.CLONE_NEWNET,
)
# The C library makes threads without it where it does not seem to exist.
NO_CLONE3 = {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": errno.ENOSYS}


def ours(*, without: Iterable[str] = ()) -> dict[str, Any]:
    """The profile that we ship, or what is left of it `without` some calls."""
    profile: dict[str, Any] = json.loads(OURS.read_text())
    for rule in profile["syscalls"]:
        rule["names"] = [name for name in rule["names"] if name not in without]
    profile["syscalls"] = [rule for rule in profile["syscalls"] if rule["names"]]
    if "clone3" in without:
        profile["syscalls"].append(NO_CLONE3)
    return profile


def docker_default() -> dict[str, Any]:
    """What Docker does when nobody names a profile."""
    refused = {"names": REFUSED_BY_DOCKER, "action": "SCMP_ACT_ERRNO", "errnoRet": errno.EPERM}
    namespaces = [
        {
            "names": ["clone"],
            "action": "SCMP_ACT_ERRNO",
            "errnoRet": errno.EPERM,
            "args": [{"index": 0, "value": flag, "valueTwo": flag, "op": "SCMP_CMP_MASKED_EQ"}],
        }
        for flag in NAMESPACES
    ]
    return {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [refused, *namespaces, NO_CLONE3]}
