"""The history of an exercise: from its panel, as a page, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.test_every_page import look_at
from tests.journeys.visitor import (
    BACKPROP,
    DESK,
    FIRST,
    PHONE,
    VERDICT_MS,
    Visitor,
    address_of,
    code_of,
    editor,
    expect_headline,
    expect_saved,
    part,
    source_of,
    submit,
    take_references,
    write,
)

pytestmark = pytest.mark.journey

HISTORY = f"{address_of(FIRST)}history/"


def handed_in(visitor: Visitor) -> Page:
    """The first exercise, passed, with something else in the editor."""
    page = visitor.open_exercise(FIRST)
    write(page, source_of(FIRST, "reference.py"))
    submit(page)
    expect_headline(page, "checks pass")
    write(page, "# something else\n")
    expect_saved(page)
    return page


@pytest.mark.parametrize(("viewport", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_two_versions_are_compared_and_one_is_restored(
    new_visitor: NewVisitor, viewport: dict[str, int], theme: str
) -> None:
    visitor = new_visitor(viewport=viewport, color_scheme=theme)
    page = handed_in(visitor)
    found = []
    page.get_by_role("tab", name="History").click()
    page.get_by_role("link", name="The whole history").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 try, and Submission 1 passes")
    found += look_at(page)
    page.get_by_role("button", name="Compare the two marked").click()
    expect(page.locator(".diff__line--come")).to_contain_text("# something else")
    sides = [page.locator(f".diff__head--{side}").bounding_box() for side in ("old", "new")]
    assert sides[0] is not None
    assert sides[1] is not None
    assert (sides[0]["y"] == sides[1]["y"]) == (viewport == DESK)
    found += look_at(page)
    page.get_by_role("button", name="Restore Submission 1").click()
    expect(page.get_by_role("status")).to_contain_text("What stood there before is kept as Kept draft 1.")
    found += look_at(page)
    page.get_by_role("link", name="Go on with it").click()
    expect(editor(page)).to_be_in_viewport()
    assert code_of(page) == source_of(FIRST, "reference.py")
    page.go_back()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Go on with it").click()
    assert code_of(page) == "# something else\n"
    found += look_at(visitor.open("/progress/"))
    assert found == []


def test_a_submission_has_a_page_with_its_pictures_that_only_its_learner_opens(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    page = visitor.open_exercise(BACKPROP)
    take_references(page)
    wrong = source_of(BACKPROP, "mistakes/hidden_no_derivative.py")
    write(page, source_of(BACKPROP, "reference.py") + "\n\n" + wrong)
    submit(page)
    expect(page.locator("svg.heat")).to_be_visible(timeout=VERDICT_MS)
    page.get_by_role("tab", name="History").click()
    page.get_by_role("link", name="Submission 1").click()
    expect(page.locator("svg.heat")).to_be_visible()
    expect(part(page, "verdict-text")).to_contain_text("1 failed")
    expect(page.get_by_role("button", name="Put this case into Scratch")).to_have_count(0)
    assert look_at(page) == []
    address = page.url.removeprefix(visitor.home)
    expect(new_visitor().open(address).get_by_role("heading", level=1)).to_have_text("No path leads here")


def test_without_scripts_everything_is_a_form(new_visitor: NewVisitor) -> None:
    kept = new_visitor()
    handed_in(kept)
    plain = new_visitor(java_script_enabled=False, storage_state=kept.context.storage_state())
    page = plain.open(HISTORY)
    page.get_by_label("Your draft as the earlier one").check()
    page.get_by_label("Submission 1 as the later one").check()
    page.get_by_role("button", name="Compare the two marked").click()
    expect(page.locator(".diff__line--gone")).to_contain_text("# something else")
    page.get_by_role("link", name="Submission 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("checks pass")
    expect(page.locator(".code__line").first).to_contain_text("import numpy as np")
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Kept draft 1 restored")
