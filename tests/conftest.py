"""What many tests need: people, an exercise, submissions, a real Redis."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from accounts.guests import create_guest
from accounts.models import User
from exercises.carrying_onward import imports_of
from exercises.event_line import event_line
from exercises.grading import bundle_of, exercise_of
from exercises.models import Exercise, Lane, Stage, State, Submission
from tests.making import client_of, make_exercise
from tests.static_files import provide_catalogues
from tests.waiting import answers, wait_until

MakeSubmission = Callable[..., Submission]


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    provide_catalogues()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as on a real site: threads of a test then see the same database, and WAL is tested."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"].endswith("sqlite3"):
        settings["TEST"]["NAME"] = str(Path(django_settings.ASCENT_DATA) / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL drops no database that somebody is connected to: the threads of live events keep theirs."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _plain_static_names(settings: Any) -> None:
    """Hashed names need a collected folder; the tests of pages need none."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def _nothing_known_by_key() -> Iterator[None]:
    """The rows of the next test may have the same keys as those of this one."""
    yield
    bundle_of.cache_clear()
    exercise_of.cache_clear()
    imports_of.cache_clear()


@pytest.fixture
def learner(db: None) -> User:
    return User.objects.create_user("ada", password=None)


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("eve", password=None)


@pytest.fixture
def guest(db: None) -> User:
    return create_guest()


@pytest.fixture
def learner_client(learner: User) -> Client:
    return client_of(learner)


@pytest.fixture
def stranger_client(stranger: User) -> Client:
    return client_of(stranger)


@pytest.fixture
def guest_client(guest: User) -> Client:
    return client_of(guest)


@pytest.fixture
def stage(db: None) -> Stage:
    return Stage.objects.create(slug="neuron", number=2, title="The neuron")


@pytest.fixture
def exercise(stage: Stage) -> Exercise:
    """A published exercise for tests that do not grade."""
    return make_exercise(stage, "dense-layer", position=1)


@pytest.fixture
def make_submission(exercise: Exercise) -> MakeSubmission:
    """Store a submission as it would be in the middle of its way."""

    def make(learner: User, *, of: Exercise = exercise, lane: Lane = Lane.SUBMIT, **values: Any) -> Submission:
        now: datetime = values.pop("queued_at", timezone.now())
        state = values.get("state", State.QUEUED)
        if state == State.GRADING:
            values = {"claim": uuid.uuid4(), "lease_until": now, "started_at": now, **values}
        elif state != State.QUEUED:
            values = {"ended_at": now, **values}
        return Submission.objects.create(
            learner=learner,
            exercise=of,
            version_id=of.published_id or 0,
            number=Submission.objects.filter(learner=learner, exercise=of).count() + 1,
            source="def dense(X, W, b):\n    return X @ W.T + b\n",
            source_sha256="0" * 64,
            lane=lane,
            queued_at=now,
            **values,
        )

    return make


@pytest.fixture(scope="session")
def redis_process() -> Iterator[str]:
    """A real Redis on the socket that the settings name."""
    socket = Path(django_settings.EMBEDDED_REDIS_SOCKET)
    socket.parent.mkdir(parents=True, exist_ok=True)
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    assert program, "the tests need redis-server"
    server = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(unix_socket_path=str(socket))
    try:
        wait_until(lambda: answers(client), "Redis answers")
        yield django_settings.EVENTS_URL
    finally:
        client.close()
        server.terminate()
        server.wait(10)


@pytest.fixture
def redis_url(redis_process: str) -> Iterator[str]:
    """The address of the test's Redis, empty at the beginning of each test."""
    event_line.cache_clear()
    with redis.Redis.from_url(redis_process) as client:
        client.flushall()
    yield redis_process
    event_line.cache_clear()
