"""Somebody who teaches finds who is stuck and looks at the code; the learner reads that, takes all along, leaves."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.site import Site
from tests.journeys.visitor import FIRST, PHONE, Visitor, expect_headline, source_of, submit, write

pytestmark = pytest.mark.journey

PASSWORD = "seven small goats on a hill"
PEOPLE = f"""
import django; django.setup()
from accounts.models import User
User.objects.create_user("beatriz", password={PASSWORD!r})
User.objects.create_user("grace.m", password={PASSWORD!r}, is_staff=True)
"""


def sign_in(visitor: Visitor, name: str) -> Page:
    page = visitor.open("/sign-in/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/$"))
    return page


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words))


def fail_three_times(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    for number in range(1, 4):
        write(page, source_of(FIRST, "mistakes/counts_from_one.py") + f"# {number}\n")
        submit(page)
        expect(page.locator("#tab-history")).to_contain_text(str(number))
        expect_headline(page, "failed")


def look_at_the_last_hour(page: Page) -> None:
    """As a picture first, then as a table by the keyboard alone."""
    picture = page.get_by_role("img", name=re.compile("^Minute by minute"))
    expect(picture).to_be_visible()
    page.get_by_role("radio", name="Picture").focus()
    page.keyboard.press("ArrowRight")
    expect(picture).to_be_hidden()
    expect(page.get_by_role("columnheader", name="Longest wait")).to_be_visible()


def walk_the_grid(page: Page, name: str) -> None:
    """By arrow keys from the learner to what they handed in last on the first exercise, and back."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Teach").click()
    page.get_by_role("link", name="Who is where").click()
    page.get_by_label("Name contains").fill(name)
    page.keyboard.press("Enter")
    grid = page.get_by_role("grid")
    expect(grid.get_by_role("row").filter(has_text=name)).to_have_count(1)
    learner = grid.get_by_role("link", name=name, exact=True)
    learner.focus()
    page.keyboard.press("End")
    expect(learner).to_have_attribute("tabindex", "-1")
    page.keyboard.press("Home")
    expect(learner).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(grid.get_by_role("link", name="stuck, 3 tries")).to_be_focused()
    page.keyboard.press("Enter")
    heading(page, "The places are counted from 1 here")
    page.go_back()


def test_who_is_stuck_is_found_looked_at_and_told(site: Site, new_visitor: NewVisitor, tmp_path: Path) -> None:
    site.python("-c", PEOPLE)
    learner, teacher = new_visitor(viewport=PHONE), new_visitor()
    sign_in(learner, "beatriz")
    fail_three_times(learner)

    page = sign_in(teacher, "grace.m")
    page.get_by_role("link", name="Teach").click()
    heading(page, "stuck")
    row = page.get_by_role("row").filter(has_text="beatriz")
    expect(row).to_contain_text("counted from 1")
    row.get_by_role("link", name="Last submission of beatriz").click()
    heading(page, "The places are counted from 1 here")
    expect(page.get_by_role("region", name="The code of this submission")).to_contain_text("# 3")
    with page.expect_download() as download:
        page.goto(f"{teacher.home}/teach/")
        page.get_by_role("link", name="CSV of who is stuck").click()
    assert "beatriz" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.get_by_role("link", name="Queue and workers").click()
    expect(page.get_by_role("row").filter(has_text="waits for work").first).to_be_visible()
    look_at_the_last_hour(page)
    walk_the_grid(page, "beatriz")
    page.get_by_role("link", name="beatriz", exact=True).click()
    heading(page, "beatriz is stuck on")
    expect(page.get_by_role("row").filter(has_text="counted from 1")).to_contain_text("in the last try")
    expect(page.get_by_role("link", name=re.compile("^Submission 3"))).to_be_visible()

    page = learner.open("/account/audit/")
    expect(page.get_by_role("cell", name=re.compile("grace.m looked at your submission 3"))).to_have_count(2)
    expect(page.get_by_role("cell", name=re.compile("grace.m looked at how far you are"))).to_be_visible()
    page.goto(f"{learner.home}/account/export/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the zip").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert "ascent-beatriz/submissions/first-spark/003-submit-failed.py" in archive.namelist()

    page.get_by_role("link", name="delete what Ascent keeps").click()
    expect(page.get_by_text("3 programs that you ran or handed in")).to_be_visible()
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.locator(".field__error")).to_contain_text("This is not your password.")
    expect(page.get_by_label("Your password")).to_be_focused()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete everything").click()
    heading(page, "Everything is deleted")
    page.goto(f"{learner.home}/account/audit/")
    heading(page, "Welcome back")
