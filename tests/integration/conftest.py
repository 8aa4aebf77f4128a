"""One real site for all tests of this folder; each test starts the workers that it needs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.real_site import PROJECT, Site, postgres
from tests.static_files import provide_static_files


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    provide_static_files()
    # Short paths: a Unix socket's may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="ascent-site-"))
    database_folder = Path(tempfile.mkdtemp(prefix="ascent-pg-"))
    try:
        with postgres(database_folder) as address:
            environment = {
                **os.environ,
                "ASCENT_DATA": str(folder),
                "DATABASE_URL": address,
                "PYTHONPATH": str(PROJECT),
                "PYTHONDONTWRITEBYTECODE": "1",
            }
            site = Site(folder=folder, postgres_folder=database_folder, environment=environment)
            try:
                site.manage("migrate", "--verbosity", "0")
                site.manage("load_curriculum", "--verbosity", "0")
                site.start_redis()
                site.start_web()
                yield site
            finally:
                site.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(database_folder, ignore_errors=True)
