"""Bring the database up to date, after a copy of it where there is something to lose."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.provisioning.progress import say, step

COPIES_KEPT = 5


def bring_up_to_date(copies: Path) -> None:
    """Apply what migrations are missing; an existing SQLite database is copied to `copies` first.

    Raises OSError or a database error; the database is then as it was before.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    with step(f"Applying {len(plan)} database migrations"):
        if connection.vendor == "sqlite" and executor.loader.applied_migrations:
            _copy(Path(str(connection.settings_dict["NAME"])), copies)
        call_command("migrate", interactive=False, verbosity=0)


def _copy(database: Path, copies: Path) -> None:
    """A consistent copy, also of a database in WAL mode; the newest few are kept."""
    copies.mkdir(mode=0o700, exist_ok=True)
    target = copies / f"before-migrating-{datetime.now(tz=UTC):%Y%m%d-%H%M%S}.sqlite3"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    target.chmod(0o600)
    for old in sorted(copies.glob("before-migrating-*.sqlite3"))[:-COPIES_KEPT]:
        old.unlink()
    say(f" (copy kept: {target})", end="")
