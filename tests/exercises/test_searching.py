"""Searching the exercises: a form without scripts; any input is answered, with one question to the database."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.models import Exercise, Stage
from tests.making import client_of, make_exercise

pytestmark = pytest.mark.django_db

PAGE = "/search/"


@pytest.fixture
def catalogue(exercise: Exercise) -> None:
    """Two stages with three exercises, one of them not published."""
    later = Stage.objects.create(slug="outputs", number=3, title="Choosing a class")
    softmax = make_exercise(later, "stable-softmax", position=1)
    Exercise.objects.filter(pk=softmax.pk).update(summary="Subtract the largest logit & stay finite.")
    hidden = make_exercise(later, "hidden-softmax", position=2)
    Exercise.objects.filter(pk=hidden.pk).update(published=None)


def html(client: Client, query: str = "") -> str:
    answer = client.get(PAGE, {"q": query} if query else {})
    assert answer.status_code == 200
    return str(answer.content.decode())


def found(page: str) -> list[str]:
    return re.findall(r'href="/learn/([^"]+)/"', page)


DENSE, SOFTMAX = "neuron/dense-layer", "outputs/stable-softmax"


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [DENSE, SOFTMAX]),
        ("SOFTMAX", [SOFTMAX]),
        ("largest logit", [SOFTMAX]),
        ("logit largest choosing", [SOFTMAX]),
        ("the neuron", [DENSE]),
        ("dense-layer", [DENSE]),
        ("dense softmax", []),
        ("zebra", []),
    ],
)
def test_it_finds_what_has_all_the_words(client: Client, query: str, expected: list[str]) -> None:
    assert found(html(client, query)) == expected


@pytest.mark.usefixtures("catalogue")
def test_it_says_how_many_match_and_what_to_do_where_none_does(client: Client) -> None:
    assert "1 of 2 exercises" in html(client, "softmax")
    assert "No exercise has all these words." in html(client, "zebra")
    client.cookies["django_language"] = "de"
    assert "Keine Übung hat alle diese Wörter." in html(client, "zebra")
    assert "1 von 2 Übungen" in html(client, "softmax")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("query", ["\x00", "x" * 5000, "<script>alert(1)</script>", '"><b>', "%", "(", "\ud7ff", " "])
def test_any_search_is_answered_and_nothing_of_it_is_markup(client: Client, query: str) -> None:
    page = html(client, query)
    assert "<script>alert" not in page
    assert '"><b>' not in page


@pytest.mark.usefixtures("catalogue")
def test_what_was_asked_for_stands_in_the_field(client: Client) -> None:
    assert 'value="logit &amp; &lt;b&gt;"' in html(client, "logit & <b>")


def test_an_empty_catalogue_says_so(client: Client) -> None:
    assert "The catalogue is empty." in html(client)


@pytest.mark.usefixtures("catalogue")
def test_it_asks_the_database_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        html(client, "softmax")


@pytest.mark.usefixtures("catalogue")
def test_for_somebody_who_is_signed_in_it_is_the_same(learner: User) -> None:
    assert found(html(client_of(learner), "softmax")) == [SOFTMAX]


@pytest.mark.parametrize("address", ["/nowhere/", "/learn/neuron/dense-layr/"])
def test_where_no_path_leads_the_search_is_a_form(client: Client, address: str) -> None:
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f'role="search" action="{PAGE}"' in page
    assert 'name="q"' in page
    assert "method=" not in page.split('role="search"')[1].split("</form>")[0]
