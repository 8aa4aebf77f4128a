"""The body of the grid of learners and exercises: a template would take ten times as long for its many cells."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from courses.who_is_where import Cell, CellState, Grid, Row

# Each state has a shape of its own, not only a colour.
SIGNS = {
    CellState.PASSED: ("g-pass", "step-passed"),
    CellState.STUCK: ("g-stuck", "failed"),
    CellState.TRIED: ("g-tried", "step-tried"),
    CellState.BEGUN: ("g-begun", "step-open"),
}

register = template.Library()


@register.simple_tag
def grid_rows(grid: Grid) -> SafeString:
    """A row for each learner: the name, a cell for each exercise, how many are passed."""
    firsts = _firsts(grid)
    # Safe: names, addresses and words are escaped one by one, the rest are our own names of classes and numbers.
    return mark_safe("\n".join(_row(row, firsts) for row in grid.rows))  # noqa: S308


def _firsts(grid: Grid) -> set[int]:
    """The places at which a stage begins."""
    stages = [exercise.stage_id for exercise in grid.exercises]
    return {place for place, stage in enumerate(stages) if place == 0 or stages[place - 1] != stage}


def _row(row: Row, firsts: set[int]) -> str:
    page = reverse("teach_learner", args=[row.standing.learner_id])
    need = f' <span class="need">{escape(gettext("stuck"))}</span>' if row.standing.is_stuck else ""
    cells = "".join(_cell(cell, page, is_first=place in firsts) for place, cell in enumerate(row.cells))
    return (
        f'<tr><th scope="row"><a href="{page}">{escape(row.name)}</a>{need}</th>{cells}'
        f'<td class="sum">{row.standing.passed}</td></tr>'
    )


def _cell(cell: Cell, page: str, *, is_first: bool) -> str:
    """One that was tried leads to the last try."""
    said = escape(cell.words)
    first = " is-first" if is_first else ""
    if cell.state is CellState.UNTOUCHED:
        return f'<td class="g-none{first}"><span aria-hidden="true">·</span>{_unseen(said)}</td>'
    tone, sign = SIGNS[cell.state]
    shown = f'<svg aria-hidden="true" focusable="false"><use href="#i-{sign}"/></svg>{_unseen(said)}'
    if cell.tries:
        shown = f'<a href="{page}{cell.exercise.slug}/">{shown}</a>'
    return f'<td class="{tone}{first}">{shown}</td>'


def _unseen(words: str) -> str:
    return f'<span class="visually-hidden">{words}</span>'
