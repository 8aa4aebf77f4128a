"""Memory and process groups around a process that no other layer holds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from grader.sandbox.cgroup_places import find_place
from grader.sandbox.cgroups import ChildGroup, Group, write
from grader.sandbox.cgroups_v2 import V2Child
from tests.waiting import wait_until

pytestmark = pytest.mark.sandbox

MEMORY_BYTES = 64 << 20
EAT = "x = bytearray(256 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\nprint('succeeded')"
FORK = """
import os, signal
try:
    for _ in range(10):
        if os.fork() == 0:
            signal.pause()
    print('succeeded')
except BlockingIOError:
    print('refused')
os.killpg(0, signal.SIGKILL)
"""
Grouped = tuple[Group, ChildGroup]


@pytest.fixture
def grouped() -> Iterator[Grouped]:
    place = find_place()
    if place is None:
        pytest.skip("no groups can be made here: the cages are rootless")
    group = place.make(f"ascent-{os.getpid()}-alone")
    child = group.new_child()
    yield group, child
    child.remove()
    wait_until(group.remove, "the group is empty")


def run(program: str, grouped: Grouped | None) -> tuple[str, int]:
    """What the program said, and how it ended."""
    with subprocess.Popen(
        [sys.executable, "-c", f"input()\n{program}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        if grouped is not None:
            _admit(process.pid, *grouped)
        said, _ = process.communicate("\n", timeout=30)
    return said.strip(), process.returncode


def _admit(pid: int, group: Group, child: ChildGroup) -> None:
    if isinstance(child, V2Child):
        write(child.folder, "cgroup.procs", pid)
    else:
        group.admit(pid)
        group.server_is_ready()
    child.begin(MEMORY_BYTES)


def test_memory_beyond_the_group_ends_the_process_and_is_told(grouped: Grouped) -> None:
    assert run(EAT, grouped) == ("", -9)
    assert grouped[1].end().oom
    assert run(EAT, None) == ("succeeded", 0)


def test_processes_beyond_the_group_are_refused_and_told(grouped: Grouped) -> None:
    assert run(FORK, grouped)[0] == "refused"
    assert grouped[1].end().forks_refused
    assert run(FORK, None)[0] == "succeeded"
