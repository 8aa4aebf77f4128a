"""Pictures from the learner's own code: live while it trains, and afterwards each with its table."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.test_every_page import LOOKS, look_at
from tests.journeys.visitor import (
    VERDICT_MS,
    Visitor,
    expect_headline,
    part,
    run,
    source_of,
    submit,
    take_references,
    write,
)

pytestmark = pytest.mark.journey

TRAINING = "06-training/03-train-digits"
CANYON = "04-change/03-roll-down-the-canyon"
LONGEST_MS = 2 * VERDICT_MS


def open_training(visitor: Visitor) -> Page:
    """The exercise with the references of all that comes along, and the right solution in the editor."""
    page = visitor.open_exercise(TRAINING)
    take_references(page)
    write(page, source_of(TRAINING, "reference.py"))
    return page


def test_the_loss_is_drawn_while_the_network_trains(visitor: Visitor) -> None:
    page = open_training(visitor)
    run(page)
    live = page.locator(".chart--curve")
    expect(live.locator("canvas")).to_be_visible(timeout=LONGEST_MS)
    expect_headline(page, "visible checks pass")
    expect(live.locator(".chart__sub")).to_contain_text("loss falls from")
    live.get_by_role("button", name="Table").click()
    expect(live.locator("tbody tr").first).to_contain_text("1")


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_curve_weights_and_confusion_have_nothing_to_mend(
    new_visitor: NewVisitor, viewport: dict[str, Any], theme: str
) -> None:
    page = open_training(new_visitor(viewport=viewport, color_scheme=theme))
    submit(page)
    expect_headline(page, "checks pass")
    expect(part(page, "pictures").locator("figure")).to_have_count(3)
    found = look_at(page)
    for table in part(page, "pictures").get_by_role("button", name="Table").all():
        table.click()
    assert [*found, *look_at(page)] == []


def test_the_path_lies_on_the_contours_and_has_its_steps_as_a_table(visitor: Visitor) -> None:
    page = visitor.open_exercise(CANYON)
    write(page, source_of(CANYON, "reference.py"))
    run(page)
    figure = part(page, "pictures").locator("figure").first
    expect(figure.locator("path.way")).to_be_visible(timeout=LONGEST_MS)
    expect(figure.get_by_role("img")).to_have_attribute(
        "aria-label", "Contours of the canyon and your path on them, zigzag across, slowly along."
    )
    figure.get_by_role("button", name="Table").click()
    expect(figure.locator("tbody tr")).to_have_count(31)


def test_a_picture_is_painted_in_the_colours_of_the_theme(visitor: Visitor) -> None:
    page = visitor.open_exercise(CANYON)
    write(page, source_of(CANYON, "reference.py"))
    run(page)
    ground = page.locator("image.raster").first
    expect(ground).to_be_attached(timeout=LONGEST_MS)
    by_day = ground.get_attribute("href")
    page.emulate_media(color_scheme="dark")
    expect(ground).not_to_have_attribute("href", by_day or "")
