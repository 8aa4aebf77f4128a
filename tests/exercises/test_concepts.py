"""The concept graph: what needs what, what a learner holds, and a drawing in which both can be seen."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises import climb_map
from exercises.concept_layers import BOX_HEIGHT, BOX_WIDTH, Needs, lay_out
from exercises.concepts import Hold, read_concepts
from exercises.judging_concepts import LEFT_AFTER
from exercises.models import Exercise, Stage
from tests.exercises.full_catalogue import climb, make_full_catalogue
from tests.exercises.test_hill_pictures import SERVER_TIME_S, quickest
from tests.making import make_exercise
from tests.verdicts import graded

pytestmark = pytest.mark.django_db

QUERIES_OF_THE_PAGE = 9


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def three(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[Exercise]:
    """A chain of two in the catalogue, a third one only on the map."""
    drawn = (
        climb_map.Place("neuron-on-paper", "A neuron on paper", stage.slug, ()),
        climb_map.Place("one-neuron", "Old title", stage.slug, ("neuron-on-paper",)),
    )
    monkeypatch.setattr(climb_map, "_drawn", lambda: drawn)
    first, second = (make_exercise(stage, slug, position=i) for i, slug in enumerate(("one-neuron", "dense-layer"), 1))
    first.concepts, second.concepts = ["bias", "weights"], ["weights"]
    first.requires, second.requires = ["neuron-on-paper"], ["one-neuron", "nowhere"]
    for exercise in (first, second):
        assert exercise.published is not None
        exercise.published.checks = [{"id": "a", "task": 1, "title": "A", "visibility": "always"}]
        exercise.published.save()
        exercise.save()
    return [first, second]


def test_the_map_and_the_catalogue_are_one_graph(three: list[Exercise]) -> None:
    found = read_concepts(None, now=timezone.now())
    assert list(found.ideas) == ["neuron-on-paper", "one-neuron", "dense-layer"]
    one = found.ideas["one-neuron"]
    assert one.title == "one neuron"  # the catalogue's title, not the map's
    assert (one.needs, one.opens) == (["neuron-on-paper"], ["dense-layer"])
    assert found.ideas["dense-layer"].needs == ["one-neuron"]  # what is nowhere is left out


def test_held_shaky_open_and_not_here_yet(learner: User, three: list[Exercise], now: datetime) -> None:
    def holds(at: datetime = now) -> list[Hold]:
        return [idea.hold for idea in read_concepts(learner, now=at).ideas.values()]

    assert holds() == [Hold.UNWRITTEN, Hold.OPEN, Hold.OPEN]
    graded(learner, three[0], at=now)
    graded(learner, three[1], at=now, failed=["a"])
    assert holds() == [Hold.UNWRITTEN, Hold.HELD, Hold.OPEN]
    later = now + 2 * LEFT_AFTER
    assert holds(later) == [Hold.UNWRITTEN, Hold.HELD, Hold.SHAKY]
    found = read_concepts(learner, now=later)
    words = {word.name: word.hold for word in found.words()}
    assert words == {"weights": Hold.SHAKY, "bias": Hold.HELD}
    assert list(words) == ["weights", "bias"]  # what needs another look comes first
    assert "not passed yet" in found.ideas["dense-layer"].reasons[0]


def test_another_learners_work_does_not_count(
    learner: User, stranger: User, three: list[Exercise], now: datetime
) -> None:
    graded(stranger, three[0], at=now)
    assert read_concepts(learner, now=now).count(Hold.HELD) == 0


# The drawing


def on_the_map() -> Needs:
    return tuple((slug, tuple(idea.needs)) for slug, idea in read_concepts(None, now=timezone.now()).ideas.items())


def test_each_idea_stands_below_what_it_needs_and_no_box_on_another() -> None:
    needs = on_the_map()
    drawn = lay_out(needs)
    assert len(needs) >= 60
    for name, wanted in needs:
        assert all(drawn.places[other][1] < drawn.places[name][1] for other in wanted), name
    places = sorted(drawn.places.values(), key=lambda place: (place[1], place[0]))
    for (x, y), (x_next, y_next) in pairwise(places):
        assert y_next - y > BOX_HEIGHT or x_next - x > BOX_WIDTH
    assert all(BOX_WIDTH / 2 - 1 <= x <= drawn.width - BOX_WIDTH / 2 + 1 for x, _ in places)


def test_a_line_that_goes_without_saying_is_left_out() -> None:
    drawn = lay_out((("a", ()), ("b", ("a",)), ("c", ("a", "b"))))
    assert [(edge.needed, edge.by) for edge in drawn.edges] == [("a", "b"), ("b", "c")]


def test_nothing_at_all_is_an_empty_drawing() -> None:
    assert lay_out(()).places == {}


# The pages


def test_the_page_says_in_words_what_the_picture_shows(client: Client, three: list[Exercise]) -> None:
    page = client.get("/concepts/").content.decode()
    words = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "one neuron: open" in words
    assert "A neuron on paper: not here yet" in words
    assert "needs A neuron on paper" in words
    assert page.count('tabindex="0"') == 1
    assert " style=" not in page


def test_one_idea_with_what_it_needs_and_opens(
    learner: User, learner_client: Client, three: list[Exercise], now: datetime
) -> None:
    graded(learner, three[0], at=now)
    page = learner_client.get("/concepts/one-neuron/").content.decode()
    needs, opens = page.index("What it needs"), page.index("What it opens")
    assert needs < page.index("A neuron on paper") < opens < page.index("dense layer")
    assert f'href="{three[0].get_absolute_url()}">Open the exercise' in page
    assert "idea--held idea--chosen" in page
    assert "graph__line--needs" in page
    assert "graph__line--opens" in page


def test_what_is_only_on_the_map_has_a_page_without_a_way_in(client: Client, three: list[Exercise]) -> None:
    page = client.get("/concepts/neuron-on-paper/").content.decode()
    assert "its exercise is not here yet" in page
    assert "Open the exercise" not in page


@pytest.mark.parametrize("address", ["/concepts/nowhere/", "/concepts/one%20neuron/", f"/concepts/{'x' * 300}/"])
def test_an_idea_that_there_is_not(client: Client, three: list[Exercise], address: str) -> None:
    assert client.get(address).status_code == 404


def test_nothing_is_posted_here(client: Client, three: list[Exercise]) -> None:
    assert client.post("/concepts/").status_code == 405
    assert client.post("/concepts/one-neuron/").status_code == 405


def test_without_a_map_and_a_catalogue_the_page_says_so(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(climb_map, "_drawn", lambda: ())
    assert "The catalogue is empty." in client.get("/concepts/").content.decode()


def test_a_full_catalogue_has_constant_queries_and_is_quick(
    learner: User, learner_client: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    exercises = make_full_catalogue()
    learner_client.get("/concepts/")  # the first visit of a while is noted
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        learner_client.get("/concepts/")
    climb(learner, exercises[:30], at=now - 2 * LEFT_AFTER)
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        page = learner_client.get("/concepts/softmax/").content.decode()
    assert page.count('class="idea idea--held') == 29
    assert page.count('class="idea idea--shaky') == 1
    assert quickest(learner_client, "/concepts/softmax/") < SERVER_TIME_S
