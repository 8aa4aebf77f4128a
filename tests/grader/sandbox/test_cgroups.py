"""Memory groups: version 2's logic on a fake tree, version 1's numbers, and where either is looked for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox import cgroup_places
from grader.sandbox.cgroup_places import (
    Hierarchies,
    find_place,
    group_name,
    read_hierarchies,
    sweep,
)
from grader.sandbox.cgroups import NoGroup
from grader.sandbox.cgroups_v1 import V1Group
from grader.sandbox.cgroups_v2 import V2Group

MB = 1 << 20


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A delegated folder of version 2, as the kernel would show it."""
    (tmp_path / "cgroup.controllers").write_text("cpu io memory pids")
    (tmp_path / "cgroup.subtree_control").write_text("")
    (tmp_path / "cgroup.procs").write_text(f"{os.getpid()}\n41\n")
    return tmp_path


def read(path: Path) -> str:
    return path.read_text()


def test_a_child_of_version_2_gets_a_group_of_its_own_with_every_limit(tree: Path) -> None:
    group = V2Group(tree / "slot")
    group.admit(41)
    child = group.new_child()
    child.begin(512 * MB)
    folder = tree / "slot" / "child-1"
    assert read(tree / "slot/cgroup.subtree_control") == "+memory +pids"
    assert read(tree / "slot/server/cgroup.procs") == "41"
    assert read(folder / "memory.max") == str(512 * MB)
    assert read(folder / "memory.oom.group") == "1"
    assert read(folder / "pids.max") == "1"
    assert child.fd is not None
    assert os.readlink(f"/proc/self/fd/{child.fd}") == str(folder)
    child.remove()
    assert child.fd is None


def test_swap_is_shut_off_where_there_is_swap(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Path.mkdir

    def mkdir_with_swap(path: Path, *args: int, **options: bool) -> None:
        made(path, *args, **options)
        (path / "memory.swap.max").write_text("max")

    monkeypatch.setattr(Path, "mkdir", mkdir_with_swap)
    V2Group(tree / "slot").new_child().remove()
    assert read(tree / "slot/child-1/memory.swap.max") == "0"


def test_version_2_tells_memory_kills_and_refused_forks_apart(tree: Path) -> None:
    child = V2Group(tree / "slot").new_child()
    folder = tree / "slot/child-1"
    (folder / "memory.events").write_text("low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\noom_group_kill 1\n")
    (folder / "pids.events").write_text("max 0\n")
    (folder / "memory.peak").write_text("70000000\n")
    end = child.end()
    assert (end.oom, end.forks_refused, end.peak_bytes) == (True, False, 70_000_000)
    (folder / "memory.events").write_text("max 12\noom 0\noom_kill 1\n")
    assert not child.end().oom, "the whole machine has run out"
    (folder / "memory.events").write_text("max 12\noom 0\noom_kill 0\n")
    (folder / "pids.events").write_text("max 3\n")
    end = child.end()
    assert (end.oom, end.forks_refused) == (False, True)
    child.remove()


def test_an_older_kernel_without_a_peak_tells_what_is_used(tree: Path) -> None:
    child = V2Group(tree / "slot").new_child()
    folder = tree / "slot/child-1"
    for name, text in (("memory.events", ""), ("pids.events", ""), ("memory.current", "5\n")):
        (folder / name).write_text(text)
    assert child.end().peak_bytes == 5
    child.remove()


def test_a_group_that_is_removed_is_killed_first(tree: Path) -> None:
    group = V2Group(tree / "slot")
    child = group.new_child()
    (tree / "slot/child-1/cgroup.kill").write_text("")
    child.remove()
    assert read(tree / "slot/child-1/cgroup.kill") == "1"


def hierarchies(tree: Path, own: str = "/") -> Hierarchies:
    return Hierarchies({"": tree}, {"": own})


def test_a_delegated_folder_is_used_once_its_processes_have_moved_to_a_leaf(tree: Path) -> None:
    place = find_place(hierarchies(tree))
    assert place is not None
    assert place.version == "v2"
    # One write per process: the last one stands.
    assert read(tree / "ascent-workers/cgroup.procs") == "41"
    assert read(tree / "cgroup.subtree_control") == "+memory +pids"
    assert place.make("slot").version == "v2"


def test_a_worker_that_is_in_the_leaf_already_uses_the_folder_above(tree: Path) -> None:
    (tree / "ascent-workers").mkdir()
    (tree / "cgroup.subtree_control").write_text("memory pids")
    place = find_place(hierarchies(tree, "/ascent-workers"))
    assert place is not None
    place.make("slot")
    assert (tree / "slot/server").is_dir()


def test_an_empty_version_2_hierarchy_is_none(tree: Path) -> None:
    (tree / "cgroup.controllers").write_text("hugetlb\n")
    assert find_place(hierarchies(tree)) is None


def test_a_folder_that_nobody_delegated_is_left_alone(tree: Path) -> None:
    folder = tree / "system.slice"
    folder.mkdir()
    (folder / "cgroup.controllers").write_text("memory pids")
    assert find_place(hierarchies(tree, "/system.slice")) is None
    assert list(folder.iterdir()) == [folder / "cgroup.controllers"]


def test_a_folder_that_systemd_delegated_is_used(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tree / "ascent.service"
    folder.mkdir()
    for name, text in (("cgroup.controllers", "memory pids"), ("cgroup.subtree_control", ""), ("cgroup.procs", "")):
        (folder / name).write_text(text)
    monkeypatch.setattr(cgroup_places.os, "getxattr", lambda path, mark: b"1")
    place = find_place(hierarchies(tree, "/ascent.service"))
    assert place is not None
    assert place.version == "v2"


def test_version_1_is_used_where_that_is_what_there_is(tmp_path: Path) -> None:
    for name in ("memory/own", "pids/own", "unified"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "unified/cgroup.controllers").write_text("")
    mounts = {"memory": tmp_path / "memory", "pids": tmp_path / "pids", "": tmp_path / "unified"}
    place = find_place(Hierarchies(mounts, {"memory": "/own", "pids": "/elsewhere", "": "/"}))
    assert place is not None
    assert place.version == "v1"
    place.make("slot")
    assert (tmp_path / "memory/own/slot").is_dir()
    assert (tmp_path / "pids/slot").is_dir()


def test_no_hierarchy_is_no_place() -> None:
    assert find_place(Hierarchies({}, {})) is None
    assert NoGroup().new_child().end().oom is False


def test_the_mounts_of_a_hybrid_machine_are_read(tmp_path: Path) -> None:
    (tmp_path / "mounts").write_text(
        "proc /proc proc rw 0 0\n"
        "cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0\n"
        "cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0\n"
        "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n"
    )
    (tmp_path / "cgroup").write_text("8:pids:/a\n4:memory:/b/c\n0::/d\n")
    found = read_hierarchies(tmp_path)
    assert found.mounts == {
        "memory": Path("/sys/fs/cgroup/memory"),
        "pids": Path("/sys/fs/cgroup/pids"),
        "": Path("/sys/fs/cgroup/unified"),
    }
    assert found.own == {"pids": "/a", "memory": "/b/c", "": "/d"}


@pytest.fixture
def v1(tmp_path: Path) -> tuple[V1Group, Callable[[int, int, int], None]]:
    group = V1Group(tmp_path / "memory", tmp_path / "pids")

    def show(usage: int, ooms: int, refusals: int) -> None:
        (group.memory / "memory.usage_in_bytes").write_text(f"{usage}\n")
        (group.memory / "memory.max_usage_in_bytes").write_text(f"{usage}\n")
        (group.memory / "memory.oom_control").write_text(f"oom_kill_disable 0\nunder_oom 0\noom_kill {ooms}\n")
        (group.pids / "pids.events").write_text(f"max {refusals}\n")

    show(40 * MB, 2, 1)
    group.server_is_ready()
    return group, show


def test_version_1_puts_the_limit_on_top_of_the_fork_server(
    v1: tuple[V1Group, Callable[[int, int, int], None]],
) -> None:
    group, _show = v1
    group.new_child().begin(512 * MB)
    assert int(read(group.memory / "memory.limit_in_bytes")) == (40 + 8 + 512) * MB
    assert read(group.pids / "pids.max") == "4"


def test_version_1_counts_from_the_beginning_of_the_job(v1: tuple[V1Group, Callable[[int, int, int], None]]) -> None:
    group, show = v1
    child = group.new_child()
    child.begin(512 * MB)
    show(100 * MB, 2, 1)
    assert (child.end().peak_bytes, child.end().oom, child.end().forks_refused) == (60 * MB, False, False)
    show((40 + 8 + 512) * MB - 100, 3, 2)
    assert (child.end().oom, child.end().forks_refused) == (True, True)


def test_version_1_blames_nobody_where_the_whole_machine_has_run_out(
    v1: tuple[V1Group, Callable[[int, int, int], None]],
) -> None:
    group, show = v1
    child = group.new_child()
    child.begin(512 * MB)
    show(100 * MB, 3, 1)
    assert not child.end().oom


def test_what_a_killed_worker_left_is_swept_and_what_lives_is_not(tmp_path: Path) -> None:
    dead, alive = tmp_path / "ascent-4194999-1-learner", tmp_path / group_name(1, "learner")
    for folder in (dead / "server", dead / "child-3", alive / "server"):
        folder.mkdir(parents=True)
    sweep(tmp_path)
    assert not dead.exists()
    assert (alive / "server").is_dir()
