"""Resource limits: stop a child from using more CPU, address space, files or descriptors than its job may."""

from __future__ import annotations

import math
import resource
from dataclasses import dataclass

STACK_BYTES = 8 << 20
OPEN_FILES = 16
PENDING_SIGNALS = 16


@dataclass(frozen=True)
class ProcessLimits:
    """What one child may use. `address_space_bytes` None leaves memory to the cgroup alone."""

    cpu_s: float
    address_space_bytes: int | None
    file_bytes: int


def apply_limits(limits: ProcessLimits) -> None:
    """Set the limits on this process, soft and hard alike: the first process of a namespace ignores SIGXCPU."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: math.ceil(limits.cpu_s),
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: 1,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: PENDING_SIGNALS,
        resource.RLIMIT_STACK: STACK_BYTES,
    }
    if limits.address_space_bytes is not None:
        wanted[resource.RLIMIT_AS] = limits.address_space_bytes
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
