"""A consistent copy of a SQLite database, also of one in use, and the way back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from config.safekeeping.manifest import Manifest
from config.safekeeping.refused import Refused

WAITS_S = 20.0


def copy(source: Path, target: Path) -> None:
    """Copy the database file `source`, whoever writes to it meanwhile. Raises sqlite3.Error, OSError."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(source, timeout=WAITS_S)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
        # One file, without a log beside it.
        there.execute("PRAGMA journal_mode=DELETE")


def counts(path: Path) -> dict[str, int]:
    """Rows of each table."""
    with closing(sqlite3.connect(path)) as database:
        listed = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        tables = sorted(name for (name,) in listed)
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def migrations(path: Path) -> tuple[str, ...]:
    """What was applied to it, as `app.name`."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT app, name FROM django_migrations").fetchall()
    return tuple(sorted(f"{app}.{name}" for app, name in rows))


def check(path: Path, manifest: Manifest) -> None:
    """Raises Refused unless the unpacked database is whole and holds what the manifest says."""
    try:
        with closing(sqlite3.connect(path)) as database:
            said = [row[0] for row in database.execute("PRAGMA integrity_check(1)")]
        holds = (counts(path), migrations(path)) if said == ["ok"] else None
    except sqlite3.Error as error:
        raise Refused(f"The backup's database cannot be read: {error}.") from error
    if holds != (dict(manifest.counts), tuple(sorted(manifest.migrations))):
        raise Refused("The backup's database does not hold what its manifest says.")


def put_back(source: Path, target: Path) -> None:
    """Make `target` equal to `source` in one transaction: all of it or nothing. Raises sqlite3.Error, OSError."""
    if not target.exists():
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target, timeout=WAITS_S)) as there:
        here.backup(there)
