"""A consistent dump of a PostgreSQL database by its own tools, and the way back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from config.safekeeping.manifest import Manifest
from config.safekeeping.refused import Refused

PROGRAMS = Path("/usr/lib/postgresql")
# Whoever still uses the site holds locks: say so soon instead of waiting for ever.
WAITS = "15s"
EMPTY = """
SET lock_timeout = '{waits}';
DO $$ DECLARE held record; BEGIN
    FOR held IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', held.tablename);
    END LOOP;
END $$;
"""
SAME_COUNT = """
DO $$ BEGIN
    IF (SELECT count(*) FROM public."{table}") <> {rows} THEN
        RAISE EXCEPTION 'the table {table} does not hold {rows} rows';
    END IF;
END $$;
"""


def dump(target: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    """Dump the site's database; its rows by table and its migrations, all of one moment. Raises Refused."""
    with transaction.atomic():
        _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        [[snapshot]] = _rows("SELECT pg_export_snapshot()")
        tables = [name for (name,) in _rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
        counts = {name: _rows(f'SELECT count(*) FROM public."{name}"')[0][0] for name in tables}  # noqa: S608
        migrations = tuple(sorted(f"{app}.{name}" for app, name in _rows("SELECT app, name FROM django_migrations")))
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}"]
        _run([*command, f"--file={target}"])
    return counts, migrations


def put_back(source: Path, script: Path, manifest: Manifest) -> None:
    """Replace all tables by the dump `source` in one transaction: all of it or nothing. Raises Refused.

    `script` names a file that does not exist yet. The dump becomes SQL whole before any of it is applied: half a
    dump must not look like the end of one.
    """
    os.close(os.open(script, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    _run([_program("pg_restore"), "--no-owner", "--no-acl", f"--file={script}", str(source)])
    checks = "".join(SAME_COUNT.format(table=table, rows=rows) for table, rows in manifest.counts.items())
    _run([
        _program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        f"--command={EMPTY.format(waits=WAITS)}", f"--file={script}", f"--command={checks}",
    ])  # fmt: skip


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _program(name: str) -> str:
    """The program of the server's own major version, or a newer one. Raises Refused."""
    connection.ensure_connection()
    major = connection.cursor().connection.info.server_version // 10_000
    own = PROGRAMS / str(major) / "bin" / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        raise Refused(f"The program {name} is missing. Install postgresql-client-{major}.")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\d+", said)
    if version is None or int(version[0]) < major:
        raise Refused(
            f"The server is PostgreSQL {major}, but {said.strip()!r} is older. Install postgresql-client-{major}."
        )
    return found


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        why = next((line for line in lines if "error:" in line.lower()), lines[-1])
        raise Refused(f"{Path(command[0]).name} failed: {why.strip()}")


def _environment() -> dict[str, str]:
    """How the programs reach the site's database; the password is on no command line."""
    said = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    options = {f"PG{name.upper()}": str(value) for name, value in said["OPTIONS"].items() if name.startswith("ssl")}
    return {**os.environ, **options, **{ours: str(said[theirs]) for ours, theirs in names.items() if said[theirs]}}
