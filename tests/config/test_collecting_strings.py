"""Strings are found where they stand, catalogues keep what was translated, and every gap is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from config.languages.catalogues import bring_up_to_date, catalogue_path, gaps, read_catalogue
from config.languages.extracting import strings_of_the_interface

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
def said(count):
    return _("Plain") + ngettext("%(count)d line", "%(count)d lines", count) + pgettext_lazy("a step", "open")
"""
TEMPLATE = """{% load i18n %}<p title="{% translate 'Quoted' %}">
    {% blocktranslate trimmed count n=rows|length %}
        One row
    {% plural %}
        {{ n }} rows
    {% endblocktranslate %}
  {{ day|date:_("As a filter") }} {# Translators: not a string #} It's ( unbalanced [ and "odd
      {% translate "Last" context "of a list" %}</p>
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "accounts/saying.py": PYTHON,
        "accounts/migrations/0001_initial.py": 'from x import gettext as _\n_("In a migration")\n',
        "grader/messages.py": 'from x import gettext as _\n_("In the grader")\n',
        "templates/accounts/page.html": TEMPLATE,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_strings_are_found_in_python_and_in_templates(project: Path) -> None:
    found = {(message.id, message.context) for message in strings_of_the_interface(project) if message.id}
    assert found == {
        ("Plain", None),
        (("%(count)d line", "%(count)d lines"), None),
        ("open", "a step"),
        ("Quoted", None),
        (("One row", "%(n)s rows"), None),
        ("As a filter", None),
        ("Last", "of a list"),
    }


def test_a_catalogue_keeps_what_is_said_drops_what_is_gone_and_guesses_nothing(project: Path) -> None:
    path = catalogue_path(project, "de")
    bring_up_to_date(read_catalogue(path, "de"), strings_of_the_interface(project), path)
    catalogue = read_catalogue(path, "de")
    catalogue["Plain"].string = "Schlicht"
    catalogue.add("Plainer", "Schlichter")
    bring_up_to_date(catalogue, strings_of_the_interface(project), path)
    written = path.read_bytes()
    again = read_catalogue(path, "de")
    assert again["Plain"].string == "Schlicht"
    assert again.get("Plainer") is None
    assert not any(message.fuzzy for message in again)
    bring_up_to_date(again, strings_of_the_interface(project), path)
    assert path.read_bytes() == written


@pytest.mark.parametrize(
    ("text", "said", "why"),
    [
        ("Hello %(name)s", "Hallo %(name)s", None),
        ("Hello %(name)s", "", "missing"),
        ("Hello %(name)s", "Hallo", "other placeholders"),
        ("Hello %(name)s", "Hallo %(nam)s", "other placeholders"),
        ('<a href="%(page)s">Go</a>', "%(page)s", "other placeholders"),
        (("One row", "%(n)s rows"), ("Eine Zeile", "%(n)s Zeilen"), None),
        (("One row", "%(n)s rows"), ("%(n)s Zeile", "%(n)s Zeilen"), None),
        (("One row", "%(n)s rows"), ("Eine Zeile", ""), "missing"),
        (("One row", "%(n)s rows"), ("Eine Zeile", "Zeilen"), "other placeholders"),
    ],
)
def test_each_gap_is_told(text: str | tuple[str, str], said: str | tuple[str, str], why: str | None) -> None:
    strings, catalogue = Catalog(), Catalog(locale="de")
    strings.add(text, locations=[("page.html", 1)])
    catalogue.add(text, said)
    assert [gap.why for gap in gaps(catalogue, strings)] == ([why] if why else [])


def test_what_somebody_was_unsure_of_is_a_gap() -> None:
    strings, catalogue = Catalog(), Catalog(locale="de")
    strings.add("Plain", locations=[("page.html", 1)])
    catalogue.add("Plain", "Schlicht", flags=["fuzzy"])
    (gap,) = gaps(catalogue, strings)
    assert str(gap) == "page.html: fuzzy: 'Plain'"
