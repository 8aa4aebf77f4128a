"""The last hour minute by minute: what was graded, how long it had waited, and what of ours went wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from exercises.models import Lane, State, Submission

MINUTE = timedelta(minutes=1)
MINUTES = 60
CHECKED = (State.GRADED, State.COULD_NOT_CHECK)


@dataclass(frozen=True)
class Minute:
    """One minute from `at` on. The waits are None where nothing came to its end in it."""

    at: datetime
    gradings: int
    median_s: float | None
    longest_s: float | None
    faults: int

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say about it."""
        return not (self.gradings or self.faults)


@dataclass(frozen=True)
class LastHour:
    """All sixty, the oldest first; `median_s` is that of all the waits."""

    minutes: Sequence[Minute]
    median_s: float | None

    @property
    def gradings(self) -> int:
        return sum(minute.gradings for minute in self.minutes)

    @property
    def faults(self) -> int:
        return sum(minute.faults for minute in self.minutes)

    @property
    def worst(self) -> Minute | None:
        """The minute of the longest wait."""
        waited = [minute for minute in self.minutes if minute.longest_s is not None]
        return max(waited, key=lambda minute: minute.longest_s or 0.0, default=None)

    @property
    def told(self) -> list[Minute]:
        """The minutes with something in them, the newest first."""
        return [minute for minute in reversed(self.minutes) if not minute.is_quiet]


def read_last_hour(*, now: datetime) -> LastHour:
    """Whole minutes up to the one of `now`, in two questions.

    A grading counts in the minute of its verdict; nobody waits for a regrade, so none counts. When a fault happened is
    nowhere recorded: it counts in the minute in which its submission was handed in.
    """
    first = now.replace(second=0, microsecond=0) - (MINUTES - 1) * MINUTE
    waits, faults = _waits(first), _faults(first)
    minutes = [_minute(first + place * MINUTE, waits.get(place, ()), faults[place]) for place in range(MINUTES)]
    every = [wait for of_minute in waits.values() for wait in of_minute]
    return LastHour(minutes, median(every) if every else None)


def _minute(at: datetime, waits: Sequence[float], faults: int) -> Minute:
    if not waits:
        return Minute(at, 0, None, None, faults)
    return Minute(at, len(waits), median(waits), max(waits), faults)


def _waits(first: datetime) -> Mapping[int, list[float]]:
    """How long each had waited, in seconds, by the minute of its verdict."""
    ended = (
        Submission.objects.filter(ended_at__gte=first, state__in=CHECKED, started_at__isnull=False)
        .exclude(lane=Lane.REGRADE)
        .values_list("ended_at", "queued_at", "started_at")
        .order_by()
    )
    waits: dict[int, list[float]] = defaultdict(list)
    for ended_at, queued_at, started_at in ended:
        if ended_at is not None and started_at is not None:
            waits[(ended_at - first) // MINUTE].append(max(0.0, (started_at - queued_at).total_seconds()))
    return waits


def _faults(first: datetime) -> Counter[int]:
    faulty = Submission.objects.filter(faults__gt=0, queued_at__gte=first)
    counted: Counter[int] = Counter()
    for queued_at, faults in faulty.values_list("queued_at", "faults"):
        counted[(queued_at - first) // MINUTE] += faults
    return counted
