"""How strong the cages are on this machine."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Mode(enum.StrEnum):
    """`FULL` has memory cgroups and own host users; `ROOTLESS` bounds memory by address space alone."""

    FULL = "full"
    ROOTLESS = "rootless"


@dataclass(frozen=True)
class Isolation:
    """The layers in force around one fork server."""

    mode: Mode
    cgroup: str
    own_host_user: bool
    landlock_abi: int
