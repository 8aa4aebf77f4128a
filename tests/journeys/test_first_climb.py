"""From the landing page to the first pass, on a phone, with a break in between."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import (
    FIRST,
    PHONE,
    address_of,
    code_of,
    editor,
    expect_headline,
    expect_saved,
    part,
    source_of,
    submit,
    write,
)

pytestmark = pytest.mark.journey

# No listed mistake: there is a ladder for what was found of it, and one for the task.
MIDDLE = "import numpy as np\n\n\ndef read_digit(scores):\n    return int(np.median(scores))\n"
READABLE_PX = 10


def test_a_guest_on_a_phone_fails_reads_a_hint_passes_leaves_and_goes_on_later(new_visitor: NewVisitor) -> None:
    phone = new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    page = phone.open("/")
    page.get_by_role("button", name="Start climbing").first.click()
    page.wait_for_url(f"**{address_of(FIRST)}")
    write(page, MIDDLE)
    submit(page)
    expect_headline(page, "failed")
    expect(page.locator(".check--failed").first).to_be_visible()
    what_is_off_stands_before_what_can_be_done(page)
    the_bar_leads_out_of_scratch(page)
    open_a_hint(page)
    write(page, source_of(FIRST, "reference.py"))
    expect(part(page, "saved")).to_contain_text("newer than the results", timeout=5_000)
    submit(page)
    expect_headline(page, r"checks pass")
    expect(part(page, "summit")).to_be_visible()
    expect_saved(page)
    expect(part(page, "saved")).not_to_contain_text("newer")
    kept = phone.context.storage_state()
    phone.context.close()

    later = new_visitor(viewport=PHONE, has_touch=True, is_mobile=True, storage_state=kept)
    page = later.open(address_of(FIRST))
    expect(editor(page)).to_be_visible()
    assert code_of(page).strip() == source_of(FIRST, "reference.py").strip()
    expect_headline(page, r"checks pass")
    page.goto(later.home)
    page.get_by_role("link", name="Continue").click()
    expect(editor(page)).to_be_visible()
    assert address_of(FIRST) not in page.url
    formulas = page.locator(".math--display")
    expect(formulas.first).to_be_visible()
    assert formulas.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length") == 0


def what_is_off_stands_before_what_can_be_done(page: Page) -> None:
    failed = page.locator(".check--failed").first
    assert top_of(failed.locator(".check__why")) < top_of(failed.get_by_role("button", name="Put this case into"))


def the_bar_leads_out_of_scratch(page: Page) -> None:
    """The bar at the top names what is read; what Scratch hides comes back, and nothing covers the bar at the thumb."""
    bar = page.get_by_role("navigation", name="Parts of this page")
    bar.get_by_role("link", name="Results").click()
    expect(bar.locator("[aria-current]")).to_have_text("Results")
    page.get_by_role("button", name="Put this case into Scratch").click()
    toast = page.locator(".toast")
    expect(toast).to_be_visible()
    main = page.get_by_role("navigation", name="Main")
    assert (box := toast.bounding_box())
    assert box["y"] + box["height"] <= top_of(main)
    bar.get_by_role("link", name="Help").click()
    expect(page.get_by_role("heading", name="Hints")).to_be_in_viewport()
    expect(page.get_by_role("tab", name="solution.py")).to_have_attribute("aria-selected", "true")


def top_of(part_of_page: Locator) -> float:
    box = part_of_page.bounding_box()
    assert box is not None
    return box["y"]


def open_a_hint(page: Page) -> None:
    page.get_by_role("link", name="Help").click()
    panel = part(page, "panels")
    before = panel.locator(".rung--open").count()
    folded = panel.locator("summary .ladder__title")
    expect(folded).to_have_count(2)
    assert min(box["height"] for title in folded.all() if (box := title.bounding_box())) > READABLE_PX
    folded.first.click()
    panel.get_by_role("button", name="Show").first.click()
    expect(panel.locator(".rung--open")).to_have_count(before + 1)


def test_what_is_typed_comes_back_after_the_browser_dies(new_visitor: NewVisitor) -> None:
    first = new_visitor()
    page = first.open_exercise(FIRST)
    write(page, "# half a thought\n")
    expect_saved(page)
    kept = first.context.storage_state()
    first.context.close()
    page = new_visitor(storage_state=kept).open_exercise(FIRST)
    assert code_of(page) == "# half a thought\n"


def test_what_is_typed_without_a_line_is_kept_and_sent_when_it_is_back(new_visitor: NewVisitor) -> None:
    traveller = new_visitor()
    page = traveller.open_exercise(FIRST)
    write(page, "# before the tunnel\n")
    expect_saved(page)
    traveller.context.set_offline(True)
    write(page, "# in the tunnel\n")
    expect(part(page, "notes")).to_contain_text("You are offline.")
    traveller.context.set_offline(False)
    expect(part(page, "notes")).not_to_contain_text("You are offline.")
    expect_saved(page)
    page.reload()
    assert code_of(page) == "# in the tunnel\n"


def test_without_scripts_the_page_is_a_form_with_its_last_result(new_visitor: NewVisitor) -> None:
    plain = new_visitor(java_script_enabled=False)
    page = plain.open(address_of(FIRST))
    page.get_by_label("solution.py, your code").fill(MIDDLE)
    page.get_by_role("button", name="Submit").click()
    for _ in range(40):
        if page.locator(".check--failed").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(page.locator(".check--failed").first).to_be_visible()
    assert page.get_by_label("solution.py, your code").input_value() == MIDDLE
