"""The notation page: all symbols, a search that works without scripts; any input is answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from exercises.catalogue import load_curriculum
from exercises.symbols import symbol_groups

pytestmark = pytest.mark.django_db

PAGE = "/notation/"


@pytest.fixture
def catalogue() -> None:
    load_curriculum(Path(settings.CURRICULUM_DIR))


def html(client: Client, query: str = "") -> str:
    answer = client.get(PAGE, {"q": query} if query else {})
    assert answer.status_code == 200
    return str(answer.content.decode())


def shown(page: str) -> set[str]:
    """The places of the rows that are to be seen."""
    rows = re.findall(r'<tr id="([^"]+)"[^>]*?( hidden)?>', page)
    return {place for place, hidden in rows if not hidden}


def test_every_symbol_has_a_place_and_every_dialect(client: Client, catalogue: None) -> None:
    page = html(client)
    assert shown(page) == {symbol.id for group in symbol_groups() for symbol in group.symbols}
    for dialect in ("This course", "Nielsen", "Ng", "PyTorch", "NumPy"):
        assert page.count(f'data-label="{dialect}"') == len(shown(page))
    assert 'data-tex="W^{[1]}"' in page


def test_a_symbol_leads_to_the_exercises_that_use_it(client: Client, catalogue: None) -> None:
    row = html(client).split('<tr id="dZ1"')[1].split("</tr>")[0]
    assert 'href="/learn/05-backprop/two-layer-backprop/"' in row


def test_an_exercise_that_is_not_published_is_left_out(client: Client) -> None:
    assert "/learn/" not in html(client)


def test_the_search_is_a_form_and_finds_names_shapes_and_words(client: Client, catalogue: None) -> None:
    assert {"b", "b1", "b2"} <= shown(html(client, "BIAS"))
    assert shown(html(client, "blame hidden layer")) == {"dZ1"}
    assert "eta" in shown(html(client, "\\alpha"))
    assert "(m, n)" in html(client, "(m, n)")
    assert shown(html(client, "(m, n)")) == {"D"}


def test_a_search_without_a_match_says_so(client: Client, catalogue: None) -> None:
    page = html(client, "zebra")
    assert shown(page) == set()
    assert "0 of" in page
    assert 'data-part="notation-none">' in page


@pytest.mark.parametrize("query", ["\x00", "x" * 5000, "<script>alert(1)</script>", '"><b>', "%", "(", "\ud7ff", " "])
def test_any_search_is_answered(client: Client, catalogue: None, query: str) -> None:
    page = html(client, query)
    assert "<script>alert" not in page
    assert '"><b>' not in page


def test_cards_of_a_statement_lead_to_their_row(client: Client, catalogue: None) -> None:
    page = client.get("/learn/05-backprop/two-layer-backprop/").content.decode()
    cards = json.loads(page.split('<script id="symbols" type="application/json">')[1].split("</script>")[0])
    row = next(card for card in cards if card["tex"] == "dZ_1")
    assert row["page"] == "/notation/#dZ1"
    assert row["ng"] == "$dZ^{[1]}$ (h, n): transposed, and not divided by $m$"
    assert {card["page"].split("#")[1] for card in cards} <= shown(html(client))


def test_it_takes_a_fixed_number_of_queries(
    client: Client, catalogue: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(1):
        html(client)


def test_a_curriculum_without_a_table_says_so(client: Client, tmp_path: Path, settings: object) -> None:
    settings.CURRICULUM_DIR = tmp_path  # type: ignore[attr-defined]
    symbol_groups.cache_clear()
    try:
        assert "no table of symbols yet" in html(client)
    finally:
        symbol_groups.cache_clear()
