"""Two tabs, a reset, a restore: nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

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


def two_tabs_that_disagree(visitor: Visitor) -> tuple[Page, Page]:
    """The second tab has typed on what the first one has replaced since."""
    one = visitor.open_exercise(FIRST)
    write(one, "# the beginning\n")
    expect_saved(one)
    two = visitor.open_exercise(FIRST)
    write(one, "# from the first tab\n# a second line\n")
    expect_saved(one)
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
    assert code_of(two).startswith("# from the first tab")
    two.get_by_role("button", name="Undo").click()
    assert code_of(two) == "# from the second tab\n"


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
