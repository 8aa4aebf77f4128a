"""Landlock: stop a child from opening, making or executing any path but the libraries it may read.

It holds where the mount tree would not: over paths reached by an inherited descriptor, over TCP from ABI 4,
over abstract sockets and signals from ABI 6.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox import syscalls
from grader.sandbox.errors import IsolationUnavailable

READ_FILE = 1 << 2
READ_DIRECTORY = 1 << 3
WRITE_FILE = 1 << 1
REMOVE_DIRECTORY = 1 << 4
REMOVE_FILE = 1 << 5
MAKE_DIRECTORY = 1 << 7
MAKE_REGULAR = 1 << 8
TRUNCATE = 1 << 14
READ = READ_FILE | READ_DIRECTORY
WRITE = READ | WRITE_FILE | REMOVE_DIRECTORY | REMOVE_FILE | MAKE_DIRECTORY | MAKE_REGULAR

ABI_1_RIGHTS = (1 << 13) - 1
# What each later ABI lets a ruleset handle: refer, truncate, ioctl on devices.
RIGHTS_SINCE = {2: 1 << 13, 3: TRUNCATE, 5: 1 << 15}
NETWORK_SINCE = 4
SCOPE_SINCE = 6
NETWORK_BIND_CONNECT = 3
SCOPE_ABSTRACT_AND_SIGNAL = 3

VERSION_FLAG = 1
RULE_PATH_BENEATH = 1


def supported_abi() -> int:
    """The kernel's Landlock ABI, 0 where there is none."""
    try:
        return syscalls.call("landlock_create_ruleset", None, 0, VERSION_FLAG)
    except OSError:
        return 0


def handled_rights(abi: int) -> int:
    return ABI_1_RIGHTS | sum(right for since, right in RIGHTS_SINCE.items() if abi >= since)


def make_ruleset(readable: Sequence[Path], writable: Sequence[Path] = ()) -> int:
    """A descriptor of a ruleset that allows reading below `readable` and changing below `writable`."""
    abi = supported_abi()
    if abi < 1:
        raise IsolationUnavailable(
            "landlock",
            "this kernel has no Landlock",
            "Boot a kernel of 5.13 or newer with landlock in its lsm= list (CONFIG_LSM).",
        )
    attributes = struct.pack("<Q", handled_rights(abi))
    if abi >= NETWORK_SINCE:
        attributes += struct.pack("<Q", NETWORK_BIND_CONNECT)
    if abi >= SCOPE_SINCE:
        attributes += struct.pack("<Q", SCOPE_ABSTRACT_AND_SIGNAL)
    ruleset = syscalls.call("landlock_create_ruleset", attributes, len(attributes), 0)
    for path in readable:
        _allow(ruleset, path, READ)
    for path in writable:
        _allow(ruleset, path, (WRITE | TRUNCATE) & handled_rights(abi))
    return ruleset


def _allow(ruleset: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("<Qi", rights if path.is_dir() else rights & READ_FILE, place)
        syscalls.call("landlock_add_rule", ruleset, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(place)


def restrict_self(ruleset: int) -> None:
    """Put this process under `ruleset`, for good. No mount is possible afterwards."""
    syscalls.call("landlock_restrict_self", ruleset, 0)
