"""A climb in German: the pages, the scripts and the refusals speak it, content stays English and says so."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.test_every_page import look_at, sideways
from tests.journeys.visitor import FIRST, PHONE, address_of, code_of, editor, expect_headline, part, submit, write

pytestmark = pytest.mark.journey

SMALLEST = "import numpy as np\n\n\ndef read_digit(scores):\n    return int(np.argmin(scores))\n"
DRAWN = ("/", "/progress/", "/concepts/", address_of(FIRST))
GEOMETRY = """() => {
  const names = ["d", "x", "y", "cx", "cy", "r", "width", "height", "viewBox", "transform", "points", "value", "max"];
  const drawn = document.querySelectorAll("main svg, main svg *, main progress");
  return [...drawn].map((node) => names.map((name) => node.getAttribute(name)).join(" "));
}"""


def drawings(page: Page, home: str) -> list[list[str]]:
    """What is drawn, in numbers."""
    found: list[list[str]] = []
    for path in DRAWN:
        page.goto(home + path, wait_until="domcontentloaded")
        drawn: list[str] = page.evaluate(GEOMETRY)
        found.append(drawn)
    return found


def switch_by_keyboard(page: Page, name: str) -> None:
    page.locator("summary", has_text=r"DE").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_a_climb_in_german_on_a_phone(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(viewport=PHONE, locale="de-DE")
    page = visitor.open("/")
    found = [*look_at(page), *sideways(visitor.open("/sign-up/")), *sideways(visitor.open("/nowhere/"))]
    page.get_by_role("button", name="Aufstieg beginnen").first.click()
    expect(editor(page)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#statement .prose").last).to_have_attribute("lang", "en")
    write(page, SMALLEST)
    submit(page)
    expect_headline(page, r"\d+\snicht\sbestanden")
    expect(page.locator(".check--failed .check__state").first).to_have_text("nicht bestanden")
    expect(part(page, "saved")).to_contain_text("Gespeichert")
    found += look_at(page)
    page.get_by_role("tab", name="Verlauf").click()
    expect(page.get_by_role("button", name="Abgabe 1 zurückholen")).to_be_visible()
    for path in ("/", "/progress/", "/notation/", "/account/export/"):
        found += sideways(visitor.open(path))
    assert found == []


def test_the_switch_keeps_the_page_and_what_was_typed(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(locale="de-DE")
    page = visitor.open_exercise(FIRST)
    write(page, "# typed in German\n")
    expect(part(page, "saved")).to_contain_text("Gespeichert", timeout=5_000)
    in_german = drawings(page, visitor.home)
    switch_by_keyboard(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == visitor.home + address_of(FIRST)
    expect(editor(page)).to_be_visible()
    assert code_of(page) == "# typed in German\n"
    # A decimal comma in a path would draw something else.
    assert drawings(page, visitor.home) == in_german
    assert all(in_german)


def test_the_switch_works_without_scripts(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(locale="de-DE", java_script_enabled=False)
    page = visitor.open("/sign-in/?next=/notation/")
    page.locator("summary", has_text=r"DE").click()
    page.get_by_role("button", name="English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == visitor.home + "/sign-in/?next=/notation/"
