"""How strong the cages are on this machine, and what around them makes them so."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from grader.sandbox.cgroup_places import Place, find_place
from grader.sandbox.cgroups import Group, NoGroup
from grader.sandbox.errors import IsolationUnavailable
from grader.sandbox.id_maps import choose_id_map


class Mode(enum.StrEnum):
    """`FULL` has memory groups and own host users; `ROOTLESS` bounds memory by address space alone."""

    FULL = "full"
    ROOTLESS = "rootless"


@dataclass(frozen=True)
class Isolation:
    """The layers in force around one fork server. `cgroup` is v1, v2 or empty."""

    mode: Mode
    cgroup: str
    own_host_user: bool
    landlock_abi: int


@dataclass(frozen=True)
class Surroundings:
    """What the machine offers from outside: a place for groups, or none."""

    place: Place | None

    def new_group(self, name: str) -> Group:
        return NoGroup() if self.place is None else self.place.make(name)


def find_surroundings(mode: Mode | None) -> Surroundings:
    """The strongest that there is, or exactly `mode`; raises `IsolationUnavailable` if that cannot be had."""
    place = None if mode is Mode.ROOTLESS else find_place()
    if mode is Mode.FULL:
        if place is None:
            raise IsolationUnavailable(
                "cgroup",
                "no memory and pids groups can be made here",
                "Start the worker as root, or with a delegated subtree: systemd-run --user --scope -p Delegate=yes …",
            )
        if not choose_id_map(0).several_ids:
            raise IsolationUnavailable(
                "user namespace",
                "the worker may not give the cages host users of their own",
                "Start it as root, or accept the rootless mode.",
            )
    return Surroundings(place)
