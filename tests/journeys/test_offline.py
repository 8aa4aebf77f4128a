"""The line goes down: the editor keeps working, nothing is lost, and what was typed is sent when it is back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import FIRST, code_of, expect_headline, expect_saved, part, run, source_of, write

pytestmark = pytest.mark.journey


def test_without_a_line_one_writes_on_and_runs_when_it_is_back(new_visitor: NewVisitor) -> None:
    traveller = new_visitor()
    page = traveller.open_exercise(FIRST)
    write(page, "# before the tunnel\n")
    expect_saved(page)
    notes = part(page, "notes")
    # A line that was down while nothing was typed leaves no note.
    traveller.context.set_offline(True)
    expect(notes).to_contain_text("You are offline.")
    traveller.context.set_offline(False)
    expect(notes).not_to_contain_text("You are offline.")
    traveller.context.set_offline(True)
    expect(notes).to_contain_text(
        "You are offline. Your code is kept on this device and will be sent when the line is back."
    )
    write(page, source_of(FIRST, "reference.py"))
    expect(part(page, "saved")).to_contain_text("Kept on this device")
    run(page)
    expect(notes).to_contain_text("The line is down, so this was not sent.")
    page.get_by_role("tab", name="History").click()
    expect(part(page, "history")).to_contain_text("The list could not be read.")
    page.get_by_role("tab", name="solution.py").click()
    traveller.context.set_offline(False)
    expect(notes).not_to_contain_text("You are offline.")
    expect_saved(page)
    notes.get_by_role("button", name="Try again").click()
    expect_headline(page, "checks pass")
    device = new_visitor(storage_state={**traveller.context.storage_state(), "origins": []})
    assert code_of(device.open_exercise(FIRST)) == source_of(FIRST, "reference.py")
