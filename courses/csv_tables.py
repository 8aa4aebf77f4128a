"""Tables as CSV: what a spreadsheet opens, and never executes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils.functional import Promise

# A cell that begins so is a formula to a spreadsheet, whatever stands before it that it would trim.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | datetime | Promise | None


def csv_answer(name: str, head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """`rows` under `head`, as a file to keep. Begins with a byte order mark: without it Excel guesses the encoding."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerows([plain(cell) for cell in row] for row in (head, *rows))
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def plain(cell: Cell) -> str:
    """The cell's text; where a spreadsheet would take it for a formula, it begins with an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, int | float):
        return str(cell)
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_BEGINS) else text
