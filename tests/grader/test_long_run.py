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
# A child that is just being handed over has up to two files on either side.
TOLERATED = {"bytes": 4 * MB, "files": 8, "files of the servers": 8}


@pytest.fixture(autouse=True)
def fork_servers() -> Iterator[None]:
    grader.close()
    grader.warm()
    yield
    grader.close()


def test_a_few_gradings_leave_nothing_behind(tmp_path: Path) -> None:
    stays_flat(tmp_path, FEW_FIRST, FEW_LAST)


@pytest.mark.long
def test_ten_thousand_gradings_leave_nothing_behind(tmp_path: Path) -> None:
    stays_flat(tmp_path, FIRST_LOOK, LAST_LOOK)


def stays_flat(folder: Path, first_look: int, last_look: int) -> None:
    bundle = double_bundle(folder)
    sources = islice(cycle(OUTCOMES), last_look)
    first: dict[str, int] = {}
    for number, source in enumerate(sources, start=1):
        assert grader.grade(bundle, source).outcome is OUTCOMES[source]
        if number == first_look:
            first = look(bundle)
    last = look(bundle)
    grown = {name: last[name] - first[name] for name in last}
    assert {name: more for name, more in grown.items() if more > TOLERATED.get(name, 0)} == {}


def look(bundle: Bundle) -> dict[str, int]:
    """What this process and those below it hold, when one pair of fork servers stands there with a child each."""
    while len(children(os.getpid())) > 2:
        assert grader.grade(bundle, DOUBLE).passed
    servers = children(os.getpid())
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
