"""Export everything a person has as a zip, made while it is sent: no more than one part of it is in memory."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from accounts.personal_data import export_person, files_of
from accounts.rate_limits import Allowance, spend

# Reading everything of a person costs more than any page; who needs it more often is not a person.
EXPORTS = Allowance(name="exports", limit=10, window_s=3600)
# Large enough that all of a usual export waits in the server's buffer, and no thread for a slow line.
PART_BYTES = 256 * 1024


def begin_export(person: User) -> Iterator[bytes]:
    """The bytes of the zip, part by part. Raises LimitReached at once, before anything is read."""
    spend(allowance=EXPORTS, holder=str(person.pk))
    return _parts(person)


def folder_of(person: User) -> str:
    """The folder in the zip and the zip's own name: nothing in it that a file system could mind."""
    name = "guest" if person.is_guest else re.sub(r"[^A-Za-z0-9]+", "-", person.username).strip("-").lower()
    return f"ascent-{name or 'export'}"


class _Sink(io.RawIOBase):
    """What `zipfile` writes to: it cannot seek, and gives up what has come in."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    @property
    def size(self) -> int:
        return len(self._held)

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


def _parts(person: User) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for _ in _fill(archive, person):
            if sink.size >= PART_BYTES:
                yield sink.take()
    yield sink.take()


def _fill(archive: zipfile.ZipFile, person: User) -> Iterator[None]:
    """Write entry by entry; pauses after each row, so that what is ready can be sent."""
    folder = folder_of(person)
    readme = render_to_string("accounts/export_readme.txt", {"person": person, "now": timezone.now()})
    archive.writestr(f"{folder}/README.txt", readme)
    for name, rows in export_person(person).items():
        yield from _write_rows(archive, f"{folder}/data/{name}.json", rows)
    for file in files_of(person):
        archive.writestr(f"{folder}/{file.path}", file.text.encode("utf-8", "replace"))
        yield


def _write_rows(archive: zipfile.ZipFile, path: str, rows: Iterable[dict[str, Any]]) -> Iterator[None]:
    with archive.open(path, "w", force_zip64=True) as entry:
        before = "[\n"
        for row in rows:
            line = before + json.dumps(row, ensure_ascii=False, indent=1)
            entry.write(line.encode("utf-8", "replace"))
            before = ",\n"
            yield
        entry.write(b"[]\n" if before == "[\n" else b"\n]\n")
    yield
