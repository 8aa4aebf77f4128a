"""A site that people have worked on, driven by `manage.py` as an operator would, to back up, destroy and restore."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

PROJECT = Path(__file__).resolve().parents[2]
SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
POSTGRES_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
LIVE_IN_IT = """
import json
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import timedelta
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, BACKEND_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from accounts.guests import SESSION_BACKEND, create_guest
from accounts.models import User
from exercises.models import CheckOutcome, Draft, Exercise, Solution, Submission
from tests.making import make_exercise
from exercises.models import Stage
from tutor.models import HintShown

now = timezone.now()
exercise = make_exercise(Stage.objects.create(slug="neuron", number=2, title="Ü ∂L/∂w"), "dense-layer", position=1)
people = {"ada": User.objects.create_user("ada", password="correct horse 7"), "guest": create_guest()}
keys = {}
for name, person in people.items():
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), SESSION_BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    keys[name] = session.session_key
    Draft.objects.create(learner=person, exercise=exercise, source="x = 'ß\\\\n'", saved_at=now)
    handed_in = Submission.objects.create(
        learner=person, exercise=exercise, version=exercise.published, number=1, source="def dense(): ...",
        source_sha256="0" * 64, lane="submit", state="graded", queued_at=now, started_at=now, ended_at=now,
        outcome="passed", verdict={"outcome": "passed", "checks": [1, None, "∂"]}, score=1.0,
    )
    CheckOutcome.objects.create(submission=handed_in, exercise=exercise, check_id="shape", outcome="passed")
    Solution.objects.create(learner=person, exercise=exercise, submission=handed_in, first_passed_at=now)
    HintShown.objects.create(learner=person, exercise=exercise, ladder="task", rung=1, fingerprint="f", shown_at=now)
print("KEYS " + json.dumps(keys))
"""
# What must not be empty for a comparison to mean anything.
HOLDS_WORK = (
    "accounts_user", "django_session", "exercises_draft", "exercises_submission", "exercises_checkoutcome",
    "exercises_solution", "exercises_exerciseversion", "tutor_hintshown",
)  # fmt: skip
WHO_IS = """
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
request = RequestFactory().get("/")
request.session = SessionStore({key!r})
print("PERSON " + (get_user(request).username or "nobody"))
"""


@dataclass(frozen=True)
class SafekeptSite:
    """The data folder, the database's address if it is not SQLite in that folder, and commands on them."""

    data: Path
    database_url: str = ""
    secret_key_file: Path | None = None

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `manage.py`, whether it succeeds or not."""
        environment: dict[str, Any] = {**os.environ, "ASCENT_DATA": str(self.data), "PYTHONPATH": str(PROJECT)}
        if self.database_url:
            environment["DATABASE_URL"] = self.database_url
        if self.secret_key_file:
            environment["ASCENT_SECRET_KEY_FILE"] = str(self.secret_key_file)
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)

    def says(self, *arguments: str) -> str:
        """What a command printed that must succeed."""
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        return self.says("shell", "--no-imports", "-c", code)

    def live_in_it_and_back_up(self, backup: Path) -> dict[str, str]:
        """A new database with two people's work, backed up; their session keys by name."""
        said = self.shell(f"{LIVE_IN_IT}call_command('backup', {str(backup)!r})")
        keys: dict[str, str] = json.loads(next(line for line in said.splitlines() if line.startswith("KEYS "))[5:])
        return keys

    def who_is(self, session_key: str) -> str:
        """Whom a session belongs to, as the site would see it."""
        return self.shell(WHO_IS.format(key=session_key)).partition("PERSON ")[2].strip()

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, also of tables that no test has heard of."""
        with self._connect() as database:
            tables = [name for (name,) in database.execute(POSTGRES_TABLES if self.database_url else SQLITE_TABLES)]
            return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in tables}  # noqa: S608

    def _connect(self) -> Any:
        if self.database_url:
            return psycopg.connect(self.database_url)
        return closing(sqlite3.connect(self.data / "ascent.sqlite3"))
