"""The exercise page without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import FIRST, Visitor, address_of, code_of, editor, expect_headline, part, source_of

pytestmark = pytest.mark.journey

MOST_STOPS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until `selector` has the focus; in the editor, where Tab indents, Escape goes before it."""
    for _ in range(MOST_STOPS):
        if page.locator(f"{selector}:focus").count():
            return
        if page.locator(".cm-content:focus").count():
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {selector} within {MOST_STOPS} stops")


def test_the_skip_link_comes_first_and_skips(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    page.wait_for_function("document.getElementById('statement').scrollTop > 0")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)
    page.reload()
    expect(editor(page)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the code")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#tab-code")).to_be_focused()


def test_code_is_written_run_and_left_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    tab_to(page, ".cm-content")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(source_of(FIRST, "reference.py"))
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("Tab")
    expect(editor(page)).to_be_focused()
    assert code_of(page).endswith("    ")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("button[value=run]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor(page)).to_be_focused()
    page.keyboard.press("ControlOrMeta+Enter")
    expect_headline(page, "visible checks? pass")
    expect(part(page, "speech")).to_have_text(re.compile("visible checks? pass"))
    page.keyboard.press("ControlOrMeta+Shift+Enter")
    expect_headline(page, r"^All \d+ checks pass$")
    onward = part(page, "onward").get_by_role("link", name="Next: ")
    expect(onward).to_be_visible()
    tab_to(page, '[data-part="onward"] a')
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(address_of(FIRST)))


def test_tabs_and_the_reset_dialog_work_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    tab_to(page, "#tab-code")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-scratch")).to_be_focused()
    expect(page.locator("#panel-scratch .cm-content")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-history")).to_be_focused()
    expect(part(page, "history")).to_contain_text("Nothing handed in yet")
    page.keyboard.press("Home")
    expect(editor(page)).to_be_visible()
    tab_to(page, '[data-part="reset"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("button", name="Keep my code")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(part(page, "reset")).to_be_focused()
