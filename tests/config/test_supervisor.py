"""The supervisor: what crashes is started again and said, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.provisioning.problem import Problem
from config.serving.processes import Program
from config.serving.supervisor import Supervisor

SLEEPER = "import time; time.sleep(600)"


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    told: list[str] = []
    made = Supervisor(tell=told.append)
    made.told = told  # type: ignore[attr-defined]
    yield made
    made.stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def program(tmp_path: Path, script: str, name: str = "worker", stop_s: float = 5.0) -> Program:
    return Program(
        name=name,
        command=[sys.executable, "-c", script],
        log=tmp_path / f"{name}.log",
        environment=os.environ,
        stop_s=stop_s,
    )


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition: object, within_s: float = 5.0) -> None:
    until = time.monotonic() + within_s
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_crashed_program_is_started_again_and_said(supervisor: Supervisor, tmp_path: Path) -> None:
    first = supervisor.start(program(tmp_path, SLEEPER))

    def kill_then_stop() -> None:
        os.kill(first.process.pid, signal.SIGKILL)
        wait_for(lambda: supervisor._running[0].process.pid != first.process.pid)
        supervisor.stop_wanted = True

    thread = threading.Thread(target=kill_then_stop)
    thread.start()
    supervisor.watch()
    thread.join()
    assert "The worker ended (signal SIGKILL); starting it again" in supervisor.told[0]  # type: ignore[attr-defined]
    assert supervisor._running[0].ended is None


def test_what_ends_at_once_again_and_again_is_given_up_with_its_last_words(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    supervisor.start(program(tmp_path, "raise SystemExit('no such thing')"))
    with pytest.raises(Problem, match="no such thing"):
        supervisor.watch()


def test_a_program_that_ends_while_it_is_awaited_is_a_problem(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(program(tmp_path, "raise SystemExit(3)"))
    with pytest.raises(Problem, match="exit code 3"):
        supervisor.wait_until(lambda: False, what="It", deadline_s=10)


def test_waiting_ends_at_the_deadline(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(program(tmp_path, SLEEPER))
    with pytest.raises(Problem, match="did not become ready"):
        supervisor.wait_until(lambda: False, what="It", deadline_s=0.1)


def test_stopping_kills_what_ignores_the_request_and_its_children(supervisor: Supervisor, tmp_path: Path) -> None:
    script = (
        "import os, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    stubborn = program(tmp_path, script, stop_s=0.2)
    running = supervisor.start(stubborn)
    wait_for(lambda: stubborn.log.read_text().strip().isdigit())
    child = int(stubborn.log.read_text())
    supervisor.stop()
    assert running.ended == -signal.SIGKILL
    wait_for(lambda: not is_alive(child))


def test_a_killed_supervisor_takes_its_programs_with_it(tmp_path: Path) -> None:
    script = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from config.serving.processes import Program\n"
        "from config.serving.supervisor import Supervisor\n"
        f"running = Supervisor().start(Program('x', [sys.executable, '-c', {SLEEPER!r}], "
        f"Path({str(tmp_path)!r}) / 'x.log', os.environ))\n"
        "print(running.process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    wait_for(lambda: not is_alive(child))
