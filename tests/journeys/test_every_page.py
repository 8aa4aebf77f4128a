"""States of a page in both themes and widths: axe finds nothing, nothing scrolls sideways, nothing is too heavy."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import (
    BACKPROP,
    DESK,
    FIRST,
    PHONE,
    PROJECT,
    VERDICT_MS,
    Visitor,
    address_of,
    editor,
    expect_headline,
    part,
    source_of,
    submit,
    take_references,
    write,
)

pytestmark = pytest.mark.journey

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEAVIEST_BYTES = 250 * 1024
# Each width and each theme once; every pair of them in the long run.
OFTEN = ((DESK, "light"), (PHONE, "dark"))
LOOKS = [
    pytest.param(
        viewport,
        theme,
        id=f"{viewport['width']}-{theme}",
        marks=() if (viewport, theme) in OFTEN else (pytest.mark.long,),
    )
    for viewport in (DESK, PHONE)
    for theme in ("light", "dark")
]


def findings(page: Page) -> list[str]:
    """What axe has to say, one line a finding."""
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(AXE)
    answer: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{page.url} {violation['id']}: {' '.join(map(str, node['target']))} {node.get('failureSummary', '')}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """By how much the page is wider than the window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{page.url} is {wider} px too wide"] if wider > 0 else []


def look_at(page: Page) -> list[str]:
    return [*findings(page), *sideways(page)]


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_a_pass_and_the_history_have_nothing_to_mend(
    new_visitor: NewVisitor, viewport: dict[str, int], theme: str
) -> None:
    visitor = new_visitor(viewport=viewport, color_scheme=theme)
    page = visitor.open_exercise(FIRST)
    write(page, source_of(FIRST, "reference.py"))
    submit(page)
    expect_headline(page, "checks pass")
    others = part(page, "summit").locator("summary", has_text="other ways")
    others.click()
    found = look_at(page)
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_role("button", name="Restore Submission 1")).to_be_visible()
    found += look_at(page)
    part(page, "summit").get_by_role("link", name="All of them on one page").click()
    page.locator("summary", has_text="Plain python").click()
    found += look_at(page)
    page.get_by_role("link", name="Compare with yours Plain python").click()
    expect(page.get_by_role("heading", name="Yours", exact=True)).to_be_visible()
    found += look_at(page)
    assert found == []


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_a_failed_gradient_has_nothing_to_mend(new_visitor: NewVisitor, viewport: dict[str, int], theme: str) -> None:
    visitor = new_visitor(viewport=viewport, color_scheme=theme)
    page = visitor.open_exercise(BACKPROP)
    take_references(page)
    wrong = source_of(BACKPROP, "mistakes/hidden_no_derivative.py")
    write(page, source_of(BACKPROP, "reference.py") + "\n\n" + wrong)
    submit(page)
    expect(page.locator("svg.heat")).to_be_visible(timeout=VERDICT_MS)
    found = look_at(page)
    page.get_by_role("button", name="Table").click()
    found += look_at(page)
    assert found == []


def test_the_theme_is_changed_without_a_reload_and_kept(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, "# typed before the theme was changed\n")
    page.locator(".topbar summary").first.click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(editor(page)).to_contain_text("typed before the theme")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_exercise_page_with_all_that_it_loads_first_weighs_little(visitor: Visitor) -> None:
    answers: list[Response] = []
    visitor.context.on("response", lambda answer: answers.append(answer))
    page = visitor.open(address_of(BACKPROP))
    expect(part(page, "verdict")).to_be_visible()
    expect(editor(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    parts = {
        answer.url.rsplit("/", 1)[-1]: len(gzip.compress(answer.body(), 9))
        for answer in answers
        if answer.request.resource_type in ("document", "script", "stylesheet", "font")
    }
    assert sum(parts.values()) <= HEAVIEST_BYTES, parts
