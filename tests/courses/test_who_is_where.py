"""The grid of learners and exercises: each cell's state, the order of the rows, the choice, and how it is read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from courses.choosing_rows import Choice, Order, Who, choice_of
from courses.counted import learner_name
from courses.finding import finding_of_grid
from courses.who_is_where import ROWS_A_PAGE, CellState, Grid, read_all_rows, read_grid
from exercises.models import Draft, Exercise, Lane, Stage, Submission
from tests.courses.conftest import MINUTE, Fail
from tests.making import make_exercise
from tests.verdicts import graded

ADDRESS = "/teach/learners/"
EVERYBODY = Choice()


def read(choice: Choice = EVERYBODY, **how: int) -> Grid:
    # A worker took them when they were handed in.
    Submission.objects.update(started_at=F("queued_at"))
    return read_grid(choice, now=timezone.now(), **how)


def names(choice: Choice = EVERYBODY) -> list[str]:
    return [row.name for row in read(choice).rows]


def states(name: str) -> list[CellState]:
    return next([cell.state for cell in row.cells] for row in read().rows if row.name == name)


@pytest.fixture
def road(stage: Stage, checked: Exercise) -> list[Exercise]:
    """Five exercises; the last two are nobody's yet."""
    return [checked, *(make_exercise(stage, f"step-{place}", position=place) for place in range(2, 6))]


def test_each_state_has_a_cell_of_its_own(learner: User, road: list[Exercise], fail: Fail, now: datetime) -> None:
    graded(learner, road[1], at=now - MINUTE)
    fail(learner, 50, 30, 5)
    graded(learner, road[2], at=now, failed=["shape"], lane=Lane.RUN)
    Draft.objects.create(learner=learner, exercise=road[3], source="x = 1", saved_at=now)
    assert states("ada") == [
        CellState.STUCK, CellState.PASSED, CellState.TRIED, CellState.BEGUN, CellState.UNTOUCHED,
    ]  # fmt: skip
    (row,) = read().rows
    assert [cell.words for cell in row.cells] == [
        "stuck, 3 tries", "passed, 1 try", "tried, 1 try", "begun, not run yet", "not begun",
    ]  # fmt: skip
    assert (row.standing.passed, row.standing.is_stuck) == (1, True)


def test_staff_and_who_never_wrote_a_line_have_no_row(teacher: User, learner: User, stranger: User, fail: Fail) -> None:
    fail(teacher, 3)
    fail(learner, 3)
    assert names() == ["ada"]
    assert read().learners == 1


def test_guests_are_told_apart(guest: User, fail: Fail) -> None:
    fail(guest, 3)
    assert names() == [f"Guest {guest.username[-4:]}"]


def test_who_is_stuck_comes_first_then_the_least_far_of_those_who_are_still_there(
    road: list[Exercise], fail: Fail, now: datetime
) -> None:
    people = {name: User.objects.create_user(name, password=None) for name in ("gone", "far", "slow", "stuck", "long")}
    graded(people["gone"], road[0], at=now - timedelta(days=30), failed=["shape"])
    graded(people["far"], road[1], at=now - 1 * MINUTE)
    graded(people["slow"], road[1], at=now - 9 * MINUTE, failed=["shape"])
    fail(people["stuck"], 40, 20, 10)
    fail(people["long"], 55, 20, 10)
    assert names() == ["long", "stuck", "slow", "far", "gone"]
    assert names(Choice(order=Order.NAME)) == ["far", "gone", "long", "slow", "stuck"]
    assert names(Choice(order=Order.PASSED))[0] == "far"
    assert names(Choice(order=Order.LATEST))[0] == "far"
    assert names(Choice(order=Order.LATEST))[-1] == "gone"


def test_the_choice_leaves_others_out(guest: User, learner: User, stranger: User, fail: Fail) -> None:
    fail(learner, 50, 30, 5)
    fail(stranger, 90)
    fail(guest, 90)
    guest_name = learner_name(guest)
    assert names(Choice(who=Who.STUCK)) == ["ada"]
    assert names(Choice(who=Who.AT_WORK)) == ["ada"]
    assert names(Choice(who=Who.GUESTS)) == [guest_name]
    assert sorted(names(Choice(who=Who.ACCOUNTS))) == ["ada", "eve"]
    assert names(Choice(name="EV")) == ["eve"]
    assert names(Choice(name=guest_name[-4:])) == [guest_name]
    assert names(Choice(name="nobody")) == []
    # How many there are is said of everybody.
    assert read(Choice(name="nobody")).learners == 3


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, Choice()),
        ({"who": "stuck", "order": "name", "name": " ada "}, Choice(Who.STUCK, Order.NAME, "ada")),
        ({"who": "nobody", "order": "'; --", "name": "\x00"}, Choice()),
        ({"name": "x" * 5000}, Choice(name="x" * 150)),
    ],
)
def test_what_the_form_does_not_offer_is_not_chosen(asked: dict[str, str], expected: Choice) -> None:
    assert choice_of(asked) == expected


def test_the_wall_is_where_most_have_tried_and_not_passed(
    learner: User, stranger: User, road: list[Exercise], now: datetime
) -> None:
    assert finding_of_grid(read()) == "Nobody has begun yet"
    graded(learner, road[0], at=now)
    assert finding_of_grid(read()) == "Whoever tried a step has passed it"
    graded(learner, road[1], at=now, failed=["shape"])
    assert finding_of_grid(read()) == "No step holds up more than one learner"
    graded(stranger, road[1], at=now, failed=["shape"])
    assert finding_of_grid(read()) == "The wall is step 2, “step 2”"


def test_each_language_has_its_own_words(learner: User, fail: Fail) -> None:
    fail(learner, 3)
    (cell,) = read().rows[0].cells
    assert cell.words == "tried, 1 try"
    with translation.override("de"):
        assert cell.words == "versucht, 1 Versuch"


def test_a_page_is_fifty_rows_and_none_is_missed(road: list[Exercise], fail: Fail, now: datetime) -> None:
    people = User.objects.bulk_create(User(username=f"p{n:03}", password="!") for n in range(ROWS_A_PAGE + 7))
    Draft.objects.bulk_create(Draft(learner=person, exercise=road[0], saved_at=now) for person in people)
    pages = [read(Choice(order=Order.NAME), page=number) for number in (1, 2)]
    assert [len(grid.rows) for grid in pages] == [ROWS_A_PAGE, 7]
    shown = [row.name for grid in pages for row in grid.rows]
    assert shown == [person.username for person in people]
    assert read(page=99).page.number == 2
    assert len(read_all_rows(EVERYBODY, now=now)[1]) == ROWS_A_PAGE + 7


def test_the_page_links_to_learners_and_their_last_tries(
    learner: User, teacher_client: Client, road: list[Exercise], fail: Fail
) -> None:
    *_, last = fail(learner, 30, 20, 5)
    page = teacher_client.get(ADDRESS).content.decode()
    assert f'<a href="/teach/learners/{learner.pk}/">ada</a>' in page
    assert page.count("not begun</span>") == 4
    address = f"/teach/learners/{learner.pk}/{road[0].slug}/"
    assert f'<a href="{address}">' in page
    assert teacher_client.get(address)["Location"] == f"/teach/submissions/{last.pk}/"


def test_a_name_stays_text(teacher_client: Client, fail: Fail) -> None:
    fail(User.objects.create_user("x", password=None, first_name="<script>alert(1)</script>"), 3)
    page = teacher_client.get(f"{ADDRESS}?name=<script>").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'value="&lt;script&gt;"' in page


def test_nobody_fits_is_said_with_a_way_back(learner: User, teacher_client: Client, fail: Fail) -> None:
    fail(learner, 3)
    assert "Nobody fits this choice." in teacher_client.get(f"{ADDRESS}?name=zz").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 400, "1e9"])
def test_a_page_that_is_no_number_is_the_first(teacher_client: Client, learner: User, fail: Fail, page: str) -> None:
    fail(learner, 3)
    assert "ada" in teacher_client.get(ADDRESS, {"page": page}).content.decode()


def test_the_file_holds_everybody_chosen_and_leaves_what_is_not_begun_empty(
    learner: User, stranger: User, teacher_client: Client, road: list[Exercise], fail: Fail
) -> None:
    fail(learner, 30, 20, 5)
    fail(stranger, 3)
    answer = teacher_client.get("/teach/learners.csv?who=stuck")
    head, *rows = answer.content.decode("utf-8-sig").splitlines()
    assert head == "Learner,Passed,Stuck,Last at work,dense-layer,step-2,step-3,step-4,step-5"
    assert len(rows) == 1
    assert rows[0].startswith("ada,0,yes,")
    assert rows[0].endswith(',"stuck, 3 tries",,,,')
