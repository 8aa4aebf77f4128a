"""The one file of a backup: a compressed tar whose first member is the manifest.

Nothing is ever unpacked by the name that stands in the archive: members are read by the names that we expect,
must be plain files, and must have the size and the checksum that the manifest gives.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.safekeeping.manifest import PARTS, Manifest, Part
from config.safekeeping.refused import Refused

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1_000_000
CHUNK = 1 << 20
# Databases of text compress well even at the quickest level.
COMPRESSION = 2


def part_of(path: Path) -> Part:
    """Size and checksum of a file."""
    with path.open("rb") as file:
        return Part(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def write_archive(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write a new file that only its owner may read, and read it back whole. Raises OSError, Refused."""
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=COMPRESSION) as tar:
            text = manifest.to_json()
            tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
            for name, path in files.items():
                with path.open("rb") as file:
                    tar.addfile(_member(name, manifest.parts[name].size), file)
        raw.flush()
        os.fsync(raw.fileno())
    read_manifest(target)


def read_manifest(path: Path) -> Manifest:
    """The manifest of a backup whose every byte was checked against it. Raises Refused."""
    with _open(path) as tar:
        manifest = _manifest(tar)
        missing = {*PARTS}
        while (member := tar.next()) is not None:
            if member.name not in missing:
                raise Refused("The file holds something that no backup of Ascent holds.")
            missing.remove(member.name)
            _read(tar, member, manifest.parts[member.name], sink=None)
    if missing:
        raise Refused("The backup is not complete: its end is missing.")
    return manifest


def read_part(path: Path, name: str, sink: IO[bytes]) -> None:
    """Write one part to `sink`. Raises Refused where it is not what the manifest says; `sink` may then hold some."""
    with _open(path) as tar:
        part = _manifest(tar).parts[name]
        while (member := tar.next()) is not None:
            if member.name == name:
                _read(tar, member, part, sink)
                return
    raise Refused("The backup is not complete.")


@contextmanager
def _open(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        # As a stream: a header cannot make us jump to and fro in the file.
        with tarfile.open(path, mode="r|gz") as tar:
            yield tar
    except (tarfile.TarError, zlib.error, EOFError, UnicodeError) as error:
        raise Refused("The file is no backup of Ascent, or it is damaged.") from error
    except OSError as error:
        if error.errno is None:
            raise Refused("The file is no backup of Ascent, or it is damaged.") from error
        raise


def _manifest(tar: tarfile.TarFile) -> Manifest:
    member = tar.next()
    if member is None or member.name != MANIFEST or not member.isreg() or member.size > LARGEST_MANIFEST:
        raise Refused("The file is no backup of Ascent.")
    file = tar.extractfile(member)
    return Manifest.from_json(file.read(LARGEST_MANIFEST) if file else b"")


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo, part: Part, sink: IO[bytes] | None) -> None:
    if not member.isreg() or member.issparse() or member.size != part.size:
        raise Refused(f"The backup's part “{member.name}” is not what its manifest says.")
    file = tar.extractfile(member)
    digest = hashlib.sha256()
    while file and (chunk := file.read(CHUNK)):
        digest.update(chunk)
        if sink is not None:
            sink.write(chunk)
    if digest.hexdigest() != part.sha256:
        raise Refused(f"The backup's part “{member.name}” is damaged: its checksum differs.")


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member
