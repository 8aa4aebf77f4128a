"""The last hour: what counts in which minute, and what its picture says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from courses.durations import waiting
from courses.last_hour import MINUTES, LastHour, Minute, read_last_hour
from courses.last_hour_chart import Chart, draw_last_hour
from exercises.models import Lane, Purpose, State
from tests.conftest import MakeSubmission
from tests.courses.conftest import MINUTE

NOW = datetime(2026, 11, 3, 14, 5, 40, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def ended(learner: User, make_submission: MakeSubmission) -> Any:
    """Let something end so many minutes ago, after it had waited so long."""

    def ended(minutes_ago: float, waited_s: float = 0.0, **values: Any) -> None:
        at = NOW - minutes_ago * MINUTE
        started_at = at - SECOND
        told = {"state": State.GRADED, "outcome": "failed", **values}
        moments = {"ended_at": at, "started_at": started_at, "queued_at": started_at - waited_s * SECOND}
        make_submission(learner, **{**moments, **told})

    return ended


def read() -> LastHour:
    return read_last_hour(now=NOW)


def minute(ago: int) -> Minute:
    return read().minutes[-1 - ago]


def drawn(hour: LastHour | None = None) -> Chart:
    chart = draw_last_hour(hour or read())
    assert chart is not None
    return chart


def test_it_is_sixty_whole_minutes_up_to_the_one_of_now(db: None) -> None:
    minutes = read().minutes
    assert len(minutes) == MINUTES
    assert (minutes[0].at, minutes[-1].at) == (NOW.replace(hour=13, minute=6, second=0), NOW.replace(second=0))


def test_a_minute_holds_its_gradings_and_their_waits(ended: Any) -> None:
    for waited in (1.0, 2.0, 9.0):
        ended(3, waited)
    ended(4, 30.0)
    assert minute(3) == Minute(minute(3).at, 3, 2.0, 9.0, 0)
    hour = read()
    assert (hour.gradings, hour.median_s, hour.worst) == (4, 5.5, minute(4))
    assert [one.longest_s for one in hour.told] == [9.0, 30.0]


def test_what_ended_before_does_not_count(ended: Any) -> None:
    ended(61)
    assert (read().gradings, read().worst, draw_last_hour(read())) == (0, None, None)


@pytest.mark.parametrize(
    "values",
    [
        {"lane": Lane.REGRADE, "purpose": Purpose.REGRADE},
        {"state": State.CANCELLED, "outcome": ""},
        {"state": State.SUPERSEDED, "outcome": ""},
    ],
)
def test_nobody_waits_for_it_or_nothing_was_graded(ended: Any, values: dict[str, Any]) -> None:
    ended(3, 40.0, **values)
    assert read().gradings == 0


def test_traces_and_scratch_are_waited_for_like_the_rest(ended: Any) -> None:
    ended(3, purpose=Purpose.TRACE)
    ended(3, purpose=Purpose.SCRATCH)
    assert minute(3).gradings == 2


def test_what_was_never_claimed_has_not_waited_for_a_worker(ended: Any) -> None:
    ended(3, state=State.COULD_NOT_CHECK, started_at=None)
    assert read().gradings == 0


def test_faults_count_where_their_submission_was_handed_in(learner: User, make_submission: MakeSubmission) -> None:
    make_submission(learner, queued_at=NOW - 5 * MINUTE, faults=2)
    make_submission(learner, queued_at=NOW - 70 * MINUTE, faults=1)
    assert (minute(5).faults, read().faults) == (2, 2)
    assert drawn().title == "2 faults of ours, 0 gradings"
    assert "No grading came to its end" in drawn().alt


def test_a_clock_that_ran_backwards_makes_no_negative_wait(ended: Any) -> None:
    ended(2, -5.0)
    assert minute(2).longest_s == 0.0


def test_the_title_is_the_longest_wait_where_it_was_long(ended: Any) -> None:
    ended(9, 0.2)
    assert drawn().title == "1 grading, and nobody waited longer than 0.2 s"
    ended(4, 41.0)
    assert drawn().title == "The longest wait was 41 s, at 14:01"
    assert "Most gradings in one minute: 1" in drawn().alt
    assert "longest 41 s, at 14:01" in drawn().alt


def test_in_german_tenths_stand_after_a_comma(ended: Any) -> None:
    ended(9, 0.2)
    with translation.override("de"):
        assert waiting(0.24) == "0,2 s"
        assert "0,2 s" in drawn().title


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (119.6, "2 min"), (7300.0, "2 h")]
)
def test_waits_are_as_exact_as_they_matter(seconds: float, said: str) -> None:
    assert waiting(seconds) == said


def test_the_bars_stay_inside_the_picture_and_reach_its_round_end(ended: Any) -> None:
    for waited in (0.1, 7.0, 19.0):
        ended(0, waited)
    ended(59, 1.0)
    chart = drawn()
    assert (chart.most, chart.longest, chart.worst) == (5, "20 s", "19 s")
    for drawing in (chart.wide, chart.narrow):
        assert len(drawing.bars) == 2
        for bar in drawing.bars:
            assert drawing.left <= bar.x < bar.x + bar.width <= drawing.right
            assert 28 <= bar.gradings_y <= 104
            assert 148 <= bar.longest_y <= bar.median_y <= 224
        assert [bar.is_worst for bar in drawing.bars] == [False, True]
        assert drawing.worst_anchor == "end"


def test_the_page_holds_the_picture_its_words_and_its_table(
    teacher_client: Client, learner: User, make_submission: MakeSubmission
) -> None:
    page = teacher_client.get("/teach/operations/").content.decode()
    assert "Nothing was graded, and nothing of ours broke." in page
    now = timezone.now()
    make_submission(learner, state=State.GRADED, queued_at=now - 3 * SECOND, started_at=now - SECOND, ended_at=now)
    page = teacher_client.get("/teach/operations/").content.decode()
    assert "1 grading, and nobody waited longer than 2.0 s" in page
    assert page.count('aria-label="Minute by minute, the last hour.') == 2
    assert '<td class="num nowrap">2.0 s</td>' in page
