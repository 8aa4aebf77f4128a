"""Resource limits: stop a child from using more CPU, address space, files or descriptors than its job may."""

from __future__ import annotations

import ctypes
import math
import resource
import struct
from dataclasses import dataclass

from grader.sandbox import syscalls

STACK_BYTES = 8 << 20
OPEN_FILES = 16
PENDING_SIGNALS = 16
# struct rlimit64: soft, then hard.
PAIR = struct.Struct("<QQ")
UNLIMITED = (1 << 64) - 1


@dataclass(frozen=True)
class ProcessLimits:
    """What one child may use. `address_space_bytes` None leaves memory to the cgroup alone."""

    cpu_s: float
    address_space_bytes: int | None
    file_bytes: int


def apply_limits(limits: ProcessLimits) -> None:
    """Set the limits on this process, soft and hard alike: the first process of a namespace ignores SIGXCPU."""
    apply_fixed_limits(limits.file_bytes)
    _set(resource.RLIMIT_CPU, math.ceil(limits.cpu_s))
    if limits.address_space_bytes is not None:
        _set(resource.RLIMIT_AS, limits.address_space_bytes)


def apply_fixed_limits(file_bytes: int) -> None:
    """The limits that are the same for every job."""
    fixed = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: 1,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: PENDING_SIGNALS,
        resource.RLIMIT_STACK: STACK_BYTES,
    }
    for kind, value in fixed.items():
        _set(kind, value)


def _set(kind: int, value: int) -> None:
    value = min(value, _hard(kind))
    syscalls.call("prlimit64", 0, kind, PAIR.pack(value, value), None)


def _hard(kind: int) -> int:
    return resource.getrlimit(kind)[1] & UNLIMITED


class JobLimit:
    """A limit in a plan of calls, whose value the job brings."""

    def __init__(self, kind: int) -> None:
        """Make the call; it sets what `fill` put in place until it is carried out."""
        self._hard = _hard(kind)
        self._pair = ctypes.create_string_buffer(PAIR.size)
        syscalls.call("prlimit64", 0, kind, self._pair, None)

    def fill(self, value: int) -> None:
        value = min(value, self._hard)
        PAIR.pack_into(self._pair, 0, value, value)
