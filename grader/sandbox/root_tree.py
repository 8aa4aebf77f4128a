"""The root tree: stop a child from seeing any file but the libraries, and from changing even those.

There is no /proc, /sys or /dev in it: CPython and NumPy need none of them.
"""

from __future__ import annotations

import os
from pathlib import Path

from grader.sandbox import syscalls
from grader.sandbox.library_paths import LibraryPaths

MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_REMOUNT = 0x20
MS_NOATIME = 0x400
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x4_0000
MS_RELATIME = 0x20_0000
MNT_DETACH = 2

READ_ONLY = MS_RDONLY | MS_NOSUID | MS_NODEV
TMP = Path("/tmp")  # noqa: S108 - the child's own mount, not the host's folder
MOUNT_POINTS = ("/mnt", "/media", "/srv", "/opt", "/home", "/tmp", "/var/tmp", "/run")  # noqa: S108 - as above
# A user namespace may not clear these on a mount it inherits, only repeat them.
LOCKED_FLAGS = {os.ST_NOEXEC: MS_NOEXEC, os.ST_NOATIME: MS_NOATIME, os.ST_RELATIME: MS_RELATIME}


def enter_root_tree(paths: LibraryPaths) -> None:
    """Build the tree in this mount namespace and make it the root."""
    syscalls.mount(None, "/", None, MS_REC | MS_PRIVATE)
    root = mount_point(paths.bound)
    syscalls.mount("tmpfs", str(root), "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    outer = [path for path in paths.bound if not _is_below(path, paths.emptied)]
    inner = [path for path in paths.bound if path not in outer]
    for path in outer:
        _bind(path, root)
    emptied_first = [path for path in paths.emptied if _is_below_any(inner, path)]
    for path in emptied_first:
        _empty(path, root)
    for path in inner:
        _bind(path, root)
    for path in paths.emptied:
        if path not in emptied_first:
            _empty(path, root)
    for path in paths.emptied:
        syscalls.mount(None, str(_inside(path, root)), None, MS_REMOUNT | READ_ONLY)
    _inside(TMP, root).mkdir(exist_ok=True)
    syscalls.mount(None, str(root), None, MS_BIND | MS_REMOUNT | READ_ONLY)
    _pivot(root)


def mount_point(sources: tuple[Path, ...]) -> Path:
    """An existing folder to build on that neither holds nor lies in anything that is to be shown."""
    for name in MOUNT_POINTS:
        path = Path(name)
        related = any(source.is_relative_to(path) or path.is_relative_to(source) for source in sources)
        if path.is_dir() and not related:
            return path
    raise OSError(f"none of {', '.join(MOUNT_POINTS)} can hold the root tree")


def mount_tmp(size_mb: int) -> None:
    """Give this child a small writable /tmp of its own, which ends with it."""
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    syscalls.mount("tmpfs", str(TMP), "tmpfs", flags, f"size={size_mb}m,nr_inodes=256,mode=777")


def _is_below(path: Path, folders: tuple[Path, ...]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _is_below_any(paths: list[Path], folder: Path) -> bool:
    return any(path.is_relative_to(folder) for path in paths)


def _inside(path: Path, root: Path) -> Path:
    return root / path.relative_to("/")


def _bind(path: Path, root: Path) -> None:
    target = _inside(path, root)
    target.mkdir(parents=True, exist_ok=True)
    syscalls.mount(str(path), str(target), None, MS_BIND | MS_REC)
    present = os.statvfs(path).f_flag
    kept = sum(flag for shown, flag in LOCKED_FLAGS.items() if present & shown)
    syscalls.mount(None, str(target), None, MS_BIND | MS_REMOUNT | READ_ONLY | kept)


def _empty(path: Path, root: Path) -> None:
    syscalls.mount("tmpfs", str(_inside(path, root)), "tmpfs", MS_NOSUID | MS_NODEV, "size=64k,mode=755")


def _pivot(root: Path) -> None:
    os.chdir(root)
    syscalls.call("pivot_root", b".", b".")
    # The old root now lies on top of the new one.
    syscalls.call("umount2", b".", MNT_DETACH)
    os.chdir("/")
