"""How the cost of a grading grows: with checks, with calls, with the size of the arrays; and what a diagnosis adds."""

from __future__ import annotations

import time
from collections.abc import Mapping

import grader
from config.benching.report import Figure, median
from config.benching.sample_bundles import DOUBLE, doubling, of_curriculum
from grader.bundling.mistake_files import as_submission
from grader.verdict import Outcome

RUNS = 15
RUNS_OF_EACH = 3
CHECKS = (2, 8, 32)
CALLS = (1, 10, 100)
# 10 KB, 100 KB, 1 MB, 10 MB and 30 MB of float64.
LENGTHS = {"10 KB": 1_250, "100 KB": 12_500, "1 MB": 125_000, "10 MB": 1_250_000, "30 MB": 3_750_000}
DIAGNOSED = "two-layer-backprop"


def growth() -> list[Figure]:
    """One row for each size; the wall time of a passing grading, p50."""
    rows: Mapping[str, grader.Bundle] = {
        **{f"{count} checks of one call": doubling(checks=count) for count in CHECKS},
        **{f"two checks of {count} calls": doubling(calls=count) for count in CALLS},
        **{f"one hidden call on {name}": doubling(length=length) for name, length in LENGTHS.items()},
    }
    return [Figure(f"a grading with {name}", _wall_ms(bundle, DOUBLE), "ms") for name, bundle in rows.items()]


def diagnosis() -> list[Figure]:
    """Submissions with each of the listed mistakes against the same exercise passing."""
    bundle = of_curriculum(DIAGNOSED)
    wrong = [as_submission(bundle.reference, mistake.source) for mistake in bundle.mistakes]
    failing_ms = [_wall_ms(bundle, one, runs=RUNS_OF_EACH, outcome=Outcome.FAILED) for one in wrong]
    return [
        Figure(f"{DIAGNOSED}, passing, p50", _wall_ms(bundle, bundle.reference), "ms"),
        Figure(f"{DIAGNOSED} with a listed mistake, diagnosis included, p50", median(failing_ms), "ms"),
        Figure(f"{DIAGNOSED} with the listed mistake that takes longest", max(failing_ms), "ms"),
    ]


def _wall_ms(bundle: grader.Bundle, source: str, *, runs: int = RUNS, outcome: Outcome = Outcome.PASSED) -> float:
    walls = []
    for run in range(runs + 2):
        started = time.perf_counter()
        verdict = grader.grade(bundle, source)
        if run > 1:
            walls.append((time.perf_counter() - started) * 1e3)
        if verdict.outcome is not outcome:
            message = f"The sample did not end as it should: {verdict.as_dict()}"
            raise RuntimeError(message)
    return median(walls)
