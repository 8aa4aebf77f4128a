"""Which earlier functions come along: what the page is told, what a grading is given, and what may be chosen."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

import grader
from accounts.guests import SESSION_BACKEND
from accounts.models import User
from accounts.personal_data import delete_person, export_person, merge_guest
from exercises.carrying import Brought, MayNotChoose, NotCarried, brought_by, choose
from exercises.grading import bundle_of, grade_one
from exercises.models import Carry, CarryChoice, Exercise, Lane, Submission
from exercises.submitting import submit
from exercises.workbench import read_workbench
from exercises.worker_identity import this_process
from tests.exercises.carrying_road import publish_road, solve
from tests.grader.earlier_bundles import DOUBLE, FOUR_TIMES

pytestmark = pytest.mark.django_db

ADDRESS = "/learn/02-on/eight-times/carry/"


@pytest.fixture
def eight_times(db: None, tmp_path: Path) -> Exercise:
    return publish_road(tmp_path)


def state(client: Client) -> dict[str, Any]:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return {function["name"]: function for function in answer.json()["functions"]}


def post(client: Client, function: object, choice: object) -> Any:
    return client.post(ADDRESS, {"function": function, "choice": choice}, content_type="application/json")


def bundle(exercise: Exercise) -> grader.Bundle:
    return bundle_of(exercise.published_id or 0)


# What the page is told


def test_what_is_not_passed_is_missing_and_its_exercise_is_named(learner_client: Client, eight_times: Exercise) -> None:
    told = state(learner_client)
    assert told["double"] == {
        "name": "double",
        "exercise": {"slug": "double", "title": "The double", "url": "/learn/01-start/double/"},
        "use": "missing",
        "may_choose": ["reference"],
        "reference": None,
    }


def test_what_is_passed_is_own(learner: User, learner_client: Client, eight_times: Exercise) -> None:
    solve(learner, "double", DOUBLE)
    told = state(learner_client)
    assert (told["double"]["use"], told["double"]["may_choose"]) == ("own", ["own", "reference"])
    assert told["four_times"]["use"] == "missing"


def test_someone_who_has_not_begun_is_told_the_same_and_nobody_is_made(client: Client, eight_times: Exercise) -> None:
    assert {function["use"] for function in state(client).values()} == {"missing"}
    assert not User.objects.exists()


def test_an_exercise_that_left_the_catalogue_stands_in_by_itself(learner_client: Client, eight_times: Exercise) -> None:
    Exercise.objects.filter(slug="double").update(published=None)
    told = state(learner_client)["double"]
    assert (told["use"], told["may_choose"], told["exercise"]["url"]) == ("reference", [], None)


def test_an_exercise_that_builds_on_nothing_says_so(learner_client: Client, eight_times: Exercise) -> None:
    assert learner_client.get("/learn/01-start/double/carry/").json() == {"functions": []}


def test_the_page_carries_the_state_and_the_addresses(learner_client: Client, eight_times: Exercise) -> None:
    shown = read_workbench(learner=None, exercise=eight_times).as_context()["page_data"]
    assert [function["name"] for function in shown["carried"]] == ["double", "four_times"]
    assert shown["urls"]["carry"] == ADDRESS


def test_the_state_costs_a_fixed_number_of_queries(
    learner: User, eight_times: Exercise, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bundle(eight_times)
    for slug, source in (("double", DOUBLE), ("four-times", FOUR_TIMES)):
        solve(learner, slug, source)
    with django_assert_num_queries(4):
        brought_by(learner_id=learner.pk, bundle=bundle(eight_times))


# What may be chosen


def test_the_reference_of_a_skipped_exercise_is_a_recorded_choice_that_shows_it(
    learner: User, learner_client: Client, eight_times: Exercise
) -> None:
    answer = post(learner_client, "double", "reference")
    assert answer.status_code == 200
    told = {function["name"]: function for function in answer.json()["functions"]}
    assert (told["double"]["use"], told["double"]["reference"]) == ("reference", DOUBLE)
    assert told["four_times"]["use"] == "missing"
    choice = CarryChoice.objects.get()
    assert (choice.learner, choice.exercise.slug, choice.choice) == (learner, "double", Carry.REFERENCE)


def test_who_passes_it_after_skipping_it_carries_their_own_and_may_choose_again(
    learner: User, learner_client: Client, eight_times: Exercise
) -> None:
    post(learner_client, "double", "reference")
    solve(learner, "double", DOUBLE)
    assert state(learner_client)["double"]["use"] == "own"
    post(learner_client, "double", "reference")
    assert state(learner_client)["double"]["use"] == "reference"
    post(learner_client, "double", "own")
    assert state(learner_client)["double"]["use"] == "own"
    assert CarryChoice.objects.count() == 1


def test_nobody_chooses_a_function_they_do_not_have(learner_client: Client, eight_times: Exercise) -> None:
    answer = post(learner_client, "double", "own")
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "not_passed"
    assert not CarryChoice.objects.exists()


@pytest.mark.parametrize("function", ["triple", "eight_times", "", "halve"])
def test_what_does_not_come_along_is_not_found(learner_client: Client, eight_times: Exercise, function: str) -> None:
    assert post(learner_client, function, "reference").status_code == 404
    assert not CarryChoice.objects.exists()


@pytest.mark.parametrize(("function", "choice"), [("double", "mine"), ("double", None), (7, "own"), (None, "own")])
def test_a_request_that_says_something_else_is_refused(
    learner_client: Client, eight_times: Exercise, function: object, choice: object
) -> None:
    assert post(learner_client, function, choice).status_code == 400


def test_an_exercise_that_is_not_there_is_not_found(learner_client: Client, eight_times: Exercise) -> None:
    assert learner_client.get("/learn/02-on/sixteen-times/carry/").status_code == 404
    assert learner_client.get("/learn/01-start/eight-times/carry/").status_code == 404


def test_a_choice_is_its_learners_alone(
    learner_client: Client, stranger: User, stranger_client: Client, eight_times: Exercise
) -> None:
    post(learner_client, "double", "reference")
    assert state(stranger_client)["double"]["use"] == "missing"
    post(stranger_client, "double", "own")
    assert state(learner_client)["double"]["use"] == "reference"
    assert not CarryChoice.objects.filter(learner=stranger).exists()


def test_a_forged_form_of_another_site_chooses_nothing(learner: User, eight_times: Exercise) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend=SESSION_BACKEND)
    assert client.post(ADDRESS, {"function": "double", "choice": "reference"}).status_code == 403


def test_without_scripts_the_choice_leads_back_to_the_page(learner_client: Client, eight_times: Exercise) -> None:
    answer = learner_client.post(
        ADDRESS, {"function": "double", "choice": "reference"}, headers={"accept": "text/html"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/learn/02-on/eight-times/"


def test_the_use_case_refuses_too(learner: User, eight_times: Exercise) -> None:
    with pytest.raises(NotCarried):
        choose(learner=learner, bundle=bundle(eight_times), function="triple", choice=Carry.OWN)
    with pytest.raises(MayNotChoose):
        choose(learner=learner, bundle=bundle(eight_times), function="double", choice=Carry.OWN)


# What a grading is given


def test_a_grading_gets_the_own_sources_and_the_names_of_the_references(
    learner: User, stranger: User, learner_client: Client, eight_times: Exercise
) -> None:
    solve(learner, "double", DOUBLE)
    solve(stranger, "four-times", "nobody else's")
    assert brought_by(learner_id=learner.pk, bundle=bundle(eight_times)) == Brought({"double": DOUBLE}, [])
    post(learner_client, "four_times", "reference")
    assert brought_by(learner_id=learner.pk, bundle=bundle(eight_times)) == Brought({"double": DOUBLE}, ["four_times"])
    post(learner_client, "double", "reference")
    brought = brought_by(learner_id=learner.pk, bundle=bundle(eight_times))
    assert brought == Brought({}, ["double", "four_times"])


def test_the_worker_hands_them_to_the_engine(
    learner: User, eight_times: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve(learner, "double", DOUBLE)
    given: dict[str, Any] = {}

    def grade(bundle: object, source: str, **options: Any) -> Any:
        given.update(options)
        error = SimpleNamespace(type="Stop", message="seen enough")
        return SimpleNamespace(fault="platform", ending="finished", error=error)

    monkeypatch.setattr(grader, "grade", grade)
    submit(learner=learner, exercise=eight_times, source="x = 1\n", lane=Lane.SUBMIT, network="-")
    grade_one(worker=this_process())
    assert (given["mine"], given["from_reference"]) == ({"double": DOUBLE}, [])
    assert Submission.objects.filter(exercise=eight_times).get().faults == 1


# Personal data


def test_a_guests_choices_move_to_the_account_whose_own_stay(guest: User, learner: User, eight_times: Exercise) -> None:
    for function in ("double", "four_times"):
        choose(learner=guest, bundle=bundle(eight_times), function=function, choice=Carry.REFERENCE)
    double = Exercise.objects.get(slug="double")
    CarryChoice.objects.create(
        learner=learner, exercise=double, function="double", choice=Carry.OWN, chosen_at=timezone.now()
    )
    merge_guest(guest=guest, account=learner)
    choices = CarryChoice.objects.filter(learner=learner).values_list("function", "choice")
    assert dict(choices) == {"double": "own", "four_times": "reference"}
    assert CarryChoice.objects.count() == 2


def test_choices_are_exported_and_deleted_with_the_person(learner: User, eight_times: Exercise) -> None:
    choose(learner=learner, bundle=bundle(eight_times), function="double", choice=Carry.REFERENCE)
    (exported,) = export_person(learner)["choices"]
    assert (exported["exercise"], exported["function"], exported["choice"]) == ("double", "double", "reference")
    delete_person(learner)
    assert not CarryChoice.objects.exists()
