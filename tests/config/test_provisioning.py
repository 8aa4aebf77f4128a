"""Set-up: what is missing is said in one line with a way out."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from config.provisioning import machine
from config.provisioning.commands import run_logged
from config.provisioning.debian import Package, provide
from config.provisioning.machine import check_folder, check_port
from config.provisioning.problem import Problem
from config.provisioning.running import main
from config.provisioning.stamps import fingerprint, is_current

ROOT = Path(__file__).resolve().parents[2]


def test_a_command_that_works_leaves_its_output_in_the_log(tmp_path: Path) -> None:
    run_logged([sys.executable, "-c", "print('made it')"], purpose="Trying", folder=tmp_path)
    assert "made it" in (tmp_path / "var/logs/setup.log").read_text()


@pytest.mark.parametrize(
    ("printed", "cause"),
    [
        ("error: No space left on device (os error 28)", "the disk is full"),
        ("error sending request for url: dns error", "the package index cannot be reached"),
        ("EACCES: permission denied, mkdir", "a file cannot be written"),
        ("something nobody has seen", "something nobody has seen"),
    ],
)
def test_a_failing_command_names_the_cause(tmp_path: Path, printed: str, cause: str) -> None:
    script = f"import sys; print({printed!r}); sys.exit(3)"
    with pytest.raises(Problem, match="Trying failed") as caught:
        run_logged([sys.executable, "-c", script], purpose="Trying", folder=tmp_path)
    assert cause in caught.value.what
    assert "setup.log" in caught.value.way_out


def test_an_earlier_failure_in_the_log_is_not_blamed_for_a_later_one(tmp_path: Path) -> None:
    fail = "import sys; print({!r}); sys.exit(1)"
    with pytest.raises(Problem, match="the disk is full"):
        run_logged([sys.executable, "-c", fail.format("No space left on device")], purpose="A", folder=tmp_path)
    with pytest.raises(Problem, match="other trouble"):
        run_logged([sys.executable, "-c", fail.format("other trouble")], purpose="B", folder=tmp_path)


def test_a_program_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="Trying failed"):
        run_logged(["/does/not/exist"], purpose="Trying", folder=tmp_path)


def test_a_taken_port_is_named_with_another_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} on 127.0.0.1 is taken") as caught:
            check_port("127.0.0.1", port)
    assert f"--port {port + 1}" in caught.value.way_out


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Problem):
        check_port("192.0.2.1", 8000)


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 1000, 1000))
    with pytest.raises(Problem, match="The disk is full"):
        check_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_path_too_long_for_a_socket_is_said(tmp_path: Path) -> None:
    deep = tmp_path / ("very-long-name-" * 8)
    deep.mkdir()
    with pytest.raises(Problem, match="characters too long"):
        check_folder(deep)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "access", lambda *_: False)
    with pytest.raises(Problem, match="cannot be written"):
        check_folder(tmp_path)


def test_without_root_missing_packages_are_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    packages = [Package("first", lambda: False), Package("there", lambda: True), Package("second", lambda: False)]
    with pytest.raises(Problem) as caught:
        provide(packages, folder=tmp_path)
    assert "first second" in caught.value.what
    assert caught.value.way_out == "Install with: sudo apt-get install first second"


def test_nothing_missing_asks_for_nothing(tmp_path: Path) -> None:
    provide([Package("there", lambda: True)], folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_stamp_holds_until_a_file_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "lock", tmp_path / "stamp"
    source.write_text("a")
    assert not is_current(stamp, fingerprint([source]))
    stamp.write_text(fingerprint([source]))
    assert is_current(stamp, fingerprint([source]))
    source.write_text("b")
    assert not is_current(stamp, fingerprint([source]))


@pytest.mark.parametrize("port", ["0", "65536", "eight", "-1"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--port", port])
    assert ended.value.code == 2
    assert "a port is" in capsys.readouterr().err or port == "-1"


def test_run_says_a_problem_in_two_lines_and_exits_with_1() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = subprocess.run([ROOT / "run", "--port", port], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[0].startswith("Ascent cannot start. Port")
    assert "Traceback" not in ended.stderr
