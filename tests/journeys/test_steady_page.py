"""What is read or aimed at stays where it is: the strip, the buttons on a phone, the room of a live curve."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import (
    DESK,
    PHONE,
    VERDICT_MS,
    Visitor,
    part,
    run,
    source_of,
    take_references,
    write,
)

pytestmark = pytest.mark.journey

TRAINING = "06-training/03-train-digits"
FINGER_PX = 44
# The long training alone takes its time, so that its curve can be looked at while it grows.
EPOCHS = "    for _ in range(epochs):\n"
SLOW = source_of(TRAINING, "reference.py").replace(
    EPOCHS, f"{EPOCHS}        if len(X) > 1000:\n            __import__('time').sleep(0.2)\n"
)
assert "sleep" in SLOW


def strip_boxes(page: Page) -> list[dict[str, float]]:
    """The signs of the strip, and last the strip itself."""
    read = "nodes => nodes.map(node => node.getBoundingClientRect().toJSON())"
    signs: list[dict[str, float]] = part(page, "strip").locator("li").evaluate_all(read)
    return [*signs, *part(page, "strip").evaluate_all(read)]


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_more_than_twenty_checks_stand_in_straight_lines_of_their_own(
    new_visitor: NewVisitor, viewport: dict[str, Any]
) -> None:
    page = new_visitor(viewport=viewport).open_exercise(TRAINING)
    *signs, strip = strip_boxes(page)
    assert len(signs) > 20
    lines = sorted({sign["top"] for sign in signs})
    assert len(lines) <= (1 if viewport == DESK else 2)
    assert {min(sign["left"] for sign in signs if sign["top"] == line) for line in lines} == {strip["left"]}
    headline = part(page, "verdict-text").bounding_box()
    assert headline is not None
    assert headline["y"] + headline["height"] <= strip["top"]


def test_on_a_phone_reset_is_large_enough_and_free_of_the_bar_above(new_visitor: NewVisitor) -> None:
    page = new_visitor(viewport=PHONE).open_exercise(TRAINING)
    reset = part(page, "reset")
    box = reset.bounding_box()
    assert box is not None
    assert box["height"] >= FINGER_PX
    # From below: the browser brings it to the upper edge, where the bar stands.
    part(page, "all-title").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 400)")
    reset.focus()
    is_free = """node => {
      const { left, top, width, height } = node.getBoundingClientRect();
      const at = (y) => document.elementFromPoint(left + width / 2, y);
      return [top + 1, top + height / 2, top + height - 1].every((y) => node.contains(at(y)));
    }"""
    assert reset.evaluate(is_free)


def test_the_first_live_curve_moves_nothing_below_it(visitor: Visitor) -> None:
    page = visitor.open_exercise(TRAINING)
    take_references(page)
    write(page, SLOW)
    run(page)
    expect(page.locator("[data-waits]")).to_be_visible()
    before = page.locator("#help").evaluate("node => node.offsetTop")
    expect(page.locator(".chart--curve canvas")).to_be_visible(timeout=VERDICT_MS)
    expect(part(page, "stop")).to_be_visible()
    assert page.locator("#help").evaluate("node => node.offsetTop") == before


def test_where_no_curve_comes_no_room_is_kept(visitor: Visitor) -> None:
    page = visitor.open_exercise("02-neuron/05-dense-layer")
    run(page)
    expect(page.locator("[data-waits]")).to_have_count(0)
    expect(part(page, "verdict-text")).not_to_contain_text("Running", timeout=VERDICT_MS)
    expect(part(page, "pictures-section")).to_be_hidden()
