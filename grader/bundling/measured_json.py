"""measured.json: how the reference did over many seeds, for each check that a run may miss by bad luck."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from grader.bundling.errors import BundleError

FILE = "measured.json"
BINS = 20
QUANTILES = (0, 1, 5, 25, 50, 75, 95, 99, 100)
SIGMAS = 5

Key = tuple[str, str]


@dataclass(frozen=True)
class Distribution:
    """What `seeds` runs of the reference reached at one check, and the mark that they had to reach."""

    check: str
    what: str
    threshold: float
    lower_is_better: bool
    seeds: int
    mean: float
    deviation: float
    quantiles: Mapping[str, float]
    edges: Sequence[float]
    counts: Sequence[int]

    @property
    def bound(self) -> float:
        """Five deviations to the bad side of the mean: beyond it one run in three million falls, if it is normal."""
        return self.mean + (SIGMAS if self.lower_is_better else -SIGMAS) * self.deviation

    @property
    def worst(self) -> float:
        return self.quantiles["100" if self.lower_is_better else "0"]

    def is_beyond(self, value: float) -> bool:
        """Is the mark on the far side of `value`, so that `value` meets it?"""
        return value <= self.threshold if self.lower_is_better else value >= self.threshold


def distribution_of(
    check: str, what: str, threshold: float, lower_is_better: bool, values: Sequence[float]
) -> Distribution:
    """The distribution of these values, rounded to six digits."""
    low, high = min(values), max(values)
    width = (high - low) / BINS or 1.0
    edges = [_rounded(low + width * place) for place in range(BINS + 1)]
    counts = [0] * BINS
    for value in values:
        counts[min(int((value - low) / width), BINS - 1)] += 1
    return Distribution(
        check=check,
        what=what,
        threshold=threshold,
        lower_is_better=lower_is_better,
        seeds=len(values),
        mean=_rounded(statistics.fmean(values)),
        deviation=_rounded(statistics.pstdev(values)),
        quantiles={str(percent): _rounded(_quantile(sorted(values), percent)) for percent in QUANTILES},
        edges=edges,
        counts=counts,
    )


def to_json(distributions: Sequence[Distribution]) -> str:
    """One distribution on each line."""
    lines = [json.dumps(asdict(one), ensure_ascii=False) for one in distributions]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def read_measured_json(text: str) -> dict[Key, Distribution]:
    """The distributions by check and by what was measured. Raises BundleError."""
    try:
        found = [_distribution(table) for table in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BundleError(FILE, 1, "This is no list of distributions: `python -m grader measure` writes it.") from error
    return {(one.check, one.what): one for one in found}


def _distribution(table: Mapping[str, Any]) -> Distribution:
    numbers = [float(table[key]) for key in ("threshold", "mean", "deviation")]
    if not all(map(math.isfinite, [*numbers, *map(float, table["quantiles"].values())])):
        raise ValueError("not finite")
    return Distribution(**{**table, "seeds": int(table["seeds"]), "check": str(table["check"])})


def _quantile(ordered: Sequence[float], percent: float) -> float:
    place = (len(ordered) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
