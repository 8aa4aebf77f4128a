"""What Prometheus may ask: the queue, the workers, what was graded since midnight, disk and database.

Nothing is counted in memory: each web process gives the same answer, and a restart loses nothing. The counters run
from midnight UTC; that they begin anew then is what Prometheus expects of a counter.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, Sum
from django.utils import timezone

from config.durations import ended_since
from config.metrics_text import Histogram, Metric, Sample
from config.version import version
from exercises.models import Lane, State, Submission, WorkerState
from exercises.presence import alive_workers


def read_metrics(*, now: datetime | None = None) -> Iterator[Metric | Histogram]:
    """All of them, in a constant number of queries that read only what waits, runs, or ended today."""
    moment = now or timezone.now()
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    yield Metric("ascent_info", "gauge", "The version that answers.", [Sample(1, {"version": version()})])
    yield from _queue(moment)
    yield from _workers()
    yield from _gradings(midnight)
    yield from _faults(midnight)
    yield from _space()


def _queue(now: datetime) -> Iterator[Metric | Histogram]:
    waiting = Submission.objects.filter(state=State.QUEUED).values_list("lane")
    by_lane = {
        lane: (rows, oldest) for lane, rows, oldest in waiting.annotate(Count("pk"), Min("queued_at")).order_by()
    }
    ages = {lane: (now - oldest).total_seconds() for lane, (_, oldest) in by_lane.items()}
    yield Metric(
        "ascent_queue_submissions",
        "gauge",
        "Submissions that wait for a worker.",
        [Sample(by_lane.get(lane, (0,))[0], {"lane": lane}) for lane in Lane.values],
    )
    yield Metric(
        "ascent_queue_oldest_seconds",
        "gauge",
        "How long the oldest of them has waited; 0 where none waits.",
        [Sample(max(0.0, ages.get(lane, 0.0)), {"lane": lane}) for lane in Lane.values],
    )
    grading = Submission.objects.filter(state=State.GRADING).count()
    yield Metric("ascent_grading_submissions", "gauge", "Submissions that are being graded.", [Sample(grading)])


def _workers() -> Iterator[Metric | Histogram]:
    states = Counter(worker.state for worker in alive_workers())
    yield Metric(
        "ascent_workers",
        "gauge",
        "Worker processes that were heard of lately.",
        [Sample(states[state], {"state": state}) for state in WorkerState.values],
    )


def _gradings(since: datetime) -> Iterator[Metric | Histogram]:
    ended = ended_since(since)
    yield Metric(
        "ascent_gradings_total",
        "counter",
        "What ended since midnight UTC, by purpose and outcome.",
        [Sample(rows, {"purpose": p, "outcome": o}) for (p, o), rows in sorted(ended.outcomes.items())],
    )
    yield Histogram("ascent_waiting_seconds", "From handing in to a worker's claim, since midnight UTC.", ended.waiting)
    yield Histogram("ascent_grading_seconds", "From the claim to the verdict, since midnight UTC.", ended.grading)


def _faults(since: datetime) -> Iterator[Metric | Histogram]:
    faulty = Submission.objects.filter(faults__gt=0, queued_at__gte=since)
    faults = faulty.aggregate(faults=Sum("faults"))["faults"] or 0
    yield Metric(
        "ascent_platform_faults_total",
        "counter",
        "Faults of ours while grading what was handed in since midnight UTC.",
        [Sample(faults)],
    )


def _space() -> Iterator[Metric | Histogram]:
    disk = shutil.disk_usage(settings.ASCENT_DATA)
    yield Metric("ascent_disk_free_bytes", "gauge", "Free where the data folder lies.", [Sample(disk.free)])
    yield Metric("ascent_disk_size_bytes", "gauge", "All of that disk.", [Sample(disk.total)])
    yield Metric("ascent_database_bytes", "gauge", "Size of the database.", [Sample(_database_bytes())])


def _database_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    path = str(connection.settings_dict["NAME"])
    return sum(file.stat().st_size for file in (Path(path), Path(f"{path}-wal")) if file.exists())
