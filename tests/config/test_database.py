"""Bringing the database up to date: a copy first, and only where there is something to lose."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BRING = (
    "import django, sys; django.setup();"
    "from pathlib import Path; from config.serving.database import bring_up_to_date;"
    "bring_up_to_date(Path(sys.argv[1]))"
)


def manage(data: Path, *arguments: str) -> str:
    environment = {**os.environ, "ASCENT_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def learners(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        return [name for (name,) in connection.execute("SELECT username FROM accounts_user")]
    finally:
        connection.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    manage(folder, "-c", BRING, str(folder / "copies"))
    return folder


def test_a_new_database_needs_no_copy(data: Path) -> None:
    assert (data / "ascent.sqlite3").exists()
    assert not (data / "copies").exists()


def test_nothing_to_apply_copies_nothing(data: Path) -> None:
    assert manage(data, "-c", BRING, str(data / "copies")) == ""
    assert not (data / "copies").exists()


def test_what_was_there_is_copied_before_it_is_changed(data: Path) -> None:
    add = "import django; django.setup(); from accounts.models import User; User.objects.create_user('ada')"
    manage(data, "-c", add)
    manage(data, "manage.py", "migrate", "tutor", "zero", "--verbosity", "0")
    assert "copy kept" in manage(data, "-c", BRING, str(data / "copies"))
    (copy,) = (data / "copies").iterdir()
    assert learners(copy) == ["ada"]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert learners(data / "ascent.sqlite3") == ["ada"]
