"""Shapes through one's own function, and whose earlier functions come along."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import (
    BACKPROP,
    VERDICT_MS,
    Visitor,
    editor,
    expect_headline,
    part,
    source_of,
    submit,
    take_references,
    write,
)

pytestmark = pytest.mark.journey


def test_the_reference_is_chosen_for_earlier_functions_and_said_where_they_are_imported(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    expect(page.locator(".cm-mineNote")).to_have_text("# not here yet")
    take_references(page)
    expect(page.locator(".cm-mineNote")).to_have_text("# the reference’s")
    page.reload()
    expect(part(page, "carried-list").locator(".pill").first).to_have_text("the reference’s")


def test_shapes_stand_beside_the_lines_and_in_a_table_until_the_code_changes(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    take_references(page)
    page.get_by_role("button", name="Trace shapes").click()
    expect(page.get_by_role("heading", name="No shapes to trace yet")).to_be_visible(timeout=VERDICT_MS)
    write(page, source_of(BACKPROP, "reference.py"))
    page.get_by_role("button", name="Trace shapes").click()
    table = page.locator("table.trace")
    expect(table).to_be_visible(timeout=VERDICT_MS)
    expect(table).to_contain_text("dZ2")
    expect(page.locator(".cm-shapeNote").first).to_have_text(re.compile(r"\(\d+, \d+\)"))
    table.get_by_role("button").first.click()
    expect(editor(page)).to_be_focused()
    page.keyboard.insert_text("#")
    expect(page.locator(".cm-shapeNote")).to_have_count(0)
    expect(table).to_be_hidden()


def test_a_function_that_passes_folds_to_one_line_and_unfolds(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    take_references(page)
    wrong = source_of(BACKPROP, "mistakes/hidden_no_derivative.py")
    write(page, source_of(BACKPROP, "reference.py") + "\n\n" + wrong)
    submit(page)
    expect_headline(page, "failed")
    page.locator(".cm-scroller").first.evaluate("node => node.scrollTo(0, 0)")
    folded = page.locator(".cm-foldPlaceholder")
    expect(folded.first).to_have_text(re.compile(r"\d+ lines, passed"))
    expect(folded).to_have_count(3)
    folded.first.click()
    expect(folded).to_have_count(2)
