"""Is the site able to grade?"""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from kombu import Connection
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises import readiness
from exercises.models import Exercise, WorkerState
from exercises.presence import say_present
from exercises.tasks import grade_waiting
from exercises.worker_identity import this_process


def parts(client: Client) -> tuple[int, dict[str, tuple[bool, str]]]:
    answer = client.get("/readyz")
    return answer.status_code, {part["name"]: (part["holds"], part["detail"]) for part in answer.json()["parts"]}


def test_the_process_answers(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_a_probe_looks_nobody_up(
    client: Client, learner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A browser that is signed in asks too, and while the database is away it must be told so."""
    client.force_login(learner)
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_it_is_ready_with_database_broker_an_exercise_and_a_worker(
    client: Client, exercise: Exercise, redis_url: str
) -> None:
    say_present(worker=this_process(), state=WorkerState.READY)
    status, told = parts(client)
    assert status == 200
    assert told["workers"] == (True, "1 ready")
    assert all(holds for holds, _ in told.values())
    of_sqlite = {"disk"} if connection.vendor == "sqlite" else set()
    assert {*told} == {"database", "schema", "catalogue", "broker", "workers"} | of_sqlite


def test_an_empty_catalogue_is_told(client: Client, db: None, redis_url: str) -> None:
    status, told = parts(client)
    assert status == 503
    assert told["catalogue"] == (False, "No exercise is published: run manage.py load_curriculum.")


def test_a_full_disk_is_told_where_the_database_lies_on_it(
    client: Client, exercise: Exercise, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=12_000_000))
    status, told = parts(client)
    if connection.vendor == "sqlite":
        assert status == 503
        assert told["disk"] == (False, "Only 12 MB are free where the database lies.")
    else:
        assert "disk" not in told


def test_missing_migrations_are_told_and_nothing_is_asked_of_tables_that_may_not_be_there(
    client: Client, db: None, redis_url: str
) -> None:
    MigrationRecorder.Migration.objects.filter(app="tutor").delete()
    status, told = parts(client)
    assert status == 503
    assert told["schema"] == (False, "1 database migrations are missing: run manage.py migrate.")
    assert told["workers"] == told["catalogue"] == (False, "unknown")


def test_a_worker_container_is_healthy_only_while_its_own_processes_take_work(db: None) -> None:
    elsewhere = replace(this_process(), host="elsewhere")
    say_present(worker=elsewhere, state=WorkerState.READY)
    with pytest.raises(CommandError, match=r"No worker process is running\."):
        call_command("worker_health")
    say_present(worker=this_process(), state=WorkerState.REFUSING, detail="landlock: the kernel has none")
    with pytest.raises(CommandError, match="landlock: the kernel has none"):
        call_command("worker_health")
    say_present(worker=this_process(), state=WorkerState.READY)
    said = io.StringIO()
    call_command("worker_health", stdout=said)
    assert said.getvalue() == "1 ready\n"


def test_without_a_worker_it_is_not_ready(client: Client, db: None, redis_url: str) -> None:
    status, told = parts(client)
    assert status == 503
    assert told["workers"] == (False, "No worker process is running.")


def test_a_worker_that_refuses_says_why(client: Client, db: None, redis_url: str) -> None:
    say_present(worker=this_process(), state=WorkerState.REFUSING, detail="landlock: the kernel has none")
    status, told = parts(client)
    assert status == 503
    assert told["workers"] == (False, "landlock: the kernel has none")


def test_a_database_and_a_broker_that_are_down_are_named_and_nothing_is_given_away(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> None:
        raise OperationalError("connection to 10.0.0.7 as ascent failed")

    monkeypatch.setattr(readiness, "connection", SimpleNamespace(cursor=down))
    monkeypatch.setattr(grade_waiting.app, "connection_for_write", lambda: Connection("redis+socket:///nowhere.sock"))
    monkeypatch.setattr(readiness, "alive_workers", list)
    parts = {part.name: part for part in readiness.parts_of_readiness()}
    assert [parts[name].holds for name in ("database", "broker", "workers")] == [False, False, False]
    assert "10.0.0.7" not in str(parts)
