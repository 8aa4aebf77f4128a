"""Start fork servers from a thread that lives as long as this process.

The kernel ends a fork server with the *thread* that started it, so a caller's short-lived thread will not do.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

PACKAGE = Path(__file__).resolve().parents[1]
# The package's front door belongs to the worker: a fork server imports only the modules that it names.
# It begins with a run of memory that keeps together what is imported, so that it can lie in huge pages.
START = """
held = [bytes(450) for _ in range(16_000)]
del held[::2], held[::2], held[::2], held[::2], held[::2], held[::2], held[::2]
import sys, types
package = types.ModuleType("grader")
package.__path__ = [sys.argv[1]]
sys.modules["grader"] = package
from grader.sandbox.fork_server import main
main(int(sys.argv[2]))
"""
# One BLAS thread, so that the process may fork; one hash seed, so that sets and dicts behave alike each time.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "LANG": "C.UTF-8",
}
# No user site, no folder of the caller's, no bytecode written; the hash seed above is still heeded.
INTERPRETER_OPTIONS = ("-P", "-s", "-B")


class _Launcher:
    """One thread per process, made anew after a fork."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pid = 0
        self._thread: ThreadPoolExecutor | None = None

    def submit(self, control: socket.socket) -> Future[subprocess.Popen[bytes]]:
        with self._lock:
            if self._thread is None or self._pid != os.getpid():
                self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="fork-server-launcher")
                self._pid = os.getpid()
            return self._thread.submit(_start, control)


_launcher = _Launcher()


def launch(control: socket.socket) -> subprocess.Popen[bytes]:
    """Start a fork server that talks over `control`, its end of a socket pair.

    Its stderr is the worker's own: what goes wrong there belongs in the operator's log.
    """
    return _launcher.submit(control).result()


def _start(control: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *INTERPRETER_OPTIONS, "-c", START, str(PACKAGE), str(control.fileno())],
        pass_fds=[control.fileno()],
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # A Ctrl-C in the terminal is for the worker to handle, not for the cages.
        start_new_session=True,
    )
