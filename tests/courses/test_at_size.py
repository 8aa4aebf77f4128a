"""The pages for those who teach with 100,000 submissions: quick, and every question answered from an index."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.counted import counted_attempts
from courses.overview import read_overview
from exercises.models import Submission
from tests.courses.cohort import make_cohort

QUICK_S = 0.3


@pytest.mark.long
@pytest.mark.django_db(transaction=connection.vendor == "postgresql")
def test_with_100_000_submissions_each_page_is_quick(teacher_client: Client, now: datetime) -> None:
    make_cohort(now=now, learners=1000, exercises=20, tries=5, checks=2)
    assert Submission.objects.count() == 100_000
    settle()
    somebody = User.objects.get(username="learner-7").pk
    pages = ("", "exercises/step-3/", "operations/", "learners/", "learners/?order=name&who=accounts&page=9")
    for address in (*(f"/teach/{page}" for page in pages), f"/teach/learners/{somebody}/"):
        assert min(answer_time_s(teacher_client, address) for _ in range(3)) < QUICK_S, address
        assert not whole_table_reads(teacher_client, address), address


def settle() -> None:
    """What time and PostgreSQL's own vacuum do on a site. Before that no index answers alone, however well it fits."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def whole_table_reads(client: Client, address: str) -> list[str]:
    """The questions of a page for which PostgreSQL reads all submissions with their code and verdicts."""
    if connection.vendor != "postgresql":
        return []
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    selects = [query["sql"] for query in asked.captured_queries if query["sql"].startswith("SELECT")]
    return [sql for sql in selects if "Seq Scan on exercises_submission" in plan_of(sql)]


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def answer_time_s(client: Client, address: str) -> float:
    """What the answer takes to compute, in this process and in the database's, whatever else runs here."""
    began = computed_s()
    assert client.get(address).status_code == 200
    return computed_s() - began


def computed_s() -> float:
    """SQLite works in this process, PostgreSQL in one of its own for each connection."""
    if connection.vendor == "sqlite":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text()
    name, _, fields = stat.partition(" (")[2].rpartition(") ")
    assert name == "postgres", "the clock reads a PostgreSQL of this machine only"
    user, system = fields.split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_what_is_asked_about_everybody_is_read_from_the_index(now: datetime, db: None) -> None:
    make_cohort(now=now, learners=6, exercises=3, tries=4)
    overview = read_overview(now=now)
    assert (overview.learners, len(overview.rows)) == (6, 3)
    if connection.vendor == "sqlite":
        plan = counted_attempts().values_list("exercise_id", "learner_id", "outcome", "queued_at").order_by().explain()
        assert "USING COVERING INDEX tries_of_everybody" in plan
