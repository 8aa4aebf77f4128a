"""Which folders of this machine a child may read: the standard library, NumPy and the system's libraries."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

THIRD_PARTY_FOLDERS = ("site-packages", "dist-packages")
SYSTEM_LIBRARY_FOLDERS = ("/lib", "/usr/lib", "/lib64", "/usr/lib64")


@dataclass(frozen=True)
class LibraryPaths:
    """`bound` are shown read-only, `emptied` are shown as empty folders."""

    bound: tuple[Path, ...]
    emptied: tuple[Path, ...]


def library_paths(*, hide_linalg: bool) -> LibraryPaths:
    """The paths of the running interpreter. `hide_linalg` keeps a forbidden `numpy.linalg` from being reloaded."""
    import numpy as np

    package = Path(np.__file__).parent
    standard = _standard_library()
    numpy_paths = [path for path in (package, package.with_name("numpy.libs")) if path.is_dir()]
    emptied = [folder / name for folder in standard for name in THIRD_PARTY_FOLDERS if (folder / name).is_dir()]
    if hide_linalg:
        emptied.append(package / "linalg")
    bound = dict.fromkeys([*standard, *_system_libraries(), *numpy_paths])
    return LibraryPaths(tuple(bound), tuple(emptied))


def _standard_library() -> list[Path]:
    pure = sysconfig.get_path("stdlib")
    compiled = sysconfig.get_path("platstdlib", vars={"platbase": sys.base_exec_prefix})
    return [Path(path) for path in dict.fromkeys((pure, compiled)) if Path(path).is_dir()]


def _system_libraries() -> list[Path]:
    """The multiarch folders where the system has them, else the whole `lib64` (Fedora, Arch)."""
    architecture = sysconfig.get_config_var("MULTIARCH")
    if architecture:
        folders = [Path(folder) / architecture for folder in SYSTEM_LIBRARY_FOLDERS]
        present = [folder for folder in folders if folder.is_dir()]
        if present:
            return present
    return [Path(folder) for folder in SYSTEM_LIBRARY_FOLDERS if folder.endswith("64") and Path(folder).is_dir()]
