"""The key that signs sessions: made once, kept in a file that only its owner may read."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

SHORTEST_KEY = 50


def read_or_make_secret_key(path: Path, *, may_make: bool) -> str:
    """The key in `path`; a missing one is made if `may_make`, readable by its owner alone.

    Raises ImproperlyConfigured for a key that others may read or that is too short.
    """
    if may_make and not path.exists():
        _make(path)
    try:
        key = path.read_text(encoding="ascii").strip()
        mode = stat.S_IMODE(path.stat().st_mode)
    except (OSError, UnicodeDecodeError) as error:
        message = f"The secret key cannot be read from {path}: {error}"
        raise ImproperlyConfigured(message) from error
    # A key handed in by an orchestrator keeps the mode it was mounted with; our own must be private.
    if may_make and mode & 0o077:
        message = f"{path} can be read by other users of this machine. Remove it: a new key is made."
        raise ImproperlyConfigured(message)
    if len(key) < SHORTEST_KEY:
        message = f"The secret key in {path} has {len(key)} characters; it needs {SHORTEST_KEY}."
        raise ImproperlyConfigured(message)
    return key


def _make(path: Path) -> None:
    """Write the key beside `path` and link it there, so that of two starters one wins whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret_key.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(get_random_secret_key() + "\n")
        os.link(name, path)
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
