"""The notation page: one symbol, all dialects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exercises.hill import published_exercises
from exercises.models import Exercise
from exercises.statement import PARSER
from exercises.symbols import Dialect, Saying, Symbol, symbol_groups

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Cell:
    """What one dialect says, ready to be shown."""

    label: str
    sign: SafeString | None
    shape: str
    note: SafeString | None
    is_none: bool = False


@dataclass(frozen=True)
class Row:
    """One symbol on the page."""

    symbol: Symbol
    means: SafeString
    cells: Sequence[Cell]
    exercises: Sequence[Exercise]
    is_hidden: bool


@dataclass(frozen=True)
class Shown:
    """A group on the page."""

    id: str
    title: str
    rows: Sequence[Row]

    @property
    def is_hidden(self) -> bool:
        """Whether the search leaves nothing of it."""
        return all(row.is_hidden for row in self.rows)


@require_safe
@never_cache
def notation(request: HttpRequest) -> HttpResponse:
    """Every symbol of the course; with `q`, those in whose row these words stand."""
    query = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    catalogue = published_exercises()
    groups = [
        Shown(group.id, group.title, [_row(symbol, catalogue, query) for symbol in group.symbols])
        for group in symbol_groups()
    ]
    everything = [row for group in groups for row in group.rows]
    shown = sum(not row.is_hidden for row in everything)
    context = {"groups": groups, "query": query, "count": len(everything), "shown": shown, "longest": LONGEST_SEARCH}
    return render(request, "exercises/notation.html", context)


def _row(symbol: Symbol, catalogue: Sequence[Exercise], query: str) -> Row:
    return Row(
        symbol=symbol,
        means=_mixed(symbol.means),
        cells=_cells(symbol),
        exercises=[exercise for exercise in catalogue if exercise.slug in symbol.used_in],
        is_hidden=not all(word in symbol.words for word in query.casefold().split()),
    )


def _cells(symbol: Symbol) -> list[Cell]:
    ours = Cell(gettext("This course"), _mixed(f"`{symbol.code}`"), symbol.shape, None)
    numpy = Cell("NumPy", _mixed(f"`{symbol.numpy}`"), "", None)
    names = {Dialect.NIELSEN: "Nielsen", Dialect.NG: "Ng", Dialect.PYTORCH: "PyTorch"}
    return [ours, *(_cell(names[dialect], symbol.sayings[dialect]) for dialect in Dialect), numpy]


def _cell(label: str, saying: Saying) -> Cell:
    if saying.none:
        return Cell(label, None, "", _mixed(saying.none), is_none=True)
    return Cell(label, _mixed(saying.sign), saying.shape, _mixed(saying.note))


def _mixed(text: str) -> SafeString:
    """A line with code and formulas. Safe: the parser escapes all text and refuses raw HTML."""
    html: str = PARSER.renderInline(text)
    return mark_safe(html)  # noqa: S308
