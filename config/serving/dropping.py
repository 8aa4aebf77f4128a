"""Start a program as an ordinary user from root: `python dropping.py UID GID PATH… -- PROGRAM…`.

Each PATH is made reachable for that user, in a mount namespace of this program's own, where a folder above it
(`/root`, say) is closed to others: an empty folder is laid over the closed one and only the paths show through.
Standard library only: it runs as a script, before anything of the project can be imported.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from stat import S_IXGRP, S_IXOTH, S_IXUSR

CLONE_NEWNS = 0x20000
MS_BIND, MS_REC, MS_PRIVATE, MS_NOSUID, MS_NODEV = 4096, 16384, 1 << 18, 2, 4
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38

libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: Sequence[str]) -> None:
    """Drop and become the program. Raises OSError where a step is refused."""
    split = arguments.index("--")
    uid, gid, *paths = arguments[:split]
    parent = os.getppid()
    make_reachable([Path(path) for path in paths], uid=int(uid), gid=int(gid))
    os.setgroups([])
    os.setresgid(int(gid), int(gid), int(gid))
    os.setresuid(int(uid), int(uid), int(uid))
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # setresuid clears the wish to die with the supervisor, so it is made here, and checked for a parent just lost.
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(1)
    os.execvp(arguments[split + 1], list(arguments[split + 1 :]))


def make_reachable(paths: Sequence[Path], *, uid: int, gid: int) -> None:
    """Lay an open folder over each closed one above `paths`, and bind the paths back into it."""
    hidden: dict[Path, list[Path]] = {}
    for path in paths:
        closed = first_closed_folder(path, uid=uid, gid=gid)
        if closed is not None:
            hidden.setdefault(closed, []).append(path)
    if not hidden:
        return
    _call("unshare", CLONE_NEWNS)
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    for closed, wanted in hidden.items():
        outermost = [path for path in wanted if not any(other in path.parents for other in wanted)]
        handles = {path: os.open(path, os.O_PATH) for path in dict.fromkeys(outermost)}
        _mount("tmpfs", str(closed), "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
        for path, handle in handles.items():
            path.mkdir(parents=True, exist_ok=True)
            _mount(f"/proc/self/fd/{handle}", str(path), None, MS_BIND | MS_REC)
            os.close(handle)
    # The working folder still points below the covered one: enter it again by its name.
    os.chdir(os.getcwd())  # noqa: PTH109


def first_closed_folder(path: Path, *, uid: int, gid: int) -> Path | None:
    """The outermost folder above `path` that the user may not enter; None if all are open."""
    for folder in reversed(path.parents):
        held = folder.stat()
        allowed = S_IXUSR if held.st_uid == uid else S_IXGRP if held.st_gid == gid else S_IXOTH
        if not held.st_mode & allowed:
            return folder
    return None


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    def encoded(text: str | None) -> bytes | None:
        return None if text is None else text.encode()

    _call("mount", encoded(source), encoded(target), encoded(kind), ctypes.c_ulong(flags), encoded(data))


def _call(name: str, *arguments: object) -> None:
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1:])
