"""Run, Submit and Stop when something goes wrong half-way."""

from __future__ import annotations

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.journeys.site import Site
from tests.journeys.visitor import (
    FIRST,
    VERDICT_MS,
    Visitor,
    code_of,
    editor,
    expect_headline,
    part,
    run,
    source_of,
    submit,
    write,
)

pytestmark = pytest.mark.journey

ENDLESS = "def read_digit(scores):\n    while True:\n        pass\n"
BROKEN = "import numpy as np\n\n\ndef read_digit(scores):\n    best = np.argmax(score)\n    return int(best)\n"
QUOTING = 'def read_digit(scores):\n    raise ValueError("use `argmax`, not `")\n'
UNLOADABLE = "from mine import sigmoid\n\n\ndef read_digit(scores):\n    return 0\n"
TALKATIVE = "def read_digit(scores):\n    print('<b>ten scores</b>')\n    return int(scores.argmax())\n"


def test_stop_ends_an_endless_loop(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, ENDLESS)
    run(page)
    stop = part(page, "stop")
    expect(stop).to_be_visible(timeout=VERDICT_MS)
    stop.click()
    expect_headline(page, "Stopped by you")
    expect(stop).to_be_hidden()


def test_a_slow_answer_to_stop_does_not_take_the_end_back(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/stop/", lambda route: held.append((route, route.fetch())))
    write(page, ENDLESS)
    run(page)
    part(page, "stop").click(timeout=VERDICT_MS)
    expect_headline(page, "Stopped by you")
    for route, answer in held:
        route.fulfill(response=answer)
    page.evaluate("new Promise((done) => setTimeout(done, 300))")
    expect_headline(page, "Stopped by you")
    expect(part(page, "stop")).to_be_hidden()


def test_an_error_is_marked_in_the_gutter_and_one_press_leads_there(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, BROKEN)
    run(page)
    expect(page.locator(".cm-errorLine")).to_contain_text("best = np.argmax(score)", timeout=VERDICT_MS)
    expect(page.locator(".cm-errorGutter")).to_contain_text("▸")
    expect(part(page, "findings")).to_contain_text("Line 5")
    page.get_by_role("button", name="Go to line 5").click()
    expect(editor(page)).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_contain_text("best = np.argmax(score)")


def test_what_the_code_raises_is_shown_as_it_was_written_and_our_own_words_mark_code(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, QUOTING)
    submit(page)
    findings = part(page, "findings")
    expect(findings).to_contain_text("Line 2: use `argmax`, not `", timeout=VERDICT_MS)
    expect(findings).to_contain_text("read_digit stopped at line 2 with ValueError: use `argmax`, not `")
    assert findings.locator(".check__why code").all_text_contents() == ["read_digit", "ValueError"]
    assert findings.locator(".check__title code").count() == 0
    assert page.locator(".cm-errorSign").last.get_attribute("title") == "ValueError: use `argmax`, not `"


def test_code_that_cannot_be_loaded_is_told_once_and_every_check_is_listed(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, UNLOADABLE)
    submit(page)
    expect(part(page, "findings").locator(".check__title code").first).to_have_text("sigmoid", timeout=VERDICT_MS)
    page.get_by_role("tab", name="History").click()
    page.get_by_role("link", name="Submission 1", exact=True).click()
    checks = part(page, "all-checks")
    expect(checks.get_by_text("Your code stops while it is loaded.")).to_have_count(1)
    rows = checks.locator("li")
    assert rows.count() > 1
    assert all(text.endswith("not run") and "loaded" not in text for text in rows.all_inner_texts())


def test_a_syntax_error_is_told_with_its_line(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, "def read_digit(scores)\n    return 3\n")
    run(page)
    expect(part(page, "findings")).to_contain_text("Line 1", timeout=VERDICT_MS)
    expect(part(page, "findings")).to_contain_text("SyntaxError")


def test_prints_are_shown_as_text(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, TALKATIVE)
    run(page)
    expect_headline(page, "visible checks? pass")
    expect(part(page, "all-checks")).to_contain_text("Task 1: say which digit")
    expect(part(page, "prints")).to_contain_text("<b>ten scores</b>")


def test_the_starter_is_not_taken_for_an_attempt(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    submit(page)
    expect_headline(page, "as they came")


def answer_without_events(route: Route) -> None:
    """As from a server or through a proxy that cannot stream an answer."""
    route.continue_(headers={**route.request.headers, "accept": "application/json"})


def test_where_the_answer_is_no_stream_one_is_opened(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    page.route("**/submissions/", answer_without_events)
    write(page, source_of(FIRST, "reference.py"))
    with page.expect_request("**/events/"):
        submit(page)
    expect_headline(page, "checks pass")


def test_without_live_events_the_verdict_is_asked_for(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    page.route("**/submissions/", answer_without_events)
    page.route("**/events/", lambda route: route.abort())
    write(page, source_of(FIRST, "reference.py"))
    submit(page)
    expect_headline(page, "checks pass")


def test_a_page_that_is_reloaded_in_the_middle_goes_on_watching(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, ENDLESS)
    run(page)
    expect(part(page, "stop")).to_be_visible(timeout=VERDICT_MS)
    page.reload()
    expect(part(page, "stop")).to_be_visible()
    part(page, "stop").click()
    expect_headline(page, "Stopped by you")
    assert code_of(page) == ENDLESS


def test_a_worker_that_dies_is_told_truthfully_and_the_verdict_comes_in_the_end(visitor: Visitor, site: Site) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, ENDLESS)
    run(page)
    expect(part(page, "stop")).to_be_visible(timeout=VERDICT_MS)
    expect_headline(page, "Running")
    site.kill_worker()
    try:
        expect_headline(page, "Running|line")
        expect(part(page, "verdict")).not_to_contain_text("pass")
    finally:
        site.start_worker()
        site.wait_until_ready()
    expect(part(page, "verdict-text")).to_contain_text("Stopped after", timeout=60_000)
