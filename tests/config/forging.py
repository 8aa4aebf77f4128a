"""Backups that were meddled with."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

from config.safekeeping.archive import part_of

Parts = dict[str, bytes]


def parts_of(backup: Path) -> Parts:
    with tarfile.open(backup) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def write(path: Path, parts: Parts) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def resigned(parts: Parts, folder: Path, **values: Any) -> Parts:
    """The parts under a manifest that fits them, with `values` of the forger's own."""
    manifest = json.loads(parts["manifest.json"])
    for name in ("database", "secret_key"):
        (folder / "part").write_bytes(parts[name])
        part = part_of(folder / "part")
        manifest["parts"][name] = {"size": part.size, "sha256": part.sha256}
    return {**parts, "manifest.json": json.dumps({**manifest, **values}).encode()}
