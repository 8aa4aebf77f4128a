"""The exercise page on paper and in the system's own colours, and the notation page while one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import BACKPROP, Visitor, part, source_of, write

pytestmark = pytest.mark.journey

LINE_OF = "node => getComputedStyle(node).borderBlockEndColor"


def test_on_paper_stand_the_statement_and_the_whole_code_and_no_bars(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    write(page, source_of(BACKPROP, "reference.py"))
    page.emulate_media(media="print")
    expect(page.locator(".cm-line").last).to_be_visible()
    assert page.locator(".cm-line").count() == source_of(BACKPROP, "reference.py").count("\n") + 1
    expect(page.locator("#task-4")).to_be_visible()
    for bar in (".topbar", ".jump", '[data-part="bar-code"]', ".tabs-row"):
        expect(page.locator(bar)).to_be_hidden()
    columns = [page.locator(name).bounding_box() for name in ("#statement", "#code")]
    assert columns[0] is not None
    assert columns[1] is not None
    assert columns[0]["y"] + columns[0]["height"] <= columns[1]["y"], (
        "the code comes after the statement, not beside it"
    )
    assert page.locator("#code").evaluate("node => node.scrollHeight <= node.clientHeight + 1")


def test_in_the_systems_colours_only_the_current_tab_has_a_line(new_visitor: NewVisitor) -> None:
    page = new_visitor(forced_colors="active").open_exercise(BACKPROP)
    current, other = (page.locator(name).evaluate(LINE_OF) for name in ("#tab-code", "#tab-history"))
    assert current != other
    assert other == page.evaluate("getComputedStyle(document.body).backgroundColor")
    expect(part(page, "submit")).to_have_css("border-top-style", "solid")


def shown(page: Page) -> int:
    return page.locator("tr[data-words]:not([hidden])").count()


def test_the_notation_answers_while_one_types_and_a_link_leads_to_its_row(visitor: Visitor) -> None:
    page = visitor.open("/notation/")
    all_of_them = shown(page)
    field = page.get_by_role("searchbox")
    field.fill("blame hidden layer")
    assert shown(page) == 1
    expect(page.locator("#notation-count")).to_have_text(f"1 of {all_of_them} symbols")
    assert page.url.endswith("?q=blame+hidden+layer")
    field.fill("zebra")
    expect(part(page, "notation-none")).to_be_visible()
    page.evaluate("location.hash = '#eta'")
    expect(page.locator("#eta")).to_be_in_viewport()
    assert shown(page) == all_of_them
