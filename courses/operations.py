"""The queue and the workers: who waits how long, who is alive and does what, and what of ours went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, Min

from courses.durations import lasting
from exercises.claiming import LANES_IN_ORDER
from exercises.models import GradingWorker, Lane, Purpose, State, Submission, WorkerState
from exercises.presence import alive_workers
from exercises.readiness import broker
from exercises.worker_identity import WorkerIdentity

FAULTS_OF = timedelta(days=1)
UNCHECKED_OF = timedelta(days=30)
ROWS_SHOWN = 50


@dataclass(frozen=True)
class LaneRow:
    """What waits in one lane, since when the oldest has, and how many are being graded."""

    lane: Lane
    waiting: int
    oldest: datetime | None
    grading: int
    waits: str


@dataclass(frozen=True)
class WorkerRow:
    """One worker process: on which machine, whether it is alive and since when, and what it grades for how long."""

    worker: GradingWorker
    name: str
    is_alive: bool
    since: str
    grades: Submission | None
    grades_for: str

    @property
    def is_refusing(self) -> bool:
        return self.worker.state == WorkerState.REFUSING


@dataclass(frozen=True)
class FaultRow:
    """A submission that met a fault of ours, without its code."""

    submission: Submission

    @property
    def cause(self) -> str:
        """What broke, in the last line of the traceback."""
        lines = self.submission.last_fault.strip().splitlines()
        return lines[-1] if lines else ""


@dataclass(frozen=True)
class Operations:
    """How the machine room stands. Faults and unchecked ones: the newest first."""

    lanes: Sequence[LaneRow]
    workers: Sequence[WorkerRow]
    faults: Sequence[FaultRow]
    unchecked: Sequence[FaultRow]

    @cached_property
    def broker_is_away(self) -> bool:
        """Whether that is why no worker is heard of; asked only where none is."""
        return not any(row.is_alive for row in self.workers) and not broker().holds

    @property
    def waiting(self) -> int:
        return sum(lane.waiting for lane in self.lanes)

    @property
    def needs_somebody(self) -> bool:
        """Whether something of ours is out of order."""
        return not self.ready or bool(self.unchecked or self.faults or self.refusing)

    @property
    def refusing(self) -> int:
        """How many workers are there and do not trust their sandboxes."""
        return sum(row.is_alive and row.is_refusing for row in self.workers)

    @property
    def ready(self) -> int:
        """How many workers take work."""
        return sum(row.is_alive and not row.is_refusing for row in self.workers)


def read_operations(*, now: datetime) -> Operations:
    """The state of now."""
    grading = list(
        Submission.objects.filter(state=State.GRADING)
        .select_related("exercise")
        .only("claimed_by", "started_at", "lane", "purpose", "number", "exercise__title")
    )
    return Operations(
        lanes=_lanes(grading, now),
        workers=_workers({row.claimed_by: row for row in grading}, now),
        faults=_told(queued_at__gte=now - FAULTS_OF, faults__gt=0),
        unchecked=_told(ended_at__gte=now - UNCHECKED_OF, state=State.COULD_NOT_CHECK, purpose=Purpose.GRADE),
    )


def _lanes(grading: Sequence[Submission], now: datetime) -> list[LaneRow]:
    counted = Submission.objects.filter(state=State.QUEUED).values_list("lane").order_by()
    waiting = {row[0]: row[1:] for row in counted.annotate(count=Count("pk"), oldest=Min("queued_at"))}
    rows = []
    for lane in LANES_IN_ORDER:
        count, oldest = waiting.get(lane, (0, None))
        waits = "" if oldest is None else lasting(now - oldest)
        rows.append(LaneRow(lane, count, oldest, sum(row.lane == lane for row in grading), waits))
    return rows


def _workers(graded_by: Mapping[str, Submission], now: datetime) -> list[WorkerRow]:
    alive = {worker.identity for worker in alive_workers()}
    rows = []
    for worker in GradingWorker.objects.order_by("identity"):
        grades = graded_by.get(worker.identity)
        rows.append(
            WorkerRow(
                worker=worker,
                name=_name(worker.identity),
                is_alive=worker.identity in alive,
                since=lasting(now - worker.started_at),
                grades=grades,
                grades_for=lasting(now - grades.started_at) if grades and grades.started_at else "",
            )
        )
    return rows


def _name(identity: str) -> str:
    """Machine and process number: what an operator looks for."""
    parsed = WorkerIdentity.parse(identity)
    return identity if parsed is None else f"{parsed.host}, {parsed.pid}"


def _told(**conditions: object) -> list[FaultRow]:
    rows = Submission.objects.filter(**conditions).select_related("exercise__stage", "learner")
    told = rows.order_by("-queued_at").defer("source", "verdict", "trace", "scratch")
    return [FaultRow(row) for row in told[:ROWS_SHOWN]]
