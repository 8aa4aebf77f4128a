"""Where an exercise sits: what it needs and what it opens, by the catalogue and by the map."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from exercises import climb_map
from exercises.catalogue import load_curriculum
from exercises.climb_map import Place
from exercises.hill import StepState, published_exercises
from exercises.models import Exercise
from exercises.neighbours import MOST_SHOWN, neighbours_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> list[Exercise]:
    load_curriculum(Path(settings.CURRICULUM_DIR))
    return published_exercises()


def one(catalogue: list[Exercise], slug: str) -> Exercise:
    return next(exercise for exercise in catalogue if exercise.slug == slug)


def test_what_is_in_the_catalogue_is_a_link_and_what_is_only_on_the_map_is_a_name(catalogue: list[Exercise]) -> None:
    found = neighbours_of(one(catalogue, "dense-layer"), catalogue, frozenset())
    assert [(each.title, each.url) for each in found.needs] == [
        ("A matrix is many dot products", None),
        ("One neuron", "/learn/02-neuron/one-neuron/"),
    ]
    assert "Thinking" in [each.title for each in found.opens]


def test_what_is_passed_is_marked(catalogue: list[Exercise]) -> None:
    softmax = one(catalogue, "softmax")
    found = neighbours_of(one(catalogue, "cross-entropy"), catalogue, {softmax.pk})
    states = {each.title: each.state for each in found.needs}
    assert states == {softmax.title: StepState.PASSED, "How steep is it here?": StepState.OPEN}


def test_a_crossroads_lists_a_few_and_counts_the_rest(
    catalogue: list[Exercise], monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = tuple(Place(f"way-{number}", f"Way {number}", "07-on", ("softmax",)) for number in range(9))
    monkeypatch.setattr(climb_map, "_drawn", lambda: ways)
    found = neighbours_of(one(catalogue, "softmax"), catalogue, frozenset())
    assert len(found.opens) == MOST_SHOWN
    assert found.more == len(ways) + 1 - MOST_SHOWN  # cross-entropy, in the catalogue, needs it too


def test_without_a_map_the_catalogue_alone_speaks(catalogue: list[Exercise], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climb_map, "_drawn", lambda: ())
    found = neighbours_of(one(catalogue, "train-digits"), catalogue, frozenset())
    assert [each.title for each in found.needs] == [one(catalogue, "two-layer-backprop").title]
    assert found.opens == []


def test_the_page_shows_it(client: Client, catalogue: list[Exercise]) -> None:
    page = client.get("/learn/03-knowing/softmax/").content.decode()
    assert "Where this sits" in page
    assert 'href="/learn/05-backprop/cross-entropy/"' in page
