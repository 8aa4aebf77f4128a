"""Id maps: give each cage host users of its own, so that it shares no file, signal or key with anybody."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.errors import IsolationUnavailable
from grader.sandbox.privileges import CAP_SETGID, CAP_SETUID, effective_capabilities

INNER_USER = 1000
IDS_PER_CAGE = 2
# Above what distributions and systemd-nspawn hand out; inside a smaller map, the ids just below "nobody".
FIRST_HOST_ID = 1_900_000_000
FIRST_ID_IN_A_SMALL_MAP = 61_000
CAGES_IN_A_SMALL_MAP = 1_500
CAGES = 10_000_000


@dataclass(frozen=True)
class IdMap:
    """Lines for uid_map and gid_map. `several_ids` tells that the child's user is not the worker's."""

    users: str
    groups: str
    several_ids: bool


def choose_id_map(cage: int) -> IdMap:
    """Two host ids that no other cage holds where we may map them, else the worker's own id alone."""
    needed = 1 << CAP_SETUID | 1 << CAP_SETGID
    if effective_capabilities() & needed == needed:
        first = _first_free_id(cage)
        lines = f"0 {first} 1\n{INNER_USER} {first + 1} 1\n"
        return IdMap(lines, lines, several_ids=True)
    if os.geteuid() == 0:
        raise IsolationUnavailable(
            "user namespace",
            "the worker is root without the capabilities to give a cage another user",
            "Run the worker as an ordinary user, or leave it CAP_SETUID and CAP_SETGID.",
        )
    return IdMap(f"{INNER_USER} {os.geteuid()} 1\n", f"{INNER_USER} {os.getegid()} 1\n", several_ids=False)


def _first_free_id(cage: int) -> int:
    ranges = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    largest = max(int(inside) + int(count) for inside, _outside, count in ranges)
    if largest > FIRST_HOST_ID + CAGES * IDS_PER_CAGE:
        return FIRST_HOST_ID + cage % CAGES * IDS_PER_CAGE
    return FIRST_ID_IN_A_SMALL_MAP + cage % CAGES_IN_A_SMALL_MAP * IDS_PER_CAGE


def write_id_maps(pid: int, ids: IdMap) -> None:
    """Write the maps of the process that has just left for a user namespace of its own."""
    folder = Path(f"/proc/{pid}")
    if not ids.several_ids:
        # Without privileges the kernel takes a group map only once setgroups is given up.
        (folder / "setgroups").write_text("deny")
    (folder / "uid_map").write_text(ids.users)
    (folder / "gid_map").write_text(ids.groups)
