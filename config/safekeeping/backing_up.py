"""Put a whole site into one file, while it runs."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from config.safekeeping import postgres_database, sqlite_database
from config.safekeeping.archive import part_of, write_archive
from config.safekeeping.manifest import DATABASE, SECRET_KEY, Manifest
from config.safekeeping.refused import Refused
from config.version import version


@dataclass(frozen=True)
class Backup:
    """A finished backup."""

    path: Path
    manifest: Manifest


def back_up(target: Path) -> Backup:
    """Write a backup to the new file `target`, or to a file named for the moment in the folder `target`.

    Raises Refused; then there is no new file.
    """
    moment = datetime.now(tz=UTC)
    path = target / f"ascent-{moment:%Y%m%dT%H%M%SZ}.tar.gz" if target.is_dir() else target
    if path.exists():
        raise Refused(f"{path} exists already. Name a new file, or a folder.")
    if not path.parent.is_dir():
        raise Refused(f"The folder {path.parent} does not exist.")
    try:
        # Beside the target: there is room for the backup, and moving it into place is one step.
        with tempfile.TemporaryDirectory(prefix=".ascent-backup-", dir=path.parent) as folder:
            manifest = _write(Path(folder), moment)
            os.link(Path(folder) / "archive", path)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        raise Refused(f"No backup was made: {error}") from error
    return Backup(path, manifest)


def _write(folder: Path, moment: datetime) -> Manifest:
    database, secret_key = folder / DATABASE, folder / SECRET_KEY
    counts, migrations = _copy_database(database)
    secret_key.touch(0o600)
    secret_key.write_text(settings.SECRET_KEY, encoding="ascii")
    files = {DATABASE: database, SECRET_KEY: secret_key}
    manifest = Manifest(
        made_at=moment.isoformat(timespec="seconds"),
        version=version(),
        vendor=connection.vendor,
        migrations=migrations,
        counts=counts,
        parts={name: part_of(path) for name, path in files.items()},
    )
    write_archive(folder / "archive", manifest, files)
    return manifest


def _copy_database(target: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    if connection.vendor == "postgresql":
        return postgres_database.dump(target)
    source = Path(str(connection.settings_dict["NAME"]))
    if not source.exists():
        raise Refused(f"There is nothing to back up: {source} does not exist.")
    sqlite_database.copy(source, target)
    return sqlite_database.counts(target), sqlite_database.migrations(target)
