"""A destroyed site on PostgreSQL comes back whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.config.forging import parts_of, resigned, write
from tests.config.safekept_site import HOLDS_WORK, SafekeptSite
from tests.integration.real_site import postgres

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("own sites")]


@pytest.fixture
def database() -> Iterator[tuple[Path, str]]:
    # Short paths: a Unix socket's may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="ascent-pg-"))
    try:
        with postgres(folder) as address:
            yield folder, address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def execute(folder: Path, statement: bytes) -> None:
    with psycopg.connect(host=str(folder), user="ascent", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)


def test_destroyed_and_restored_it_holds_every_row_and_goes_on(database: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = database
    site, backup = SafekeptSite(tmp_path / "data", address), tmp_path / "site.tar.gz"
    site.live_in_it_and_back_up(backup)
    key = (site.data / "secret_key").read_text()
    before = site.rows()
    assert all(before[table] for table in HOLDS_WORK)
    execute(folder, b"DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    (site.data / "secret_key").unlink()
    site.says("restore", str(backup))
    assert site.rows() == before
    assert (site.data / "secret_key").read_text() == key
    # Numbers go on after the last one.
    execute(folder, b"INSERT INTO django_content_type (app_label, model) VALUES ('some', 'thing')")

    execute(folder, b"CREATE TABLE late (id int); INSERT INTO late VALUES (1)")
    later = site.rows()
    parts = parts_of(backup)
    counts = {**json.loads(parts["manifest.json"])["counts"], "tutor_hintshown": 3}
    (tmp_path / "work").mkdir()
    forged = write(tmp_path / "forged.tar.gz", resigned(parts, tmp_path / "work", counts=counts))
    refused = site.manage("restore", str(forged), "--replace")
    assert "the table tutor_hintshown does not hold 3 rows" in refused.stderr
    assert site.rows() == later, "all or nothing"

    site.says("restore", str(backup), "--replace")
    assert site.rows() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "forged.tar.gz", "site.tar.gz", "work"]
