"""What a backup says of itself: when it was made, by which version, and what each part must look like."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from config.safekeeping.refused import Refused

FORMAT = "ascent-backup"
FORMAT_VERSION = 1
DATABASE, SECRET_KEY = "database", "secret_key"
PARTS = (DATABASE, SECRET_KEY)
TABLE = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Part:
    """One file of the archive."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """All that is known of a backup without opening its database."""

    made_at: str
    version: str
    vendor: str
    migrations: tuple[str, ...]
    counts: Mapping[str, int]
    parts: Mapping[str, Part]

    def to_json(self) -> bytes:
        """The text that stands in the archive."""
        return json.dumps({"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Read what `to_json` wrote. Raises Refused for anything else."""
        try:
            said = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Refused("The file's manifest cannot be read: it is no backup of Ascent, or it is damaged.") from error
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise Refused("The file is no backup of Ascent.")
        if said.get("format_version") != FORMAT_VERSION:
            raise Refused("The backup is of another format. Restore it with the version of Ascent that made it.")
        try:
            return cls._checked(said)
        except (KeyError, TypeError, ValueError) as error:
            raise Refused("The file's manifest is damaged.") from error

    @classmethod
    def _checked(cls, said: dict[str, Any]) -> Manifest:
        counts = {_matching(TABLE, table): _count(rows) for table, rows in said["counts"].items()}
        parts = {
            name: Part(_count(said["parts"][name]["size"]), _matching(SHA256, said["parts"][name]["sha256"]))
            for name in PARTS
        }
        return cls(
            made_at=str(said["made_at"]),
            version=str(said["version"]),
            vendor=str(said["vendor"]),
            migrations=tuple(str(name) for name in said["migrations"]),
            counts=counts,
            parts=parts,
        )


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _count(number: int) -> int:
    if type(number) is not int or number < 0:
        raise ValueError(number)
    return number
