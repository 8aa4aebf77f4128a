"""The landing page: its ridge is a real run of the reference, its example a real verdict."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from exercises import ridge
from exercises.catalogue import load_curriculum
from exercises.models import Exercise, RecordedRun
from exercises.ridge import Ridge
from exercises.ridge_drawing import SHORE, SUMMIT, draw_ridge
from grader import Bundle, grade
from tests.exercises.full_catalogue import make_full_catalogue
from tests.exercises.test_hill_pictures import SERVER_TIME_S, quickest

pytestmark = pytest.mark.django_db

CURRICULUM = Path(settings.CURRICULUM_DIR)
RUN = {"losses": [2.4, 2.5, 1.5, 1.0, 0.5], "behind": [[2.4, 3.0, 0.6], [2.3, 1.0, 0.4]], "read_right": 0.931}


@pytest.fixture
def catalogue() -> None:
    load_curriculum(CURRICULUM)


def page_of(client: Client) -> str:
    return html.unescape(client.get("/").content.decode())


# The picture


def test_the_ridge_is_the_loss_upside_down_and_the_lake_the_loss() -> None:
    drawing = draw_ridge(Ridge(**RUN))  # type: ignore[arg-type]
    line = [tuple(map(float, point.split())) for point in drawing.line.lstrip("M").split("L")]
    assert [x for x, _ in line] == [0, 400, 800, 1200, 1600]
    assert line[1][1] == SHORE  # the worst loss lies at the shore
    assert line[-1][1] == SUMMIT
    mirrored = [float(point.split()[1]) for point in drawing.loss_line.lstrip("M").split("L")]
    assert mirrored == sorted(mirrored[:1] + mirrored[1:2], reverse=True) + sorted(mirrored[2:])


def test_its_text_alternative_has_the_figures(client: Client, catalogue: None) -> None:
    RecordedRun.objects.create(name=ridge.NAME, recipe="made", figures=RUN)
    page = page_of(client)
    label = re.search(r'hero__pic"[^>]*aria-label="([^"]*)"', page)
    assert label is not None
    assert "it falls from 2.40 to 0.50 in 4 steps" in label[1]
    assert "93 of 100 unseen digits" in label[1]
    assert "its loss, from 2.40 to 0.50" in page
    assert " style=" not in page


# The rest of the page


def test_the_example_is_what_the_engine_says(client: Client, catalogue: None) -> None:
    page = page_of(client)
    code = re.search(r"<pre class=\"code\".*?</pre>", page, flags=re.DOTALL)
    assert code is not None
    lines = re.findall(r'data-n="\d+">(.*?)</span>(?=<span class="code__line|</pre>)', code[0])
    source = "\n".join(re.sub(r"<[^>]+>", "", line) for line in lines)
    verdict = grade(Bundle.read(CURRICULUM / "01-spark/01-first-spark"), source)
    failed = next(check for check in verdict.checks if check.outcome == "failed")
    example = page[page.index("example") :]
    assert failed.title in example
    assert failed.message in example
    assert verdict.diagnoses[0].sentence in example


def test_each_summit_has_its_view_with_the_way_there(client: Client, catalogue: None) -> None:
    page = page_of(client)
    exercises = list(Exercise.objects.filter(published__isnull=False).select_related("stage"))
    summits = {exercise.stage.number: exercise for exercise in exercises if exercise.stage.summit}
    assert summits
    for number, exercise in summits.items():
        assert f"Stage {number}, after about" in page
        assert re.search(f"<h3[^>]*>{re.escape(exercise.title)}</h3>", page)


def test_a_full_catalogue_has_constant_queries_and_is_quick(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    RecordedRun.objects.create(name=ridge.NAME, recipe="made", figures=RUN)
    with django_assert_num_queries(2):
        client.get("/")
    make_full_catalogue()
    with django_assert_num_queries(2):
        client.get("/")
    assert quickest(client, "/") < SERVER_TIME_S
