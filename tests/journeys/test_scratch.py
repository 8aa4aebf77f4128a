"""Scratch: free code beside one's own solution, never graded, and the case that failed put into it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import (
    FIRST,
    PHONE,
    VERDICT_MS,
    Visitor,
    code_of,
    expect_headline,
    part,
    source_of,
    submit,
    write,
)

pytestmark = pytest.mark.journey

SMALLEST = "import numpy as np\n\n\ndef read_digit(scores):\n    return int(np.argmin(scores))\n"
LIVE = """import time
import ascent
for step in range(40):
    ascent.track(step, loss=1 / (step + 1))
    time.sleep(0.1)
"""


def scratch_editor(page: Page) -> Locator:
    return page.locator("#panel-scratch .cm-content")


def write_scratch(page: Page, code: str) -> None:
    page.get_by_role("tab", name="Scratch").click()
    scratch_editor(page).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(code)


def run_scratch(page: Page) -> None:
    page.get_by_role("button", name="Run Scratch").click()


def test_the_case_that_failed_is_put_into_scratch_and_run_there(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, SMALLEST)
    submit(page)
    expect_headline(page, "failed")
    page.get_by_role("button", name="Put this case into Scratch").click()
    expect(scratch_editor(page)).to_contain_text("print(read_digit(scores))")
    run_scratch(page)
    expect(part(page, "scratch-prints")).to_have_text("4\n", timeout=VERDICT_MS)
    page.get_by_role("tab", name="solution.py").click()
    assert code_of(page) == SMALLEST
    expect_headline(page, "failed")
    expect(part(page, "history-count")).to_have_text("1")


def test_scratch_runs_by_keyboard_and_says_where_it_stopped(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, source_of(FIRST, "reference.py"))
    write_scratch(page, "x = 1\nread_digit(y)\n")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(part(page, "scratch-text")).to_have_text("Scratch stopped at line 2", timeout=VERDICT_MS)
    expect(page.locator("#panel-scratch .cm-errorLine")).to_contain_text("read_digit(y)")
    expect(part(page, "scratch-error")).to_contain_text("NameError")


def test_a_curve_grows_while_scratch_runs_and_is_read_point_by_point(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write_scratch(page, LIVE)
    run_scratch(page)
    plot = page.locator(".plot")
    expect(plot).to_be_visible(timeout=VERDICT_MS)
    expect(part(page, "scratch-stop")).to_be_visible()
    plot.focus()
    page.keyboard.press("Home")
    expect(page.locator(".plot__readout")).to_have_text("step 0: loss 1.000")
    part(page, "scratch-stop").click()
    expect(part(page, "scratch-text")).to_contain_text("Stopped by you", timeout=VERDICT_MS)


def test_what_was_tried_is_still_there_the_next_time_on_a_phone(new_visitor: NewVisitor) -> None:
    phone = new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    page = phone.open_exercise(FIRST)
    write_scratch(page, "print('kept')\n")
    page.reload()
    page.get_by_role("tab", name="Scratch").click()
    expect(scratch_editor(page)).to_contain_text("print('kept')")
    run_scratch(page)
    expect(part(page, "scratch-prints")).to_have_text("kept\n", timeout=VERDICT_MS)
