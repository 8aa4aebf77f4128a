"""Who was at work in the last hour: which lines are shown in which order, and what the picture says."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from courses.hour_of_learners import OTHERS_SHOWN, STUCK_SHOWN, HourOfLearners, read_hour_of_learners
from courses.hour_of_learners_chart import HEAD, Chart, draw_hour_of_learners
from courses.overview import read_overview
from exercises.models import Exercise, Lane, Stage
from tests.courses.conftest import MINUTE, Fail
from tests.making import make_exercise
from tests.verdicts import graded


@pytest.fixture
def read(now: datetime) -> object:
    return lambda: read_hour_of_learners(read_overview(now=now), now=now)


def chart_of(hour: HourOfLearners) -> Chart:
    chart = draw_hour_of_learners(hour)
    assert chart is not None
    return chart


def lines(hour: HourOfLearners) -> list[tuple[str, str, bool, int, int]]:
    return [(one.name, one.exercise.slug, bool(one.stuck_for), one.failed, one.passed) for one in hour.lines]


def test_who_is_stuck_comes_first_then_who_tried_last(
    learner: User, stranger: User, guest: User, stage: Stage, checked: Exercise, fail: Fail, now: datetime, read: object
) -> None:
    softmax = make_exercise(stage, "softmax", position=2)
    fail(learner, 50, 30, 12)
    fail(stranger, 20)
    graded(stranger, softmax, at=now - 3 * MINUTE, lane=Lane.RUN)
    fail(guest, 1)
    hour = read()  # type: ignore[operator]
    guest_name = f"Guest {guest.username[-4:]}"
    assert lines(hour) == [
        ("ada", "dense-layer", True, 3, 0),
        (guest_name, "dense-layer", False, 1, 0),
        ("eve", "softmax", False, 0, 1),
    ]
    assert (hour.at_work, hour.stuck, hour.others) == (3, 1, 0)
    chart = chart_of(hour)
    assert chart.title == "3 were at work in the last hour, 1 of them is stuck"
    assert "Stuck: ada on “dense layer” for 50 min. With a pass: 1." in chart.alt


def test_tries_of_before_the_hour_and_of_staff_have_no_line(
    learner: User, teacher: User, fail: Fail, read: object
) -> None:
    fail(learner, 200, 150, 61)
    fail(teacher, 5)
    hour = read()  # type: ignore[operator]
    assert (lines(hour), hour.at_work) == ([], 0)
    assert draw_hour_of_learners(hour) is None


def test_somebody_stuck_for_longer_has_a_band_over_the_whole_hour(learner: User, fail: Fail, read: object) -> None:
    fail(learner, 300, 200, 30)
    chart = chart_of(read())  # type: ignore[operator]
    for drawing, left in ((chart.wide, 240.0), (chart.narrow, 0.0)):
        (band,) = drawing.bands
        assert (band.x, band.width) == (left, drawing.width - left)
        assert len(band.marks) == 1
        assert band.marks[0].x == pytest.approx((left + drawing.width) / 2, abs=12)
        assert 0 < band.time_x <= drawing.width


def test_with_many_at_work_the_rest_is_counted(checked: Exercise, fail: Fail, now: datetime, read: object) -> None:
    for number in range(STUCK_SHOWN + 2):
        fail(User.objects.create_user(f"stuck-{number:02}", password=None), 55 - number, 30, 5)
    for number in range(OTHERS_SHOWN + 3):
        fail(User.objects.create_user(f"other-{number:02}", password=None), 10 - number)
    hour = read()  # type: ignore[operator]
    names = [name for name, *_ in lines(hour)]
    assert names == [
        *(f"stuck-{number:02}" for number in range(STUCK_SHOWN)),
        *(f"other-{number:02}" for number in range(OTHERS_SHOWN + 2, 2, -1)),
    ]
    assert (hour.at_work, hour.others) == (STUCK_SHOWN + OTHERS_SHOWN + 5, 5)
    chart = chart_of(hour)
    for drawing in (chart.wide, chart.narrow):
        tops = [band.y for band in drawing.bands]
        assert tops == sorted(tops)
        assert tops[0] >= HEAD
        assert tops[-1] + 24 <= drawing.height
        assert all(0 < mark.x < drawing.width for band in drawing.bands for mark in band.marks)


def test_the_page_holds_the_picture_and_the_table(learner: User, teacher_client: Client, fail: Fail) -> None:
    assert "min ago" not in teacher_client.get("/teach/").content.decode()
    learner.first_name = "<b>" + "x" * 60
    learner.save(update_fields=["first_name"])
    fail(learner, 20)
    page = teacher_client.get("/teach/").content.decode()
    assert "1 was at work in the last hour, nobody of them is stuck" in page
    assert page.count('aria-label="One row for each learner') == 2
    assert "<b>x" not in page
