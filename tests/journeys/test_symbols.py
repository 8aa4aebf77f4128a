"""Symbols of a statement: a card says what each means, for the mouse, for the keyboard and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.test_every_page import LOOKS, look_at
from tests.journeys.visitor import BACKPROP, PHONE, Visitor

pytestmark = pytest.mark.journey

MEANING = "the blame at the hidden layer"


def blame(page: Page) -> Locator:
    """The symbol dZ1 in the last task."""
    return page.locator("#task-4 button.sym").last


def test_the_mouse_opens_a_card_that_stays_while_it_is_read_and_goes_away_again(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    card = page.locator(".sym-card")
    blame(page).hover()
    expect(card).to_contain_text(MEANING)
    expect(card).to_contain_text("(n, h)")
    card.hover()
    expect(blame(page)).to_have_attribute("aria-expanded", "true")
    page.locator("h1").hover()
    expect(card).to_have_count(0)


def test_the_keyboard_opens_it_and_escape_closes_it(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    page.locator("#task-4 button.sym").nth(-2).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Everywhere in the notation")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#task-4 button.sym").nth(-2)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".sym-card")).to_contain_text(MEANING)
    page.keyboard.press("Escape")
    expect(page.locator(".sym-card")).to_have_count(0)
    expect(blame(page)).to_be_focused()


def test_one_card_at_a_time(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    page.locator("#task-4 button.sym").first.click()
    blame(page).press("Enter")
    expect(page.locator(".sym-card")).to_have_count(1)
    expect(page.locator(".sym-card")).to_contain_text(MEANING)
    page.locator("h1").click()
    expect(page.locator(".sym-card")).to_have_count(0)


def test_on_a_phone_it_opens_in_the_text_under_its_line(new_visitor: NewVisitor) -> None:
    page = new_visitor(viewport=PHONE, has_touch=True).open_exercise(BACKPROP)
    blame(page).tap()
    card = page.locator(".sym-card")
    expect(card).to_contain_text(MEANING)
    assert card.evaluate("node => getComputedStyle(node).position") == "static"
    assert card.evaluate("node => node.closest('li') !== null")
    blame(page).tap()
    expect(card).to_have_count(0)


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_an_open_card_has_nothing_to_mend(new_visitor: NewVisitor, viewport: dict[str, Any], theme: str) -> None:
    page = new_visitor(viewport=viewport, color_scheme=theme).open_exercise(BACKPROP)
    blame(page).click()
    expect(page.locator(".sym-card .katex").first).to_be_visible()
    assert look_at(page) == []
