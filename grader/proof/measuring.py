"""Measure the marks of an exercise: its reference, trained with hundreds of seeds in the real cages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from grader.bundle import Bundle
from grader.bundling.measured_json import Distribution, Key, distribution_of
from grader.bundling.standard_checks import StandardProbe
from grader.grading import Cages, grade_on
from grader.messages import Final

SEEDS = 300
Values = dict[Key, list[float]]


class NothingToMeasure(Exception):
    """No check of the exercise asks for a mark."""


def measure(
    bundle: Bundle, cages: Cages, *, seeds: int = SEEDS, on_seed: Callable[[int], None] = lambda seed: None
) -> list[Distribution]:
    """The distribution at each check that asks for a mark. Raises NothingToMeasure."""
    marks = {(one["check"], one["what"]): one for one in _measured(bundle, cages, 0)}
    if not marks:
        raise NothingToMeasure
    only = _only(bundle, {check for check, _ in marks})
    values: Values = {key: [] for key in marks}
    for seed in range(seeds):
        for one in _measured(only, cages, seed):
            values[one["check"], one["what"]].append(one["value"])
        on_seed(seed)
    return [
        distribution_of(*key, mark["threshold"], mark["lower_is_better"], values[key]) for key, mark in marks.items()
    ]


def _measured(bundle: Bundle, cages: Cages, seed: int) -> tuple[Mapping[str, Any], ...]:
    finals: list[Final] = []
    grade_on(cages, bundle, bundle.reference, seed=seed, on_final=finals.append, measuring=True)
    return finals[0].measured if finals else ()


def _only(bundle: Bundle, checks: set[str]) -> Bundle:
    """The exercise with nothing but these checks: the others cost time and measure nothing."""
    kept = tuple(replace(check, needs=()) for check in bundle.table.checks if check.id in checks)
    out = {probe.value: "measuring asks for marks alone" for probe in StandardProbe}
    return replace(bundle, table=replace(bundle.table, checks=kept, standard_out=out))
