"""One's own progress: what counts, what is held and what is shaky, and whose it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.badges import badges_of
from exercises.help_taken import HelpTaken
from exercises.hill import StepState
from exercises.judging_concepts import LEFT_AFTER, MANY_FAILURES, Concepts, judge
from exercises.keeping import keep_in_history
from exercises.models import Exercise, Lane, Stage
from exercises.progress import LONGEST_PAUSE, Step, read_progress, worked_on
from exercises.progress_chart import draw_minutes
from exercises.progress_page import in_words
from tests.making import make_exercise
from tests.verdicts import graded
from tutor.models import HintShown

MINUTE = timedelta(minutes=1)
QUERIES = 8


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def road(stage: Stage) -> list[Exercise]:
    """Three steps; the first and the last share a concept."""
    steps = [make_exercise(stage, slug, position=place) for place, slug in enumerate(("neuron", "layer", "softmax"))]
    for exercise, concepts in zip(steps, (["weights", "bias"], ["layer"], ["weights"]), strict=True):
        exercise.concepts = concepts
        exercise.save()
    return steps


def judged(learner: User, now: datetime) -> Concepts:
    return judge(read_progress(learner), now=now)


def looks(learner: User, now: datetime) -> dict[str, list[str]]:
    return {look.step.exercise.slug: [*look.reasons] for look in judged(learner, now).looks}


# What there is


def test_a_step_tells_its_tries_its_hints_and_when_it_passed(
    learner: User, road: list[Exercise], now: datetime
) -> None:
    graded(learner, road[0], at=now - 3 * MINUTE, lane=Lane.RUN, diagnoses=["turned"])
    graded(learner, road[0], at=now - 2 * MINUTE, diagnoses=["turned"])
    graded(learner, road[0], at=now, source="def f():\n\n    return 1\n")
    HintShown.objects.create(learner=learner, exercise=road[0], ladder="diagnosis:x", rung=0, shown_at=now)
    keep_in_history(learner=learner, exercise=road[0], source="kept = 1")
    step = read_progress(learner).steps[0]
    assert (step.state, step.passed_at) == (StepState.PASSED, now)
    assert (step.runs, step.handed_in, step.failed_before_passing) == (1, 2, 1)
    assert step.help == HelpTaken(1, is_deep=False)
    assert (step.minutes, step.own_lines) == (3, 2)


def test_a_stretch_belongs_to_the_exercise_at_its_end_and_a_pause_to_none(now: datetime) -> None:
    events = [
        (now, 1),
        (now + 4 * MINUTE, 1),
        (now + 9 * MINUTE, 2),
        (now + 9 * MINUTE + LONGEST_PAUSE + timedelta(seconds=1), 2),
    ]
    assert worked_on(reversed(events)) == {1: 4 * MINUTE, 2: 5 * MINUTE}
    assert worked_on([(now, 1)]) == {}


def test_what_is_not_in_the_catalogue_any_more_is_left_out(learner: User, road: list[Exercise], now: datetime) -> None:
    graded(learner, road[0], at=now, diagnoses=["turned"])
    Exercise.objects.filter(pk=road[0].pk).update(published=None)
    assert [step.exercise.slug for step in read_progress(learner).begun] == []


# Held and shaky


def test_a_clean_pass_is_held(learner: User, road: list[Exercise], now: datetime) -> None:
    for failing in range(MANY_FAILURES - 1):
        graded(learner, road[0], at=now - (10 - failing) * MINUTE, diagnoses=["turned"])
    graded(learner, road[0], at=now)
    assert judged(learner, now) == Concepts(held=["weights", "bias"], looks=[])


def test_many_failed_submissions_make_it_shaky_but_runs_do_not(
    learner: User, road: list[Exercise], now: datetime
) -> None:
    for failing in range(MANY_FAILURES):
        graded(learner, road[0], at=now - (10 - failing) * MINUTE, diagnoses=["turned"])
        graded(learner, road[1], at=now - (10 - failing) * MINUTE, diagnoses=["other"], lane=Lane.RUN)
    graded(learner, road[0], at=now)
    graded(learner, road[1], at=now)
    concepts = judged(learner, now)
    assert concepts.held == ["layer"]
    assert concepts.shaky == ["weights", "bias"]
    assert looks(learner, now) == {"neuron": ["5 submissions failed before it passed"]}


@pytest.mark.parametrize(
    ("ladder", "rung", "is_held"),
    [("diagnosis:x", 2, True), ("diagnosis:x", 3, False), ("task:1", 1, True), ("task:1", 2, False)],
)
def test_a_hint_that_works_the_case_through_makes_it_shaky(
    learner: User, road: list[Exercise], now: datetime, ladder: str, rung: int, is_held: bool
) -> None:
    HintShown.objects.create(learner=learner, exercise=road[1], ladder=ladder, rung=rung, shown_at=now)
    graded(learner, road[1], at=now)
    assert bool(judged(learner, now).held) is is_held


def test_a_mistake_that_comes_back_later_makes_the_later_one_shaky(
    learner: User, road: list[Exercise], now: datetime
) -> None:
    graded(learner, road[0], at=now - 9 * MINUTE, diagnoses=["turned"])
    graded(learner, road[0], at=now - 8 * MINUTE)
    graded(learner, road[1], at=now - 7 * MINUTE, diagnoses=["turned"])
    graded(learner, road[1], at=now - 6 * MINUTE)
    assert looks(learner, now) == {"layer": ["a mistake of “neuron” came back"]}


def test_the_exercise_worked_on_last_decides_over_a_concept(learner: User, road: list[Exercise], now: datetime) -> None:
    for failing in range(MANY_FAILURES):
        graded(learner, road[0], at=now - (30 - failing) * MINUTE, diagnoses=["turned"])
    graded(learner, road[0], at=now - 20 * MINUTE)
    graded(learner, road[2], at=now)
    concepts = judged(learner, now)
    assert concepts.held == ["weights"]
    assert concepts.shaky == ["bias"]


def test_what_was_left_for_a_day_is_worth_another_look(learner: User, road: list[Exercise], now: datetime) -> None:
    graded(learner, road[1], at=now, diagnoses=["turned"])
    assert looks(learner, now + LEFT_AFTER / 2) == {}
    assert list(looks(learner, now + LEFT_AFTER)) == ["layer"]
    assert judged(learner, now + LEFT_AFTER).held == []


# Badges


def test_a_stage_gives_its_badge_with_its_last_step(learner: User, road: list[Exercise], now: datetime) -> None:
    assert badges_of(read_progress(learner)) == []
    graded(learner, road[0], at=now, diagnoses=["turned"])
    (badge,) = badges_of(read_progress(learner))
    assert (badge.to_go, badge.total, badge.earned_at) == (3, 3, None)
    for minute, exercise in enumerate(road):
        graded(learner, exercise, at=now + minute * MINUTE)
    (badge,) = badges_of(read_progress(learner))
    assert (badge.to_go, badge.earned_at) == (0, now + 2 * MINUTE)


def test_a_step_added_later_opens_the_badge_again(
    learner: User, learner_client: Client, stage: Stage, road: list[Exercise], now: datetime
) -> None:
    for exercise in road:
        graded(learner, exercise, at=now)
    assert "to go</a>" not in html(learner_client)
    make_exercise(stage, "later", position=9)
    assert "1 step to go</a>" in html(learner_client)


def test_each_stage_has_a_badge_of_its_own(learner: User, road: list[Exercise], now: datetime) -> None:
    other = Stage.objects.create(slug="knowing", number=3, title="Knowing")
    untouched = Stage.objects.create(slug="change", number=4, title="Change")
    graded(learner, make_exercise(other, "first", position=0), at=now)
    make_exercise(untouched, "second", position=0)
    graded(learner, road[0], at=now)
    badges = badges_of(read_progress(learner))
    assert [(badge.stage.slug, badge.to_go) for badge in badges] == [("neuron", 2), ("knowing", 0)]


# The page


def html(client: Client) -> str:
    answer = client.get("/progress/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_says_it_in_sentences(
    learner: User, learner_client: Client, road: list[Exercise], now: datetime
) -> None:
    for failing in range(MANY_FAILURES):
        graded(learner, road[0], at=now - (40 - failing * 5) * MINUTE, diagnoses=["turned"])
    graded(learner, road[0], at=now - 11 * MINUTE)
    page = html(learner_client)
    assert "1 of 3 steps passed, 1 is worth another look" in page
    assert "“neuron” took 29 min, planned were 10" in page
    assert "“neuron”: 5 submissions failed before it passed" in page
    assert 'href="/account/export/"' in page
    assert 'href="/account/delete/"' in page


def test_everyone_sees_only_their_own(
    learner: User, stranger_client: Client, guest: User, guest_client: Client, road: list[Exercise], now: datetime
) -> None:
    graded(learner, road[0], at=now)
    graded(guest, road[1], at=now)
    assert "Nothing tried yet" in html(stranger_client)
    page = html(guest_client)
    assert "1 of 3 steps passed" in page
    assert "layer" in page
    assert "bias" not in page


def test_a_newcomer_is_shown_where_it_begins(client: Client, road: list[Exercise]) -> None:
    page = html(client)
    assert "Nothing tried yet" in page
    assert "Go to neuron" in page
    assert page.count("btn--primary") == 1
    assert not User.objects.exists()


def test_an_empty_catalogue_has_a_page_too(learner_client: Client) -> None:
    assert "Nothing tried yet" in html(learner_client)


def test_it_costs_the_same_queries_however_much_was_done(
    learner: User,
    learner_client: Client,
    road: list[Exercise],
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    graded(learner, road[0], at=now, diagnoses=["turned"])
    html(learner_client)
    with django_assert_num_queries(QUERIES):
        html(learner_client)
    for step in road:
        for minute in range(6):
            graded(learner, step, at=now + minute * MINUTE, diagnoses=["turned"])
        graded(learner, step, at=now + 7 * MINUTE)
    with django_assert_num_queries(QUERIES):
        html(learner_client)


def test_time_is_said_as_a_person_would() -> None:
    assert in_words(timedelta(minutes=41)) == "41 min"
    assert in_words(timedelta(hours=6, minutes=58, seconds=50)) == "6 h 59 min"
    assert in_words(timedelta(hours=1, minutes=59, seconds=45)) == "2 h 0 min"


def test_bars_stay_within_the_picture(road: list[Exercise]) -> None:
    steps = [Step(number, exercise) for number, exercise in enumerate(road * 22, start=1)]
    for step in steps:
        step.worked = step.number * MINUTE
    chart = draw_minutes(steps)
    assert chart is not None
    assert all(bar.y >= 28 and bar.x + bar.width <= chart.width for bar in chart.bars)
    assert [tick.minutes for tick in chart.ticks] == [30, 60, 90]
    assert draw_minutes([Step(1, road[0])]) is None


def test_few_bars_stand_where_a_phone_shows_them(road: list[Exercise]) -> None:
    chart = draw_minutes([Step(number, exercise, worked=MINUTE) for number, exercise in enumerate(road[:2], start=1)])
    assert chart is not None
    assert chart.bars[-1].x + chart.bars[-1].width < chart.width / 4
