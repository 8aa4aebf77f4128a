"""What the attacks are after: a secret, listeners that nobody may reach, and a lookout for what they leave."""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from grader.sandbox.slot import Slot

# Named in the attacks themselves, so neither may move.
TMP = Path("/tmp")
SECRET_FILE, SOCKET_FILE = TMP / "NB_CANARY_SECRET", TMP / "NB_CANARY.sock"
SECRET = "hunter2\n"
TCP_PORT, UDP_PORT = 39871, 39872
CANARIES = "NB_CANARY*"
SEARCHED = (TMP, Path("/var/tmp"), Path("/dev/shm"), Path.home(), Path.cwd(), Path("/"))


class Planted:
    """Counts every touch of a listener."""

    def __init__(self) -> None:
        self.touched: list[str] = []

    def listen(self, family: int, kind: int, address: str | tuple[str, int]) -> socket.socket:
        listener = socket.socket(family, kind)
        if family == socket.AF_INET:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        if kind == socket.SOCK_STREAM:
            listener.listen(5)
        threading.Thread(target=self._wait, args=(listener, str(address)), daemon=True).start()
        return listener

    def _wait(self, listener: socket.socket, name: str) -> None:
        while True:
            try:
                if listener.type == socket.SOCK_DGRAM:
                    listener.recv(100)
                else:
                    listener.accept()[0].close()
            except OSError:
                return
            self.touched.append(name)

    def strays(self) -> set[Path]:
        """Canary files that nobody planted."""
        found = {path for folder in SEARCHED if folder.is_dir() for path in folder.glob(CANARIES)}
        return found - {SECRET_FILE, SOCKET_FILE}


@contextmanager
def planted() -> Iterator[Planted]:
    """Plant everything, for one process at a time: the ports and names are fixed."""
    with ExitStack() as stack:
        lock = stack.enter_context((Path(tempfile.gettempdir()) / "ascent-canaries.lock").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        SECRET_FILE.write_text(SECRET)
        stack.callback(SECRET_FILE.unlink, missing_ok=True)
        SOCKET_FILE.unlink(missing_ok=True)
        stack.callback(SOCKET_FILE.unlink, missing_ok=True)
        plan = Planted()
        for family, kind, address in (
            (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", TCP_PORT)),
            (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", UDP_PORT)),
            (socket.AF_UNIX, socket.SOCK_STREAM, "\0NB_CANARY"),
            (socket.AF_UNIX, socket.SOCK_STREAM, str(SOCKET_FILE)),
        ):
            listener = plan.listen(family, kind, address)
            stack.callback(_close, listener)
        yield plan


def _close(listener: socket.socket) -> None:
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def descendants(pid: int) -> set[int]:
    """The processes below `pid`, at any depth."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found: set[int] = set()
    new = {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def open_descriptors(slot: Slot) -> int:
    """How many this process has open, once the last pair is gone and the next one waits: each is held by two."""
    slot.settle()
    for server in (slot._pool.learner, slot._pool.examiner):
        while server.waiting is None:
            server.hear()
    return len(os.listdir("/proc/self/fd"))


def is_running(pid: int) -> bool:
    """Whether the process exists, other than as an entry that waits to be read by its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
