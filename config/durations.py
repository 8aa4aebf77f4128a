"""How long what ended since a moment waited and took, counted by the database into the steps of a histogram."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from exercises.models import Lane

# In seconds, inclusive; what is longer stands in the last, open step.
STEPS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
# Written out: the ORM subtracts dates on SQLite by calling Python for each row.
SECONDS = {
    "sqlite": "(julianday({later}) - julianday({earlier})) * 86400.0",
    "postgresql": "extract(epoch FROM ({later} - {earlier}))",
}
# Materialised: SQLite would work each duration out anew for every step that it is compared with.
COUNTED = """
WITH ended AS MATERIALIZED (
    SELECT purpose, lane, CASE WHEN state = 'graded' THEN outcome ELSE state END AS outcome,
        {waited} AS waited_s, {took} AS took_s
    FROM exercises_submission
    WHERE ended_at >= %s AND started_at IS NOT NULL AND state IN ('graded', 'could_not_check')
)
SELECT purpose, outcome, lane, {waited_step}, {took_step}, count(*), sum(waited_s), sum(took_s)
FROM ended GROUP BY 1, 2, 3, 4, 5
"""


@dataclass
class Durations:
    """How many fell into each step, and the sum of all."""

    counts: Counter[int] = field(default_factory=Counter)
    sum_s: float = 0.0


@dataclass
class Ended:
    """What ended: how many by purpose and outcome, and the durations of all but regrades, for which nobody waits."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    waiting: Durations = field(default_factory=Durations)
    grading: Durations = field(default_factory=Durations)


def ended_since(since: datetime) -> Ended:
    """All gradings that came to a verdict, or could not, since then. One query over an index by time."""
    ended = Ended()
    for purpose, outcome, lane, waited, took, rows, waited_s, took_s in _counted(since):
        ended.outcomes[purpose, outcome or "done"] += rows
        if lane == Lane.REGRADE:
            continue
        for durations, step, sum_s in ((ended.waiting, waited, waited_s), (ended.grading, took, took_s)):
            durations.counts[step] += rows
            durations.sum_s += float(sum_s)
    return ended


def _counted(since: datetime) -> list[tuple[Any, ...]]:
    seconds = SECONDS[connection.vendor]
    waited = seconds.format(later="started_at", earlier="queued_at")
    took = seconds.format(later="ended_at", earlier="started_at")
    query = COUNTED.format(waited=waited, took=took, waited_step=_step("waited_s"), took_step=_step("took_s"))
    with connection.cursor() as cursor:
        cursor.execute(query, [connection.ops.adapt_datetimefield_value(since)])
        return list(cursor.fetchall())


def _step(seconds: str) -> str:
    # A ten-thousandth more: julianday is that coarse, and a step is inclusive.
    cases = " ".join(f"WHEN {seconds} <= {limit + 0.0001} THEN {place}" for place, limit in enumerate(STEPS))
    return f"CASE {cases} ELSE {len(STEPS)} END"
