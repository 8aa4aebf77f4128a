"""/metrics: true numbers for who may see them, and no such page for anybody else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from config import metrics_page
from config.metrics import read_metrics
from config.metrics_text import Metric, Sample, as_text
from config.secret_files import read_secret
from exercises.models import Lane, Purpose, State, WorkerState
from exercises.presence import say_present
from exercises.worker_identity import this_process
from tests.conftest import MakeSubmission

TOKEN = "t" * 40
LINE = re.compile(r'^[a-z_]+(\{([a-z]+="([^"\\\n]|\\.)*",?)+\})? [-+0-9.e]+$')


def numbers(text: str) -> dict[str, float]:
    pairs = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


def noon() -> datetime:
    return timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def graded(learner: User, make_submission: MakeSubmission) -> None:
    """At noon: two passed and one failed, one could not be checked, a regrade; one passed the day before."""

    def ended(took_s: float, *, at: datetime, lane: Lane = Lane.SUBMIT, **values: Any) -> None:
        values = {"state": State.GRADED, **values}
        make_submission(
            learner, lane=lane, queued_at=at - timedelta(seconds=took_s + 0.02),
            started_at=at - timedelta(seconds=took_s), ended_at=at, **values,
        )  # fmt: skip

    ended(0.04, at=noon(), outcome="passed")
    ended(0.05, at=noon(), outcome="passed")
    ended(3.0, at=noon(), outcome="failed")
    ended(70.0, at=noon(), state=State.COULD_NOT_CHECK, faults=3)
    ended(9.0, at=noon(), outcome="passed", lane=Lane.REGRADE, purpose=Purpose.REGRADE)
    ended(0.04, at=noon() - timedelta(days=1), outcome="passed")


def read(now: datetime) -> dict[str, float]:
    return numbers(as_text(read_metrics(now=now)))


def test_what_ended_since_midnight_is_counted_by_outcome_and_duration(graded: None) -> None:
    said = read(noon())
    assert said['ascent_gradings_total{purpose="grade",outcome="passed"}'] == 2
    assert said['ascent_gradings_total{purpose="grade",outcome="failed"}'] == 1
    assert said['ascent_gradings_total{purpose="grade",outcome="could_not_check"}'] == 1
    assert said['ascent_gradings_total{purpose="regrade",outcome="passed"}'] == 1
    steps = [said[f'ascent_grading_seconds_bucket{{le="{le}"}}'] for le in ("0.025", "0.05", "2.5", "5", "60", "+Inf")]
    assert steps == [0, 2, 2, 3, 3, 4]
    assert said["ascent_grading_seconds_count"] == 4
    assert said["ascent_grading_seconds_sum"] == pytest.approx(73.09, abs=0.01)
    assert said["ascent_waiting_seconds_sum"] == pytest.approx(0.08, abs=0.01)
    assert said["ascent_platform_faults_total"] == 3
    assert read(noon() + timedelta(days=1))["ascent_grading_seconds_count"] == 0


def test_the_queue_and_its_oldest_are_told_by_lane(learner: User, make_submission: MakeSubmission) -> None:
    now = timezone.now()
    for age in (5, 40):
        make_submission(learner, lane=Lane.RUN, queued_at=now - timedelta(seconds=age))
    make_submission(learner, state=State.GRADING)
    said = read(now)
    assert said['ascent_queue_submissions{lane="run"}'] == 2
    assert said['ascent_queue_oldest_seconds{lane="run"}'] == 40
    assert said['ascent_queue_submissions{lane="submit"}'] == said['ascent_queue_oldest_seconds{lane="submit"}'] == 0
    assert said["ascent_grading_submissions"] == 1


def test_workers_disk_and_database_are_told(db: None) -> None:
    say_present(worker=this_process(), state=WorkerState.REFUSING, detail="no Landlock")
    said = read(timezone.now())
    assert (said['ascent_workers{state="ready"}'], said['ascent_workers{state="refusing"}']) == (0, 1)
    assert 0 < said["ascent_disk_free_bytes"] < said["ascent_disk_size_bytes"]
    assert said["ascent_database_bytes"] > 4096


def test_every_line_is_in_prometheus_format(graded: None) -> None:
    text = as_text(read_metrics())
    assert text.endswith("\n")
    assert [line for line in text.splitlines() if not line.startswith("#") and not LINE.match(line)] == []
    names = re.findall(r"^# TYPE (\S+)", text, re.M)
    assert len(names) == len(set(names))
    odd = Metric("a", "gauge", "A.", [Sample(1, {"b": 'x"y\\z\n'})])
    assert as_text([odd]).splitlines()[-1] == r'a{b="x\"y\\z\n"} 1'


def test_the_day_is_read_from_its_index_in_few_queries(graded: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        list(read_metrics())
    assert len(asked) == 5
    [query] = [one["sql"] for one in asked if "julianday" in one["sql"]]
    with connection.cursor() as cursor:
        plan = cursor.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    assert "USING COVERING INDEX what_ended_by_time (ended_at>?)" in str(plan)


def test_this_machine_may_read_it_without_a_token(client: Client, db: None) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/metrics").status_code == 405
    assert Client(REMOTE_ADDR="::1").get("/metrics").status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"},
    ],
)
def test_for_anybody_else_there_is_no_such_page(said: dict[str, str], db: None) -> None:
    answer = Client().get("/metrics", **said)  # type: ignore[arg-type]
    assert answer.status_code == 404
    assert b"ascent_" not in answer.content


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        (f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), ("Bearer ", 404), (f"Basic {TOKEN}", 404),
        (f"Bearer {TOKEN}x", 404), ("Bearer ü", 404), (TOKEN, 404),
    ],
)  # fmt: skip
def test_from_elsewhere_the_token_opens_it(shown: str, status: int, settings: Any, db: None) -> None:
    settings.METRICS_TOKEN = TOKEN
    client = Client(REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION=shown)
    assert client.get("/metrics").status_code == status


def test_without_a_database_it_says_so_and_no_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise OperationalError("connection to 10.0.0.7 as ascent failed")

    monkeypatch.setattr(metrics_page, "read_metrics", down)
    answer = client.get("/metrics")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


def test_a_secret_comes_from_the_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "token"
    assert read_secret("SOME_TOKEN_FILE") == ""
    monkeypatch.setenv("SOME_TOKEN_FILE", str(path))
    with pytest.raises(ImproperlyConfigured, match=f"SOME_TOKEN_FILE names {path}, which cannot be read"):
        read_secret("SOME_TOKEN_FILE")
    path.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="which is empty"):
        read_secret("SOME_TOKEN_FILE")
    path.write_text("secret\n")
    assert read_secret("SOME_TOKEN_FILE") == "secret"
