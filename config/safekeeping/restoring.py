"""Make a site what it was when a backup was made."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from accounts.models import User
from config.safekeeping import postgres_database, sqlite_database
from config.safekeeping.archive import read_manifest, read_part
from config.safekeeping.manifest import DATABASE, SECRET_KEY, Manifest
from config.safekeeping.refused import Refused
from config.secret_key import SHORTEST_KEY
from exercises.presence import alive_workers

LONGEST_KEY = 1000
# Tables that a new database lacks.
PEOPLE, WORKERS = "accounts_user", "exercises_gradingworker"


@dataclass(frozen=True)
class Restored:
    """What came of it. `key_to_set` is the file whose secret key the operator must put in place, if any."""

    manifest: Manifest
    is_older: bool
    key_to_set: Path | None


def restore(source: Path, *, replace: bool) -> Restored:
    """Put the backup `source` in the place of what is there, which must hold nobody unless `replace`.

    Raises Refused; then nothing was changed.
    """
    try:
        manifest = read_manifest(source)
        applied = {*manifest.migrations}
        known = _known_migrations()
        _refuse_what_does_not_fit(manifest, applied - known)
        _refuse_a_site_in_use(replace=replace)
        with tempfile.TemporaryDirectory(prefix=".ascent-restore-", dir=_roomy_folder(source)) as folder:
            key_to_set = _put_back(source, manifest, Path(folder))
    except (OSError, sqlite3.Error, DatabaseError) as error:
        raise Refused(f"Nothing was restored: {error}") from error
    return Restored(manifest, is_older=bool(known - applied), key_to_set=key_to_set)


def sign_out_accounts() -> int:
    """Sign everybody out who has an account; return how many sessions ended. A guest has nothing but the session."""
    guests = {str(key) for key in User.objects.filter(is_guest=True).values_list("pk", flat=True)}
    ended = [row.pk for row in Session.objects.iterator() if row.get_decoded().get(SESSION_KEY) not in guests]
    return sum(Session.objects.filter(pk=key).delete()[0] for key in ended)


def _put_back(source: Path, manifest: Manifest, folder: Path) -> Path | None:
    for name in (DATABASE, SECRET_KEY):
        with os.fdopen(os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            read_part(source, name, file)
    key = _checked_key(folder / SECRET_KEY)
    file_of_key: Path = settings.ENVIRONMENT.secret_key_file
    is_other = key != settings.SECRET_KEY
    if not is_other or settings.ENVIRONMENT.secret_key_file_given:
        # The operator's own key may lie where nobody may write.
        _put_database_back(folder, manifest)
        return file_of_key if is_other else None
    ready = file_of_key.with_name(".secret_key.restored")
    ready.touch(0o600)
    try:
        ready.write_text(key + "\n", encoding="ascii")
        _put_database_back(folder, manifest)
        ready.replace(file_of_key)
    finally:
        ready.unlink(missing_ok=True)
    return None


def _put_database_back(folder: Path, manifest: Manifest) -> None:
    if connection.vendor == "postgresql":
        postgres_database.put_back(folder / DATABASE, folder / "script", manifest)
        return
    sqlite_database.check(folder / DATABASE, manifest)
    connection.close()
    sqlite_database.put_back(folder / DATABASE, Path(str(connection.settings_dict["NAME"])))


def _checked_key(path: Path) -> str:
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if not (SHORTEST_KEY <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Refused("The backup's secret key is none.")
    return key


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def _refuse_what_does_not_fit(manifest: Manifest, unknown: set[str]) -> None:
    if manifest.vendor != connection.vendor:
        raise Refused(f"The backup is of {manifest.vendor}, this site uses {connection.vendor}.")
    if unknown:
        raise Refused(
            f"The backup is of a newer Ascent ({manifest.version}): this one does not know {min(unknown)}. "
            "Update first, then restore."
        )


def _refuse_a_site_in_use(*, replace: bool) -> None:
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not name.exists():
        return
    tables = connection.introspection.table_names()
    workers = len(alive_workers()) if WORKERS in tables else 0
    if workers:
        raise Refused(
            f"The site is running: {workers} worker processes were heard of just now. "
            "Stop its web and worker processes first, then try again."
        )
    people = User.objects.count() if PEOPLE in tables else 0
    if people and not replace:
        raise Refused(f"The site holds the work of {people} people. With --replace it is lost.")


def _roomy_folder(source: Path) -> Path:
    """Where the database is unpacked: beside the backup, or where that may not be written in the data folder."""
    beside = source.resolve().parent
    return beside if os.access(beside, os.W_OK) else Path(settings.ASCENT_DATA)
