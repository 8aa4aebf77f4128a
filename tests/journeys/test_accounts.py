"""A guest becomes somebody, comes back on another device, and brings along what they did there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.test_keyboard import tab_to
from tests.journeys.visitor import FIRST, PHONE, Visitor, expect_headline, source_of, submit, write

pytestmark = pytest.mark.journey

PASSWORD = "seven small goats on a hill"


def solve_first(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, source_of(FIRST, "reference.py"))
    submit(page)
    expect_headline(page, "checks pass")


def type_into(page: Page, field: str, text: str) -> None:
    tab_to(page, f"#{field}")
    page.keyboard.insert_text(text)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words))


def test_a_guest_signs_up_and_merges_on_another_device(new_visitor: NewVisitor) -> None:
    desk = new_visitor()
    solve_first(desk)
    page = desk.open("/sign-up/")
    heading(page, "Keep what you have done")
    page.get_by_label("User name").fill("noor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up", exact=True).click()
    heading(page, "Your recovery code")
    page.get_by_role("link", name="I have written it down").click()
    expect(page).to_have_url(re.compile("/$"))
    page.locator(".topbar summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()

    phone = new_visitor(viewport=PHONE)
    solve_first(phone)
    page = phone.open("/sign-in/")
    page.get_by_label("User name or e-mail").fill("noor")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".field__error")).to_have_text(
        "Name and password do not go together. Four tries left before a 15-minute pause."
    )
    expect(page.get_by_label("Password")).to_be_focused()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, "Add 1 solution from this device?")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("status")).to_have_text("What you did on this device is in your account now.")
    page.locator(".topbar summary").last.click()
    expect(page.get_by_text("Signed in as noor.")).to_be_visible()
    page = phone.open_exercise(FIRST)
    page.get_by_role("tab", name="History").click()
    for number in (1, 2):
        expect(page.get_by_role("button", name=f"Restore Submission {number}")).to_be_visible()


def test_an_account_is_made_and_secured_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.open("/sign-up/")
    type_into(page, "id_username", "keys")
    type_into(page, "id_password1", PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Your recovery code")
    code = page.locator(".recovery-code").inner_text()
    tab_to(page, "main .btn--primary")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/$"))
    page.goto(visitor.home + "/account/")
    tab_to(page, "#sessions button")
    page.keyboard.press("Enter")
    heading(page, "Welcome back")
    page.goto(visitor.home + "/account/recover/")
    type_into(page, "id_name", "keys")
    type_into(page, "id_code", code)
    type_into(page, "id_password1", PASSWORD + " again")
    page.keyboard.press("Enter")
    heading(page, "Your recovery code")
    assert page.locator(".recovery-code").inner_text() != code
