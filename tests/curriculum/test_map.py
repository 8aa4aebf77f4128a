"""The exercises on disk and the map of the whole climb agree."""

from __future__ import annotations

import json
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from grader.bundle import Bundle

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
BUNDLES = [Bundle.read(path.parent) for path in sorted(CURRICULUM.glob("*/*/exercise.toml"))]
MAP: dict[str, dict[str, Any]] = {step["slug"]: step for step in json.loads((CURRICULUM / "graph.json").read_text())}
STAGES = tomllib.loads((CURRICULUM / "stages.toml").read_text())["stages"]

every_exercise = pytest.mark.parametrize("bundle", BUNDLES, ids=[bundle.slug for bundle in BUNDLES])


def test_the_map_has_no_circles() -> None:
    order = list(TopologicalSorter({slug: step["requires"] for slug, step in MAP.items()}).static_order())
    assert set(order) == set(MAP), "an exercise requires one that the map does not have"


def test_the_map_only_asks_for_what_came_before() -> None:
    for step in MAP.values():
        for needed in step["requires"]:
            assert MAP[needed]["n"] < step["n"], f"{step['slug']} requires {needed}, which comes later"


def test_the_stages_of_the_map_are_the_twelve_of_the_list() -> None:
    assert [stage["slug"] for stage in STAGES] == sorted({step["stage"] for step in MAP.values()})
    assert len(STAGES) == 12
    assert all(stage["title"] and stage["subtitle"] for stage in STAGES)


def test_no_two_exercises_share_an_id_or_a_name() -> None:
    assert len({bundle.uuid for bundle in BUNDLES}) == len(BUNDLES)
    assert len({bundle.slug for bundle in BUNDLES}) == len(BUNDLES)


@every_exercise
def test_an_exercise_stands_where_the_map_puts_it(bundle: Bundle) -> None:
    step = MAP[bundle.slug]
    assert (bundle.stage, bundle.place) == (step["stage"], step["place"])
    assert (bundle.title, bundle.minutes) == (step["title"], step["minutes"])


@every_exercise
def test_an_exercise_requires_what_the_map_says(bundle: Bundle) -> None:
    assert sorted(bundle.requires) == sorted(MAP[bundle.slug]["requires"])
