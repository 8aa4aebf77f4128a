"""Two tabs, a reset, a restore: nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import (
    FIRST,
    Visitor,
    code_of,
    expect_headline,
    expect_saved,
    part,
    source_of,
    submit,
    write,
)

pytestmark = pytest.mark.journey


def write_and_save(page: Page, source: str) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/draft/") and answer.request.method == "PUT"):
        write(page, source)
    expect_saved(page)


def two_tabs_that_disagree(visitor: Visitor) -> tuple[Page, Page]:
    """The second tab has typed on what the first one has replaced since."""
    one = visitor.open_exercise(FIRST)
    write_and_save(one, "# the beginning\n")
    two = visitor.open_exercise(FIRST)
    write_and_save(one, "# from the first tab\n# a second line\n")
    write(two, "# from the second tab\n")
    expect(part(two, "notes")).to_contain_text("Another tab has a newer version. Both are kept in History.")
    return one, two


def test_a_second_tab_does_not_overwrite_the_first(visitor: Visitor) -> None:
    one, two = two_tabs_that_disagree(visitor)
    one.reload()
    assert code_of(one).startswith("# from the first tab")
    two.get_by_role("button", name="Take the newer one").click()
    assert code_of(two).startswith("# from the first tab")
    two.get_by_role("tab", name="History").click()
    expect(part(two, "history")).to_contain_text("This tab’s version")


def test_the_learner_may_keep_the_older_tab_and_finds_the_other_in_history(visitor: Visitor) -> None:
    _, two = two_tabs_that_disagree(visitor)
    two.get_by_role("button", name="Keep this one").click()
    expect_saved(two)
    two.reload()
    assert code_of(two) == "# from the second tab\n"
    two.get_by_role("tab", name="History").click()
    two.get_by_role("button", name="Restore: The other tab’s version").click()
    expect(part(two, "source")).to_have_value("# from the first tab\n# a second line\n")
    two.get_by_role("button", name="Undo").click()
    assert code_of(two) == "# from the second tab\n"


def on_two_devices(new_visitor: NewVisitor) -> tuple[Page, Page]:
    """One person, two browsers; the second was open before the first saved, and has typed on."""
    first = new_visitor()
    one = first.open_exercise(FIRST)
    write_and_save(one, "# the beginning\n")
    second = new_visitor(storage_state={**first.context.storage_state(), "origins": []})
    two = second.open_exercise(FIRST)
    assert code_of(two) == "# the beginning\n"
    write_and_save(one, "# from the first device\n")
    write(two, "# from the second device\n")
    expect(part(two, "notes")).to_contain_text("Another tab has a newer version. Both are kept in History.")
    return one, two


def test_two_devices_keep_both_versions_where_each_of_them_finds_them(new_visitor: NewVisitor) -> None:
    one, two = on_two_devices(new_visitor)
    two.get_by_role("button", name="Keep this one").click()
    expect_saved(two)
    one.reload()
    assert code_of(one) == "# from the second device\n"
    one.get_by_role("tab", name="History").click()
    rows = part(one, "history").locator(".history__row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("kept, not run")
    restored = set()
    for name in ("Kept draft 1", "Kept draft 2"):
        one.get_by_role("tab", name="History").click()
        with one.expect_response("**/source/"):
            one.get_by_role("button", name=f"Restore {name}").click()
        expect(part(one, "toasts")).to_contain_text(f"{name} restored.")
        restored.add(code_of(one))
    assert restored == {"# from the first device\n", "# from the second device\n"}


def test_handing_in_from_an_older_tab_asks_which_draft_goes_on(visitor: Visitor) -> None:
    one = visitor.open_exercise(FIRST)
    write_and_save(one, "# the beginning\n")
    two = visitor.open_exercise(FIRST)
    write_and_save(one, "# newer\n")
    submit(two)
    expect(part(two, "notes")).to_contain_text("Another tab has a newer version. Both are kept in History.")
    two.get_by_role("button", name="Take the newer one").click()
    assert code_of(two) == "# newer\n"


def test_reset_asks_first_and_can_be_undone(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, "# mine\n")
    part(page, "reset").click()
    page.get_by_role("dialog").get_by_role("button", name="Reset").click()
    expect(part(page, "toasts")).to_contain_text("Back to the starter code.")
    assert code_of(page) == source_of(FIRST, "starter.py")
    page.get_by_role("button", name="Undo").click()
    assert code_of(page) == "# mine\n"


def test_a_submission_is_restored_from_history(visitor: Visitor) -> None:
    page = visitor.open_exercise(FIRST)
    write(page, source_of(FIRST, "reference.py"))
    submit(page)
    expect_headline(page, "checks pass")
    write(page, "# something else\n")
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Restore Submission 1").click()
    expect(part(page, "toasts")).to_contain_text("Submission 1 restored.")
    assert code_of(page) == source_of(FIRST, "reference.py")
