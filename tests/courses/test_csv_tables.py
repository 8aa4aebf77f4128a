"""Tables as CSV: what a spreadsheet reads, and does not execute."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.csv_tables import FORMULA_BEGINS, Cell, csv_answer, plain


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '=HYPERLINK("http://evil","x")']
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert plain(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("ada", "ada"),
        ("a=b", "a=b"),
        ("", ""),
        (None, ""),
        (0, "0"),
        (-3, "-3"),
        (2.5, "2.5"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05+00:00"),
    ],
)
def test_everything_else_stays_as_it_is(cell: Cell, text: str) -> None:
    assert plain(cell) == text


@given(rows=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back_and_none_begins_like_a_formula(rows: list[list[str]]) -> None:
    answer = csv_answer("table", ["one", "two"], rows)
    read = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert read[0] == ["one", "two"]
    assert len(read) == len(rows) + 1
    for cells, row in zip(read[1:], rows, strict=True):
        for cell, text in zip(cells, row, strict=True):
            assert cell in (text, f"'{text}")
            assert not cell.lstrip(" ").startswith(FORMULA_BEGINS)


def test_the_answer_is_a_file_to_keep() -> None:
    answer = csv_answer("stuck", ["Learner"], [["Zoë"]])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="stuck.csv"'
    assert answer.content == "\ufeffLearner\r\nZoë\r\n".encode()
