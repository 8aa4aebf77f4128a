"""A container as a compose file would start it, as an OCI bundle for runc: the host's programs, read-only."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[3]
# Folders of the host that an image would hold; below a merged /usr some are links.
IMAGE = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc")
EMPTY = ("/proc", "/sys", "/dev", "/tmp", "/mnt", "/run", "/root", "/home")
# Docker's defaults of the day: what is hidden or read-only below /proc and /sys.
MASKED = ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/sys/firmware"]
READ_ONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
MEMORY_BYTES = 1 << 30
PROCESSES = 256


@dataclass(frozen=True)
class Privileges:
    """What the compose file grants: the user, the capabilities that are left, and the seccomp profile."""

    user: int
    capabilities: tuple[str, ...]
    seccomp: dict[str, Any]


def write_bundle(folder: Path, command: Sequence[str], privileges: Privileges) -> Path:
    """Make `folder` a bundle that runs `command` in the project's folder."""
    root = folder / "rootfs"
    root.mkdir(mode=0o755)
    shown = [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), PROJECT]
    mounts = [*_standard_mounts(), *(_bind(path) for path in [*_image(root), *shown])]
    for name in EMPTY:
        (root / name.lstrip("/")).mkdir()
    # runc gives a mount the mode of the folder below it.
    (root / "tmp").chmod(0o1777)
    config = {
        "ociVersion": "1.0.2",
        "root": {"path": "rootfs", "readonly": True},
        "mounts": mounts,
        "process": _process(command, privileges),
        "linux": _linux(f"{folder.name}-{os.getpid()}", privileges),
    }
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def _image(root: Path) -> list[Path]:
    """The host's folders that are bound; its links are made again."""
    bound = []
    for path in map(Path, IMAGE):
        if path.is_symlink():
            (root / path.name).symlink_to(os.readlink(path))
        elif path.is_dir():
            bound.append(path)
    return bound


def _process(command: Sequence[str], privileges: Privileges) -> dict[str, Any]:
    kept = list(privileges.capabilities)
    return {
        "terminal": False,
        "user": {"uid": privileges.user, "gid": privileges.user},
        "args": list(command),
        "cwd": str(PROJECT),
        "env": ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1", "OPENBLAS_NUM_THREADS=1"],
        "capabilities": dict.fromkeys(("bounding", "effective", "permitted"), kept),
        "noNewPrivileges": True,
    }


def _linux(name: str, privileges: Privileges) -> dict[str, Any]:
    return {
        "cgroupsPath": f"/container-{name}",
        "namespaces": [{"type": kind} for kind in ("pid", "network", "ipc", "uts", "mount")],
        "resources": {"memory": {"limit": MEMORY_BYTES}, "pids": {"limit": PROCESSES}},
        "maskedPaths": MASKED,
        "readonlyPaths": READ_ONLY,
        "seccomp": privileges.seccomp,
    }


def _standard_mounts() -> list[dict[str, Any]]:
    quiet = ["nosuid", "noexec", "nodev"]
    return [
        {"destination": "/proc", "type": "proc", "source": "proc", "options": quiet},
        {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=64k"]},
        {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": [*quiet, "ro"]},
        {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777"]},
    ]


def _bind(path: Path) -> dict[str, Any]:
    return {"destination": str(path), "type": "bind", "source": str(path), "options": ["rbind", "ro"]}
