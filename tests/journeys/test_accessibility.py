"""Every page of the table of addresses: axe in both themes, any width, large text, and the keyboard. One load each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import NewVisitor
from tests.journeys.site import Site
from tests.journeys.test_every_page import AXE, RULES, sideways
from tests.journeys.visitor import DESK, PHONE, Visitor
from tests.permissions.addresses import every_address
from tests.permissions.people import Person
from tests.permissions.rules import NO_PATH
from tests.permissions.rules import RULES as ADDRESS_RULES

pytestmark = pytest.mark.journey

# 320 px is a window of 1280 at 400 %.
WIDTHS = (320, 390, 1920)
LARGE_TEXT = "200%"
MOST_STOPS = 40
# The theme changes nothing but colours.
OF_COLOURS = {"color-contrast": {"enabled": True}, "link-in-text-block": {"enabled": True}}
AXE_RUN = """async ([tags, rules]) => {
  const only = rules ? { runOnly: { type: "rule", values: Object.keys(rules) } } : { runOnly: tags };
  const { violations } = await axe.run(document, only);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
}"""  # noqa: E501
TO_THE_TOP = (
    "() => { scrollTo(0, 0); const b = document.body; b.tabIndex = -1; b.focus(); b.removeAttribute('tabindex'); }"
)
COLOURS_ARRIVE = """async () => {
  for (let frame = 0; frame < 2; frame += 1) {
    await new Promise(requestAnimationFrame);
    for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();
  }
}"""
# The element with the focus, and whether one sees that it has it.
FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const is_drawn = (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none" || !!node.closest(".cm-editor");
  const is_there = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { name: `${node.tagName.toLowerCase()}.${node.className} "${(node.textContent || "").trim().slice(0, 30)}"`,
           is_skip: node.matches(".skip"), is_editor: !!node.closest(".cm-editor"), is_seen: is_drawn && is_there };
}"""  # noqa: E501


@dataclass(frozen=True)
class People:
    """Who is who on the running site, and the values that its addresses are made with."""

    values: Mapping[str, Any]
    sessions: Mapping[str, str]

    def enter(self, visitor: Visitor, person: Person) -> None:
        if person in self.sessions:
            cookie = {"name": "ascent_session", "value": self.sessions[person], "url": visitor.home}
            visitor.context.add_cookies([cookie])  # type: ignore[list-item]


@pytest.fixture(scope="session")
def people(site: Site) -> People:
    return People(**json.loads(site.python("-m", "tests.journeys.seeding")))


def pages_of(person: Person, values: Mapping[str, Any]) -> list[str]:
    """Every page that the table lets `person` look at."""
    paths = []
    for address in every_address():
        rule = ADDRESS_RULES.get(address.name)
        if rule is None or rule.page is not person:
            continue
        assert address.parameters <= set(values), f"{address.name} has no example for {address.parameters}"
        query = {name: text.format(**values) for name, text in (rule.query or {}).items()}
        paths.append(address.path(values) + (f"?{urlencode(query)}" if query else ""))
    return paths


def axe(page: Page, rules: Mapping[str, Any] | None = None) -> list[str]:
    found: list[str] = page.evaluate(AXE_RUN, [RULES, rules])
    return [f"{page.url}: {finding}" for finding in found]


def axe_in_both_themes(page: Page) -> list[str]:
    found = axe(page)
    in_theme(page, "dark")
    found += [f"dark: {finding}" for finding in axe(page, OF_COLOURS)]
    in_theme(page, "light")
    return found


def in_theme(page: Page, theme: Literal["light", "dark"]) -> None:
    """As if the system had changed; colours on their way are taken to their end."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.evaluate(COLOURS_ARRIVE)


def too_wide(page: Page) -> list[str]:
    """At each width, and with the text at twice its size."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} px: {problem}" for problem in sideways(page)]
    page.set_viewport_size(dict(DESK))  # type: ignore[arg-type]
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", LARGE_TEXT)
    found += [f"text at {LARGE_TEXT}: {problem}" for problem in sideways(page)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def unseen_stops(page: Page) -> list[str]:
    """Tab from the top: the skip link first, and wherever the focus comes one sees it."""
    found = []
    # A field may have taken the focus; the way begins at the top all the same.
    page.evaluate(TO_THE_TOP)
    for stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        if stop == 0 and not focus["is_skip"]:
            found.append(f"{page.url}: the first stop is {focus['name']}, not the skip link")
        if not focus["is_seen"]:
            found.append(f"{page.url}: the focus on {focus['name']} is not seen")
        if focus["is_editor"]:
            page.keyboard.press("Escape")
    return found


@pytest.mark.parametrize("person", [Person.ANONYMOUS, Person.LEARNER, Person.STAFF])
def test_every_page_has_nothing_to_mend(new_visitor: NewVisitor, people: People, person: Person) -> None:
    visitor = new_visitor()
    people.enter(visitor, person)
    page = visitor.context.new_page()
    found: list[str] = []
    for path in [*pages_of(person, people.values), NO_PATH]:
        answer = page.goto(visitor.home + path)
        assert answer is not None
        assert (answer.status, urlsplit(page.url).path) == (404 if path == NO_PATH else 200, path.split("?")[0])
        if page.locator("#panel-code").count():
            page.wait_for_selector("#panel-code .cm-content")
        found += unseen_stops(page)
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.evaluate(AXE)
        found += axe_in_both_themes(page)
        page.set_viewport_size(dict(PHONE))  # type: ignore[arg-type]
        found += [f"phone: {finding}" for finding in axe_in_both_themes(page)]
        found += too_wide(page)
    assert not found, "\n".join(found)
