"""Run a command as the user nobody, with an interpreter and a project that only root may reach.

In a mount namespace of its own, a folder that nobody may not enter is covered by an empty one that holds just
the paths needed, bound to where they were.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from grader.sandbox import syscalls
from grader.sandbox.root_tree import MS_BIND, MS_PRIVATE, MS_REC

NOBODY = 65534


def become_nobody_and_run(command: list[str]) -> None:
    """Replace this process; needs root."""
    project = Path(__file__).resolve().parents[2]
    needed = [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), project]
    syscalls.unshare(syscalls.CLONE_NEWNS)
    syscalls.mount(None, "/", None, MS_REC | MS_PRIVATE)
    for folder in {closed for path in needed if (closed := first_closed(path)) is not None}:
        _open_up(folder, [path for path in needed if path.is_relative_to(folder)])
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    os.execv(command[0], command)


def first_closed(path: Path) -> Path | None:
    """The first folder on the way to `path` that others may not enter."""
    for folder in (*reversed(path.parents), path):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def _open_up(folder: Path, needed: list[Path]) -> None:
    held = {path: os.open(path, os.O_PATH) for path in needed}
    syscalls.mount("tmpfs", str(folder), "tmpfs", 0, "mode=755")
    for path, fd in held.items():
        path.mkdir(parents=True, exist_ok=True)
        syscalls.mount(f"/proc/self/fd/{fd}", str(path), None, MS_BIND | MS_REC)
        os.close(fd)


if __name__ == "__main__":
    become_nobody_and_run(sys.argv[1:])
