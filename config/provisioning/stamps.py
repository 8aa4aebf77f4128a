"""Remember what a set-up step was done for, so that the next start can skip it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """A hash over names and contents of `files` and the given words."""
    digest = hashlib.sha256()
    for word in (sys.version, *words):
        digest.update(word.encode() + b"\0")
    for path in sorted(files):
        digest.update(str(path).encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    """Whether `stamp` holds `value`."""
    try:
        return stamp.read_text(encoding="ascii") == value
    except OSError:
        return False
