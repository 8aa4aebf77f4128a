"""One site and one browser for each test process; every journey is watched for complaints and strangers."""

from __future__ import annotations

import itertools
import os
import re
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.journeys.site import Site
from tests.journeys.visitor import DESK, Visitor

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = "/usr/bin/chromium"
VISITORS = pytest.StashKey[list[Visitor]]()
networks = itertools.count(1)
NewVisitor = Callable[..., Visitor]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    site = Site()
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_visitor(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[NewVisitor]:
    """Make visitors; at the end none of them may have met a complaint of the browser or a third party."""
    visitors: list[Visitor] = []
    request.node.stash[VISITORS] = visitors

    def make(**options: Any) -> Visitor:
        # Guests share the allowance of their network, so each visitor comes from one of their own.
        number = next(networks)
        network = {"X-Forwarded-For": f"10.{os.getpid() % 250}.{number // 250}.{number % 250}"}
        settings: dict[str, Any] = {
            "viewport": DESK,
            "reduced_motion": "reduce",
            "locale": "en-GB",
            "extra_http_headers": network,
            **options,
        }
        visitor = Visitor(browser.new_context(**settings), site.address)
        visitors.append(visitor)
        return visitor

    yield make
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
    assert [address for visitor in visitors for address in visitor.strangers] == []


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> Visitor:
    return new_visitor()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed and VISITORS in item.stash:
        pages = [page for visitor in item.stash[VISITORS] for page in visitor.context.pages]
        paths = [path for number, page in enumerate(pages) if (path := _photograph(page, f"{item.name}-{number}"))]
        complaints = [text for visitor in item.stash[VISITORS] for text in visitor.complaints]
        report.longrepr = "\n".join(
            [report.longreprtext, *(f"Screenshot: {path}" for path in paths), *complaints],
        )
    return report


def _photograph(page: Page, name: str) -> Path | None:
    folder = Path(tempfile.gettempdir()) / "ascent-journeys"
    folder.mkdir(exist_ok=True)
    path = folder / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png"
    try:
        page.screenshot(path=path, full_page=True)
    except Error:
        return None
    return path
