"""Gradings in a row leave nothing behind: memory, open files, processes, mounts and groups stay as they were."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest

import grader
from grader.bundle import Bundle
from grader.verdict import Outcome
from tests.grader.sample_bundles import DOUBLE, double_bundle
from tests.waiting import wait_until

pytestmark = pytest.mark.sandbox

WRONG = "def double(x):\n    return 3 * x\n"
RAISING = "def double(x):\n    return x[10 ** 9]\n"
LEAVING = "import os\n\n\ndef double(x):\n    os._exit(0)\n"
OUTCOMES = {DOUBLE: Outcome.PASSED, WRONG: Outcome.FAILED, RAISING: Outcome.FAILED, LEAVING: Outcome.FAILED}
MB = 1 << 20
# Fork servers are replaced every 500 gradings: both looks fall behind several of these.
FIRST_LOOK, LAST_LOOK = 1_500, 10_000
FEW_FIRST, FEW_LAST = 40, 120
MOST_UNTIL_REPLACED = 200
# A child that is just being handed over has up to two files on either side.
TOLERATED = {"bytes": 4 * MB, "files": 8, "files of the servers": 8}


@pytest.fixture
def others() -> Iterator[frozenset[int]]:
    """The children of this process that are none of the fork servers under test."""
    grader.close()
    before = frozenset(children(os.getpid()))
    grader.warm()
    yield before
    grader.close()


def test_a_few_gradings_leave_nothing_behind(tmp_path: Path, others: frozenset[int]) -> None:
    stays_flat(tmp_path, others, FEW_FIRST, FEW_LAST)


@pytest.mark.long
def test_ten_thousand_gradings_leave_nothing_behind(tmp_path: Path, others: frozenset[int]) -> None:
    stays_flat(tmp_path, others, FIRST_LOOK, LAST_LOOK)


def stays_flat(folder: Path, others: frozenset[int], first_look: int, last_look: int) -> None:
    bundle = double_bundle(folder)
    sources = islice(cycle(OUTCOMES), last_look)
    first: dict[str, int] = {}
    for number, source in enumerate(sources, start=1):
        assert grader.grade(bundle, source).outcome is OUTCOMES[source]
        if number == first_look:
            first = look(bundle, others)
    last = look(bundle, others)
    grown = {name: last[name] - first[name] for name in last}
    assert {name: more for name, more in grown.items() if more > TOLERATED.get(name, 0)} == {}


def look(bundle: Bundle, others: frozenset[int]) -> dict[str, int]:
    """What this process and those below it hold, when one pair of fork servers stands there with a child each."""
    for _ in range(MOST_UNTIL_REPLACED):
        servers = sorted(set(children(os.getpid())) - others)
        if len(servers) == 2:
            break
        assert grader.grade(bundle, DOUBLE).passed
    wait_until(lambda: all(len(children(server)) == 1 for server in servers), "a waiting child of each fork server")
    gc.collect()
    return {
        "bytes": own_bytes(os.getpid()),
        "files": len(os.listdir("/proc/self/fd")),
        "servers": len(servers),
        "files of the servers": sum(len(os.listdir(f"/proc/{server}/fd")) for server in servers),
        "mounts": len(Path("/proc/self/mounts").read_text().splitlines()),
        "groups": sum(1 for _ in Path("/sys/fs/cgroup").glob(f"**/ascent-{os.getpid()}-*")),
    }


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for task in tasks for word in task.read_text().split()]


def own_bytes(pid: int) -> int:
    """The memory of a process that is not of a file."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))
