"""Somebody with a browser: what they do on an exercise page, and what their browser complained about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

PROJECT = Path(__file__).resolve().parents[2]
CURRICULUM = PROJECT / "curriculum"
FIRST = "01-spark/01-first-spark"
BACKPROP = "05-backprop/05-two-layer-backprop"
# A verdict comes in a fraction of a second; on a machine that runs all tests at once it may take longer.
VERDICT_MS = 30_000
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}
# What the browser itself says about an answer that the journey provokes on purpose.
EXPECTED = re.compile(r"Failed to load resource")


def source_of(folder: str, name: str) -> str:
    """A file of an exercise's bundle."""
    return (CURRICULUM / folder / name).read_text()


def address_of(folder: str) -> str:
    """`01-spark/01-first-spark` stands at `/learn/01-spark/first-spark/`."""
    stage, exercise = folder.split("/")
    return f"/learn/{stage}/{exercise.split('-', 1)[1]}/"


@dataclass
class Visitor:
    """One browser context and its pages."""

    context: BrowserContext
    home: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(10_000)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        self.context.on("request", self._asked)

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(self.home + path)
        return page

    def open_exercise(self, folder: str) -> Page:
        page = self.open(address_of(folder))
        expect(editor(page)).to_be_visible()
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.strangers.append(request.url)


def part(page: Page, name: str) -> Locator:
    return page.locator(f'[data-part="{name}"]')


def editor(page: Page) -> Locator:
    return page.locator("#panel-code .cm-content")


def write(page: Page, source: str) -> None:
    """Replace what stands in the editor."""
    editor(page).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(source)


def code_of(page: Page) -> str:
    """The text as it would be sent; the editor itself draws only the lines in view."""
    return part(page, "source").input_value()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()


def submit(page: Page) -> None:
    page.locator("button[value=submit]").click()


def run(page: Page) -> None:
    page.locator("button[value=run]").click()


def take_references(page: Page) -> None:
    """Let the reference stand in for every earlier function that comes along."""
    choices = part(page, "carried-list").get_by_role("button", name="Use the reference’s")
    for left in range(choices.count() - 1, -1, -1):
        choices.first.click()
        expect(choices).to_have_count(left)


def expect_headline(page: Page, words: str) -> None:
    expect(part(page, "verdict-text")).to_contain_text(re.compile(words), timeout=VERDICT_MS)


def expect_saved(page: Page) -> None:
    expect(part(page, "saved")).to_contain_text("Saved", timeout=5_000)
