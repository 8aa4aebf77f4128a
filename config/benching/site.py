"""The embedded site: from the click to the verdict in a real browser, and two hundred submissions at once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings

from config.benching import page_weight
from config.benching.burst import Outcome, submit_all
from config.benching.report import Better, Figure, Measure, median, percentile
from config.benching.temporary_site import TemporarySite, temporary_site

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLICKED = "02-neuron/05-dense-layer"
CLICKED_PATH = "/learn/02-neuron/dense-layer/"
# A class that begins together begins with the first exercise.
RUSHED = "01-spark/01-first-spark"
RUSHED_PATH = "/learn/01-spark/first-spark/"
LEARNERS_AT_ONCE = 200
LEARNERS_CLICKING = 12
# A learner may submit ten times a minute; one stays unused.
CLICKS_EACH = 9

# Nobody clicks in the moment of the verdict: the page then still reads the help that belongs to it.
READS_MS = 500
CLICK_TO_VERDICT_JS = """
() => new Promise((resolve) => {
  const line = document.querySelector('[data-part="verdict"]');
  const started = performance.now();
  new MutationObserver((_, observer) => {
    if (!/verdict--(passed|failed)/.test(line.className)) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - started));
  }).observe(line, { attributes: true, attributeFilter: ["class"] });
  document.querySelector('[data-part="submit"]').click();
})
"""


@contextmanager
def parts() -> Iterator[Sequence[Measure]]:
    """What is measured, each on the same site of its own."""
    with temporary_site(settings.BASE_DIR) as site:
        yield [
            partial(page_weight.figures, site),
            lambda: _click_figures(_clicks(site, _reference(CLICKED))),
            lambda: _burst_figures(_burst(site, _reference(RUSHED))),
        ]


def _burst(site: TemporarySite, source: str) -> Sequence[Outcome]:
    return asyncio.run(submit_all(site.port, RUSHED_PATH, source, site.sign_in(LEARNERS_AT_ONCE)))


def _reference(exercise: str) -> str:
    return (settings.CURRICULUM_DIR / exercise / "reference.py").read_text(encoding="utf-8")


def _click_figures(clicks_ms: Sequence[float]) -> list[Figure]:
    return [
        Figure(f"dense-layer, click to verdict in Chromium, p50 of {len(clicks_ms)}", median(clicks_ms), "ms", 60.0),
        Figure("dense-layer, click to verdict in Chromium, p95", percentile(clicks_ms, 0.95), "ms", 120.0),
    ]


def _burst_figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    seconds = [outcome.seconds for outcome in outcomes if outcome.seconds is not None and outcome.state == "graded"]
    graded = Figure(
        f"first-spark, of {len(outcomes)} submissions at once, graded", len(seconds), "", len(outcomes), Better.HIGHER
    )
    if len(seconds) < len(outcomes):
        reasons = sorted({outcome.state for outcome in outcomes if outcome.seconds is None})
        message = f"{len(outcomes) - len(seconds)} of {len(outcomes)} submissions were lost: {'; '.join(reasons)}"
        raise RuntimeError(message)
    return [
        graded,
        Figure("their time to the verdict, p50", median(seconds), "s"),
        Figure("their time to the verdict, p95", percentile(seconds, 0.95), "s", 4.0),
    ]


def _clicks(site: TemporarySite, source: str) -> list[float]:
    times_ms: list[float] = []
    with _browser_pages(site) as pages:
        for page in pages:
            page.goto(site.address + CLICKED_PATH)
            page.locator(".cm-content").fill(source)
            page.evaluate(CLICK_TO_VERDICT_JS)
            for _ in range(CLICKS_EACH - 1):
                page.wait_for_timeout(READS_MS)
                times_ms.append(float(page.evaluate(CLICK_TO_VERDICT_JS)))
    return times_ms


@contextmanager
def _browser_pages(site: TemporarySite) -> Iterator[Iterator[Page]]:
    """A fresh page for each of the clicking learners. The test tools must be installed: `./test` does that."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )

        def pages() -> Iterator[Page]:
            for session in site.sign_in(LEARNERS_CLICKING):
                context = browser.new_context()
                context.add_cookies([{"name": "ascent_session", "value": session, "url": site.address}])
                yield context.new_page()
                context.close()

        yield pages()
        browser.close()
