"""What the exercise page weighs, how soon it stands, and whether it keeps still while results arrive."""

from __future__ import annotations

import gzip
import http.client
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings

from config.benching.report import Figure, median
from config.benching.temporary_site import TemporarySite

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Response

# The page with the most on it: formulas, symbols, nineteen checks.
WEIGHED = "05-backprop/05-two-layer-backprop"
WEIGHED_PATH = "/learn/05-backprop/two-layer-backprop/"
WATCHED = "02-neuron/05-dense-layer"
WATCHED_PATH = "/learn/02-neuron/dense-layer/"
REQUESTS = 60
LOADS = 5
KIB = 1024
GROWN_MS = 400
# Chromium tells the size of a compressed answer only where its length was sent; what was read is packed here instead.
PACKED = ("document", "script", "stylesheet")

LARGEST_PAINT_JS = """
() => new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
  .observe({ type: "largest-contentful-paint", buffered: true }))
"""
WATCH_SHIFTS_JS = """
() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    // By its definition the measure leaves out what moves within half a second of a click: that is the answer to it.
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: "layout-shift" });
}
"""
VERDICT_JS = """
() => new Promise((resolve) => {
  window.shifted = 0;
  const line = document.querySelector('[data-part="verdict"]');
  new MutationObserver((_, observer) => {
    if (!/verdict--(passed|failed)/.test(line.className)) return;
    observer.disconnect();
    setTimeout(() => resolve(window.shifted), 600);
  }).observe(line, { attributes: true, attributeFilter: ["class"] });
})
"""


def figures(site: TemporarySite) -> list[Figure]:
    """All that is measured of the page, on a site that runs already."""
    server_ms = _server_ms(site)
    with _context(site) as context:
        first, again = _weights(context, site)
        paints_ms = [_largest_paint_ms(context, site) for _ in range(LOADS)]
    with _context(site) as context:
        shifted = _shifted(context, site)
    return [
        Figure("exercise page, first load, compressed", first / KIB, "KB", 250.0),
        Figure("exercise page, repeated load, compressed", again / KIB, "KB", 60.0),
        Figure(f"exercise page, time of the server, p50 of {REQUESTS}", server_ms, "ms", 40.0),
        Figure(f"exercise page, largest paint, p50 of {LOADS}", median(paints_ms) / 1000, "s", 1.0),
        # A target of nothing has no ratio to it: a thousandth of the window is what one could not see.
        Figure("layout shift (CLS) while the results arrive", shifted, "", 0.001),
    ]


def _server_ms(site: TemporarySite) -> float:
    """From the request to the last byte, as a learner, over one connection."""
    cookie = {"Cookie": f"ascent_session={site.sign_in(1)[0]}"}
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    times_ms = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        connection.request("GET", WEIGHED_PATH, headers=cookie)
        answer = connection.getresponse()
        answer.read()
        times_ms.append((time.perf_counter() - started) * 1e3)
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{WEIGHED_PATH} answers {answer.status}")
    connection.close()
    return median(times_ms)


def _weights(context: BrowserContext, site: TemporarySite) -> tuple[int, int]:
    """Bytes of the first load and of the next one, in which the browser keeps what it may."""
    page = context.new_page()
    return _load(page, site), _load(page, site)


def _load(page: Page, site: TemporarySite) -> int:
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(site.address + WEIGHED_PATH)
    page.locator("#panel-code .cm-content").wait_for()
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", keep)
    return sum(_bytes(answer) for answer in answers)


def _bytes(answer: Response) -> int:
    """What came over the line: nothing where the browser had it already."""
    # For what it kept, Chromium counts the headers as saved.
    if answer.from_service_worker or answer.request.sizes()["responseBodySize"] <= 0:
        return 0
    body = answer.body()
    return len(gzip.compress(body, 6)) if answer.request.resource_type in PACKED else len(body)


def _largest_paint_ms(context: BrowserContext, site: TemporarySite) -> float:
    """Of a load in which nothing is kept."""
    page = context.new_page()
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(site.address + WEIGHED_PATH)
    page.wait_for_load_state("networkidle")
    painted_ms = float(page.evaluate(LARGEST_PAINT_JS))
    page.close()
    return painted_ms


def _shifted(context: BrowserContext, site: TemporarySite) -> float:
    """How much the page moves by itself from the click on: first with a failing solution, then with a right one."""
    page = context.new_page()
    page.goto(site.address + WATCHED_PATH)
    editor = page.locator("#panel-code .cm-content")
    editor.wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH_SHIFTS_JS)
    shifted = 0.0
    for source in _solutions():
        editor.fill(source)
        # What the editor moves by growing is the writer's own doing.
        page.wait_for_timeout(GROWN_MS)
        page.evaluate(f"void (window.verdict = ({VERDICT_JS})())")
        page.locator('[data-part="submit"]').click()
        shifted += float(page.evaluate("() => window.verdict"))
    return shifted


def _solutions() -> Sequence[str]:
    folder = settings.CURRICULUM_DIR / WATCHED
    right = (folder / "reference.py").read_text(encoding="utf-8")
    return [right.replace("W.T", "W"), right]


@contextmanager
def _context(site: TemporarySite) -> Iterator[BrowserContext]:
    """A fresh browser of a learner. The test tools must be installed: `./test` does that."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1280, "height": 860})
        session = site.sign_in(1)[0]
        context.add_cookies([{"name": "ascent_session", "value": session, "url": site.address}])
        yield context
        browser.close()
