"""Where a layer cannot be had, nothing is graded, and the refusal names the layer and its mend."""

from __future__ import annotations

import os
import pickle
import platform
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox import id_maps, landlock, probing, selftest, server_pool, syscalls
from grader.sandbox.errors import IsolationUnavailable
from grader.sandbox.id_maps import INNER_USER, choose_id_map
from grader.sandbox.isolation import Mode
from grader.sandbox.layers import Layer
from grader.sandbox.library_paths import library_paths
from grader.sandbox.namespaces import IN_A_CONTAINER, mend_for_namespaces
from grader.sandbox.programs import Programs
from grader.sandbox.root_tree import mount_point
from grader.sandbox.selftest import run_selftest
from grader.sandbox.slot import Slot
from tests.sandbox.planting import descendants

pytestmark = pytest.mark.sandbox


def switched(folder: Path, name: str, value: str) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"{value}\n")
    return folder


def test_ubuntus_restriction_is_named_with_the_one_command(tmp_path: Path) -> None:
    settings = switched(tmp_path, "kernel/apparmor_restrict_unprivileged_userns", "1")
    mend = mend_for_namespaces(settings)
    assert "AppArmor" in mend
    assert mend.endswith("sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0")


@pytest.mark.parametrize(
    ("name", "value", "command"),
    [
        ("kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=10000"),
    ],
)
def test_other_switches_are_named_too(tmp_path: Path, name: str, value: str, command: str) -> None:
    assert mend_for_namespaces(switched(tmp_path, name, value)).endswith(command)


def test_with_every_switch_on_it_is_the_container(tmp_path: Path) -> None:
    switched(tmp_path, "kernel/apparmor_restrict_unprivileged_userns", "0")
    assert mend_for_namespaces(tmp_path) == IN_A_CONTAINER


def test_an_unknown_architecture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(IsolationUnavailable, match="x86_64 and aarch64, not linux on riscv64"):
        syscalls.numbers()


def test_a_kernel_without_landlock_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "supported_abi", lambda: 0)
    with pytest.raises(IsolationUnavailable, match="no Landlock"):
        landlock.make_ruleset([Path("/usr")])


@pytest.mark.parametrize(("abi", "rights"), [(1, 0x1FFF), (2, 0x3FFF), (3, 0x7FFF), (4, 0x7FFF), (5, 0xFFFF)])
def test_every_right_of_the_abi_is_handled(abi: int, rights: int) -> None:
    assert landlock.handled_rights(abi) == rights


def test_root_without_the_right_to_map_ids_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(id_maps, "effective_capabilities", lambda: 0)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(IsolationUnavailable, match="root without the capabilities"):
        choose_id_map(1)


def test_an_ordinary_user_maps_its_own_id_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(id_maps, "effective_capabilities", lambda: 0)
    monkeypatch.setattr(os, "geteuid", lambda: 501)
    monkeypatch.setattr(os, "getegid", lambda: 20)
    ids = choose_id_map(1)
    assert (ids.users, ids.groups, ids.several_ids) == (f"{INNER_USER} 501 1\n", f"{INNER_USER} 20 1\n", False)


def test_two_cages_share_no_host_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(id_maps, "effective_capabilities", lambda: (1 << 41) - 1)
    lines = [line for cage in range(4) for line in choose_id_map(cage).users.splitlines()]
    assert len({line.split()[1] for line in lines}) == 8


def test_the_root_tree_is_built_where_it_hides_nothing() -> None:
    assert mount_point((Path("/usr/lib"), Path("/mnt/disk/python"))) != Path("/mnt")
    with pytest.raises(OSError, match="can hold the root tree"):
        mount_point((Path("/"),))


def test_third_party_packages_are_not_shown() -> None:
    paths = library_paths(hide_linalg=True)
    assert all("site-packages" not in path.parts or "numpy" in path.name for path in paths.bound)
    assert any(path.name == "linalg" for path in paths.emptied)
    assert not any(path.name == "linalg" for path in library_paths(hide_linalg=False).emptied)


def test_a_refusal_survives_being_sent_between_processes() -> None:
    error = pickle.loads(pickle.dumps(IsolationUnavailable("landlock", "no", "do this")))  # noqa: S301 - our own bytes
    assert (error.layer, error.why, error.mend) == ("landlock", "no", "do this")


@pytest.fixture
def nothing_left() -> Iterator[None]:
    before = descendants(os.getpid())
    yield
    assert descendants(os.getpid()) <= before


def test_a_layer_that_does_not_hold_stops_the_slot(monkeypatch: pytest.MonkeyPatch, nothing_left: None) -> None:
    monkeypatch.setattr(probing, "look", lambda server: [Layer("seccomp", False, "not refused: socket", "report it")])
    with pytest.raises(IsolationUnavailable, match="seccomp: not refused: socket"):
        Slot(programs=Programs(examiner="grader.sandbox.rehearsal:examine"))


def test_a_program_that_cannot_be_imported_stops_the_slot(
    nothing_left: None, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(IsolationUnavailable, match="ModuleNotFoundError"):
        Slot(programs=Programs(examiner="nowhere.at_all:examine"))
    # The operator's log has it too.
    assert "ModuleNotFoundError" in capfd.readouterr().err


def test_a_program_that_starts_threads_is_refused(tmp_path: Path, nothing_left: None) -> None:
    (tmp_path / "threaded.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(30,), daemon=True).start()\n"
        "def examine(*_): pass\n"
    )
    with pytest.raises(IsolationUnavailable, match="one thread: the fork server has 2 threads"):
        Slot(programs=Programs(examiner="threaded:examine", folders=(str(tmp_path),)))


def test_a_slot_of_another_process_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    slot = Slot(programs=Programs(examiner="grader.sandbox.rehearsal:examine"))
    pid = os.getpid()
    monkeypatch.setattr(server_pool.os, "getpid", lambda: pid + 1)
    with pytest.raises(IsolationUnavailable, match="belongs to another process"):
        slot.look()
    monkeypatch.undo()
    slot.close()


def test_the_selftest_holds_here_layer_by_layer(nothing_left: None) -> None:
    report = run_selftest()
    assert report.holds, report.as_text()
    assert report.mode is (Mode.FULL if os.geteuid() == 0 else Mode.ROOTLESS)
    named = {layer.name for layer in report.layers}
    assert {"landlock (learner)", "seccomp (examiner)", "the memory limit holds", "a forged frame is refused"} <= named


def test_the_selftest_holds_without_memory_groups_and_says_so(nothing_left: None) -> None:
    report = run_selftest(Mode.ROOTLESS)
    assert report.holds, report.as_text()
    assert "memory is bounded by address space alone" in report.as_text()


def test_a_failing_layer_is_reported_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_options: object) -> None:
        raise IsolationUnavailable("user namespace", "Operation not permitted", "Run: sudo sysctl …")

    monkeypatch.setattr(selftest, "Slot", refuse)
    report = run_selftest()
    assert not report.holds
    assert report.as_text() == (
        "mode: none, nothing can be graded here\nFAIL user namespace: Operation not permitted\n     Run: sudo sysctl …"
    )
