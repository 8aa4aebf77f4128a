"""Symbols of a statement and of its formulas: a card says what each means, for mouse, keyboard and finger."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.test_every_page import LOOKS, look_at
from tests.journeys.visitor import BACKPROP, PHONE, Visitor

pytestmark = pytest.mark.journey

MEANING = "the blame at the hidden layer"
WEIGHTS = "the weights into the hidden layer"
CANYON = "04-change/02-roll-down-the-canyon"
# What each formula that is set apart offers, in the letters of the page.
SIGNS_JS = """() => [...document.querySelectorAll('.prose .math--display')]
  .map((one) => [...one.querySelectorAll('.sym-sign')].map((sign) => sign.textContent))
  .map((signs) => signs.join(' ').replaceAll('\u200b', ''))"""
STOPS_JS = "() => [...document.querySelectorAll('.prose .math')].map((one) => one.querySelectorAll('button').length)"
NO_TABLE_JS = """() => {
  const found = Document.prototype.getElementById;
  Document.prototype.getElementById = function (id) { return id === 'symbols' ? null : found.call(this, id); };
}"""


def network(page: Page) -> Locator:
    """The formula of the network, set apart in the introduction."""
    return page.locator(".prose .math--display").first


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
    expect(page.get_by_role("tab", name="the blame of each hidden activation")).to_be_focused()
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


def test_in_a_formula_each_sign_of_a_symbol_opens_its_card(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    card = page.locator(".sym-card")
    network(page).locator(".sym-sign").nth(1).hover()
    expect(card).to_contain_text(WEIGHTS)
    expect(network(page).locator(".sym-sign--at")).to_have_count(1)
    card.get_by_role("tab").nth(2).click()
    expect(card.get_by_role("tabpanel")).to_contain_text("the biases of the hidden layer")
    page.locator("h1").hover()
    expect(card).to_have_count(1)
    page.locator("h1").click()
    expect(card).to_have_count(0)
    expect(page.locator(".sym-sign--at")).to_have_count(0)


def test_a_formula_is_one_stop_from_which_the_arrows_reach_all_its_symbols(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    assert max(page.evaluate(STOPS_JS)) == 1
    page.locator("#task-2 .sym-stop").last.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    card = page.locator(".sym-card")
    expect(card).to_contain_text("the loss")
    page.keyboard.press("Tab")
    for meaning in ("how many examples", "probabilities", "the right answers"):
        page.keyboard.press("ArrowRight")
        expect(card.get_by_role("tabpanel")).to_contain_text(meaning)
    expect(page.locator(".sym-sign--at")).to_have_text("yi\u200b")
    page.keyboard.press("Tab")
    expect(card.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(page.locator("#task-2 .sym-stop").last).to_be_focused()


def test_a_symbol_is_known_by_all_its_signs_and_nothing_else_is_taken_for_it(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    # Z1 is not in the table; an index in letters picks an entry; dZ2 is one symbol of two signs.
    assert page.evaluate(SIGNS_JS) == [
        "X W1T b1 A1 Z2 A1 W2T b2 P Z2",
        "L n n Pi,yi yi n n yi",
        "d Z2 n P Y Yic yi",
    ]
    canyon = visitor.open_exercise(CANYON)
    assert canyon.evaluate(SIGNS_JS)[0] == "η ∇ f ( xt )"


def test_a_formula_looks_as_it_would_without_its_cards(visitor: Visitor) -> None:
    asked = visitor.open_exercise(BACKPROP)
    visitor.context.add_init_script(f"({NO_TABLE_JS})()")
    plain = visitor.open_exercise(BACKPROP)
    assert plain.locator(".sym, .sym-sign").count() == 0
    for number in range(3):
        drawn = [page.locator(".prose .math--display").nth(number).screenshot() for page in (asked, plain)]
        assert drawn[0] == drawn[1], f"formula {number}"


def test_a_finger_beside_a_sign_is_on_it(new_visitor: NewVisitor) -> None:
    page = new_visitor(viewport=PHONE, has_touch=True).open_exercise(BACKPROP)
    sign = network(page).locator(".sym-sign").nth(1)
    sign.scroll_into_view_if_needed()
    box = sign.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] - 8)
    card = page.locator(".sym-card")
    expect(card).to_contain_text(WEIGHTS)
    assert network(page).evaluate("node => node.nextElementSibling.matches('.sym-anchor')")
    card.get_by_role("tab").nth(3).tap()
    expect(card.get_by_role("tabpanel")).to_contain_text("what the hidden neurons say")


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_an_open_card_has_nothing_to_mend(new_visitor: NewVisitor, viewport: dict[str, Any], theme: str) -> None:
    page = new_visitor(viewport=viewport, color_scheme=theme).open_exercise(BACKPROP)
    blame(page).click()
    expect(page.locator(".sym-card .katex").first).to_be_visible()
    found = look_at(page)
    network(page).locator(".sym-sign").nth(1).click()
    expect(page.locator(".sym-card").get_by_role("tab")).to_have_count(8)
    assert found + look_at(page) == []
