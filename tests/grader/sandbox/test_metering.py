"""What a process has used, told by the kernel: whatever the process says of itself."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from grader.sandbox.metering import usage_of

MB = 1_000_000
GONE = 2**22 + 1


@contextmanager
def running(source: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python that has got to the line `print()` of its source, and waits for input after it."""
    process = subprocess.Popen([sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


def test_computing_shows_and_waiting_does_not() -> None:
    spinning = "import time\nprint(flush=True)\nwhile time.process_time() < 0.3: pass\nprint(flush=True)\ninput()"
    with running(spinning) as process:
        before = usage_of(process.pid)
        assert process.stdout is not None
        process.stdout.readline()
        between = usage_of(process.pid)
        time.sleep(0.2)
        after = usage_of(process.pid)
        assert before is not None
        assert between is not None
        assert after is not None
        assert between.cpu_ns - before.cpu_ns > 0.1e9
        assert after.cpu_ns - between.cpu_ns < 0.1e9


def test_memory_that_was_given_back_has_been_used_all_the_same() -> None:
    with running("x = b'1' * 80_000_000\ndel x\nprint(flush=True)\ninput()") as process:
        found = usage_of(process.pid)
        assert found is not None
        assert 80 * MB < found.peak_bytes < 200 * MB


def test_a_process_that_is_gone_has_no_usage() -> None:
    assert usage_of(GONE) is None
