"""A wrong gradient on `two-layer-backprop` is shown as a picture and as a table."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import BACKPROP, VERDICT_MS, Visitor, part, source_of, submit, take_references, write

pytestmark = pytest.mark.journey


def with_mistake(mistake: str) -> str:
    """The reference with one function exchanged for the wrong one."""
    return source_of(BACKPROP, "reference.py") + "\n\n" + source_of(BACKPROP, f"mistakes/{mistake}.py")


def submit_mistake(visitor: Visitor, mistake: str) -> Page:
    page = visitor.open_exercise(BACKPROP)
    take_references(page)
    write(page, with_mistake(mistake))
    submit(page)
    expect(part(page, "verdict-text")).to_contain_text("failed", timeout=VERDICT_MS)
    return page


def test_a_wrong_gradient_is_drawn_beside_the_right_one_and_read_as_a_table(visitor: Visitor) -> None:
    page = submit_mistake(visitor, "hidden_no_derivative")
    picture = page.locator("svg.heat")
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("aria-label", re.compile("gradient of W1", re.IGNORECASE))
    expect(picture.locator("rect.hot").first).to_be_visible()
    page.get_by_role("button", name="Table").click()
    expect(picture).to_be_hidden()
    expect(page.locator(".gradient table").first).to_be_visible()


def test_a_turned_gradient_is_named_and_its_hints_are_there(visitor: Visitor) -> None:
    page = submit_mistake(visitor, "grads_W_transposed")
    expect(part(page, "findings")).to_contain_text("expected")
    expect(part(page, "findings")).to_contain_text("shape")
    expect(part(page, "findings")).to_contain_text("Your numbers are right, your array is turned")
    expect(page.locator(".diagnosis")).to_be_visible()
    expect(part(page, "panels").get_by_role("button", name="Show").first).to_be_visible()


def test_a_turned_gradient_is_drawn_beside_the_shape_that_it_should_have(visitor: Visitor) -> None:
    page = submit_mistake(visitor, "grads_W_transposed")
    picture = page.locator("svg.heat")
    described = picture.get_attribute("aria-label") or ""
    shapes = re.search(r"yours, \((\d+), (\d+)\), and as it should be, \((\d+), (\d+)\)", described)
    assert shapes is not None, described
    assert shapes.groups()[:2] == shapes.groups()[:1:-1]
    expect(picture).to_contain_text(f"yours ({shapes[1]}, {shapes[2]})")
    expect(picture).to_contain_text(f"should be ({shapes[3]}, {shapes[4]})")
    expect(picture).to_contain_text("turned")
    expect(picture.locator("rect.hot")).to_have_count(2)
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".gradient table").last.locator("tbody tr")).to_have_count(int(shapes[3]))


def test_formulas_are_set_and_stay_readable_for_assistive_technology(visitor: Visitor) -> None:
    page = visitor.open_exercise(BACKPROP)
    expect(page.locator(".katex").first).to_be_visible()
    expect(page.locator(".katex-error")).to_have_count(0)
    expect(page.locator(".katex-mathml math").first).to_be_attached()
