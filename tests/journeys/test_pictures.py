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
NEURON = "02-neuron/01-one-neuron"
LAYER = "02-neuron/05-dense-layer"
POINTS = "01-spark/07-images-as-points"
FROM_SCRATCH = """import numpy as np
from ascent import show
z = np.linspace(-6, 6, 25)
show(np.stack([sigmoid(z), sigmoid(3 * z)]), as_="line", title="Flat and steep")
show(np.stack([z, sigmoid(z)], axis=1), as_="points", title="The squeeze, point by point")
"""
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
def test_curve_spread_weights_and_confusion_have_nothing_to_mend(
    new_visitor: NewVisitor, viewport: dict[str, Any], theme: str
) -> None:
    page = open_training(new_visitor(viewport=viewport, color_scheme=theme))
    submit(page)
    expect_headline(page, "checks pass")
    expect(part(page, "pictures").locator("figure")).to_have_count(4)
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


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_plane_film_and_heat_map_have_nothing_to_mend(
    new_visitor: NewVisitor, viewport: dict[str, Any], theme: str
) -> None:
    visitor = new_visitor(viewport=viewport, color_scheme=theme)
    found: list[str] = []
    for folder in (NEURON, LAYER, POINTS):
        page = visitor.open_exercise(folder)
        write(page, source_of(folder, "reference.py"))
        run(page)
        expect(part(page, "pictures").locator("figure svg.heat")).to_be_visible(timeout=LONGEST_MS)
        found += look_at(page)
        part(page, "pictures").get_by_role("button", name="Table").click()
        found += look_at(page)
    assert found == []


def test_the_plane_names_its_axes_and_each_day_at_its_mark(visitor: Visitor) -> None:
    page = visitor.open_exercise(NEURON)
    write(page, source_of(NEURON, "reference.py"))
    run(page)
    figure = part(page, "pictures").locator("figure")
    expect(figure).to_contain_text("To the lake on a sunny Sunday: 0.88. On a sunny Monday: 0.50", timeout=LONGEST_MS)
    names = ["sun", "Monday", "sunny Sunday", "grey Monday", "½"]
    for name in names:
        expect(figure.locator("svg text").get_by_text(name, exact=True)).to_be_visible()
    boxes = figure.locator("svg .lab").evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().toJSON())")
    apart = [
        one["right"] <= other["left"] or other["right"] <= one["left"] or one["bottom"] <= other["top"]
        for one in boxes
        for other in boxes
        if one["left"] < other["left"]
    ]
    assert all(apart)


def test_a_wrong_answer_is_drawn_as_it_is(visitor: Visitor) -> None:
    page = visitor.open_exercise(NEURON)
    write(page, source_of(NEURON, "reference.py") + "\n\ndef neuron_batch(X, w, b):\n    return X @ w + b\n")
    run(page)
    expect(part(page, "pictures")).to_contain_text("sunny Sunday: 2.00. On a sunny Monday: 0.00", timeout=LONGEST_MS)


def test_the_lines_of_one_array_stand_in_one_picture(visitor: Visitor) -> None:
    page = visitor.open_exercise(NEURON)
    write(page, source_of(NEURON, "reference.py"))
    page.get_by_role("tab", name="Scratch").click()
    scratch = page.locator("#panel-scratch .cm-content")
    scratch.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(FROM_SCRATCH)
    part(page, "scratch-run").click()
    figures = part(page, "scratch-pictures").locator("figure")
    expect(figures).to_have_count(2, timeout=LONGEST_MS)
    expect(figures.first.locator("canvas")).to_have_count(1)
    expect(figures.first.locator(".chart__sub")).to_contain_text("line 0 rises from")
    expect(figures.last.locator("path.mark")).to_have_count(25)
    assert look_at(page) == []


def test_all_numbers_of_the_weights_are_in_the_tables(visitor: Visitor) -> None:
    page = open_training(visitor)
    run(page)
    weights = part(page, "pictures").locator("figure", has_text="hidden neurons look for")
    weights.get_by_role("button", name="Table").click(timeout=LONGEST_MS)
    expect(weights.locator("tbody tr")).to_have_count(2 * 30)
    expect(weights.locator("table").last.locator("tbody tr").first.locator("td")).to_have_count(64)
