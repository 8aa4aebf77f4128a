"""The way in and the way around: landing, hill and graph, by keyboard, and on a phone without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import FIRST, PHONE, Visitor, address_of, editor

pytestmark = pytest.mark.journey


def label_of(page: Page) -> str:
    """The name of what has the focus, as assistive technology reads it."""
    spoken: str = page.evaluate(
        "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    )
    return " ".join(spoken.split())


def tab_to(page: Page, part: str) -> int:
    """Press Tab until the focus is within `part`; how often that was."""
    for times in range(1, 40):
        page.keyboard.press("Tab")
        if page.evaluate("part => document.activeElement.closest(part) !== null", part):
            return times
    raise AssertionError(f"Tab does not lead to {part}")


def test_from_the_landing_to_the_first_exercise_and_around_the_hill_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open("/")
    expect(page.locator("svg.hero__pic")).to_have_attribute("aria-label", re.compile("it falls from 2\\."))
    tab_to(page, ".hero form")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address_of(FIRST)}")
    expect(editor(page)).to_be_visible()

    page.goto(visitor.home)
    tab_to(page, ".hill__svg--wide")
    assert label_of(page) == "1. First spark: you are here"
    page.keyboard.press("ArrowRight")
    assert label_of(page).startswith("2. ")
    assert label_of(page).endswith((": open", "”"))  # its state in words
    expect(page.locator(".hill__svg--wide a:focus .hill__tag")).to_have_css("opacity", "1")
    page.keyboard.press("End")
    last = label_of(page)
    page.keyboard.press("ArrowRight")
    assert label_of(page) == last
    page.keyboard.press("ArrowDown")
    assert label_of(page) != last
    page.keyboard.press("Tab")  # one stop: the picture is left at once
    assert not page.evaluate("document.activeElement.closest('.hill__svg') !== null")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.press("Enter")  # nothing locks
    expect(editor(page)).to_be_visible()

    page.goto(f"{visitor.home}/concepts/")
    tab_to(page, ".graph")
    assert label_of(page) == "First spark: open"
    page.keyboard.press("ArrowDown")
    below = label_of(page)
    assert below != "First spark: open"
    page.keyboard.press("ArrowUp")
    assert label_of(page) == "First spark: open"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(below.split(":")[0])
    expect(page.get_by_role("region", name="What it needs").get_by_role("link")).to_have_text(["First spark"])


def test_without_scripts_on_a_phone_everything_is_seen_and_leads_on(new_visitor: NewVisitor) -> None:
    phone = new_visitor(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    page = phone.open("/")
    page.get_by_role("link", name="See the whole hill").click()
    expect(page.locator(".hill__svg--narrow")).to_be_visible()
    expect(page.locator(".hill__svg--wide")).to_be_hidden()
    page.get_by_role("link", name="The whole concept graph").click()
    page.get_by_role("link", name="First spark").first.click()
    page.get_by_role("link", name="Open the exercise").click()
    page.wait_for_url(f"**{address_of(FIRST)}")
    for _ in range(3):
        page.go_back()
    page.locator(".hill__svg--narrow .hill__spot").nth(1).tap()
    page.wait_for_url("**/learn/**")
    page.go_back()
    page.get_by_role("button", name="Start climbing").click()
    page.wait_for_url(f"**{address_of(FIRST)}")
