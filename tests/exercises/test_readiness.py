"""Is the site able to grade?"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.test import Client
from kombu import Connection

from exercises import readiness
from exercises.models import WorkerState
from exercises.presence import say_present
from exercises.tasks import grade_waiting
from exercises.worker_identity import this_process


def parts(client: Client) -> tuple[int, dict[str, tuple[bool, str]]]:
    answer = client.get("/readyz")
    return answer.status_code, {part["name"]: (part["holds"], part["detail"]) for part in answer.json()["parts"]}


def test_the_process_answers(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_it_is_ready_with_database_broker_and_a_worker(client: Client, db: None, redis_url: str) -> None:
    say_present(worker=this_process(), state=WorkerState.READY)
    status, told = parts(client)
    assert status == 200
    assert told["workers"] == (True, "1 ready")
    assert all(holds for holds, _ in told.values())


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
