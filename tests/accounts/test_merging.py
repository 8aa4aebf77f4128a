"""A guest with work signs in to an account that is there already."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import merging
from accounts.models import User
from exercises.models import Draft, Exercise, Solution, Stage, Submission
from tests.accounts.entering import account_called, path_of, person_of, sign_in, solve, words
from tests.making import make_exercise

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(db: None) -> User:
    return account_called("noor")


@pytest.fixture
def guest_with_work(guest: User, exercise: Exercise) -> User:
    solve(guest, exercise)
    return guest


# Works


def test_the_page_asks_and_adding_moves_everything(
    guest_with_work: User, guest_client: Client, account: User, stage: Stage
) -> None:
    for position in (2, 3):
        solve(guest_with_work, make_exercise(stage, f"more-{position}", position=position))
    before = guest_client.session.session_key
    answer = sign_in(guest_client, name="noor", next="/learn/")
    assert answer["Location"] == "/account/merge/?next=%2Flearn%2F"
    assert person_of(guest_client) == account.pk
    assert guest_client.session.session_key != before
    assert not guest_client.session.exists(before)
    page = words(guest_client.get(answer["Location"]))
    assert "Add 3 solutions from this device?" in page
    assert "3 drafts" in page
    assert page.count("btn--primary") == 1
    assert guest_client.post("/account/merge/", {"answer": "add", "next": "/learn/"})["Location"] == "/learn/"
    assert list(User.objects.all()) == [account]
    for model in (Draft, Submission, Solution):
        assert set(model.objects.values_list("learner", flat=True)) == {account.pk}
    assert merging.WAITING not in guest_client.session


def test_neither_sides_work_is_lost(
    guest_with_work: User, guest_client: Client, account: User, exercise: Exercise
) -> None:
    own = solve(account, exercise, source="of the account")
    sign_in(guest_client, name="noor")
    guest_client.post("/account/merge/", {"answer": "add"})
    assert Draft.objects.get().source == "of the account"
    assert Solution.objects.get().submission == own
    sources = ["of the account", "of the guest", "of the guest"]
    assert sorted(Submission.objects.values_list("source", flat=True)) == sources
    assert set(Submission.objects.values_list("learner", flat=True)) == {account.pk}


def test_leaving_it_asks_no_more_and_changes_nothing(
    guest_with_work: User, guest_client: Client, account: User
) -> None:
    sign_in(guest_client, name="noor")
    assert guest_client.post("/account/merge/", {"answer": "leave"})["Location"] == "/"
    assert Draft.objects.get().learner == guest_with_work
    assert guest_client.get("/account/merge/")["Location"] == "/"
    assert person_of(guest_client) == account.pk


def test_the_question_waits_and_the_menu_leads_to_it(
    guest_with_work: User, guest_client: Client, account: User
) -> None:
    sign_in(guest_client, name="noor")
    assert 'href="/account/merge/"' in words(guest_client.get("/account/"))
    assert "still waits" in words(guest_client.get("/leave/"))


def test_a_guest_without_work_is_asked_nothing(guest: User, guest_client: Client, account: User) -> None:
    assert sign_in(guest_client, name="noor")["Location"] == "/"
    assert "account/merge" not in words(guest_client.get("/account/"))


def test_the_sign_in_page_says_that_the_work_comes_along(guest_with_work: User, guest_client: Client) -> None:
    page = words(guest_client.get("/sign-in/"))
    assert "comes along" in page
    assert "Stay a guest" in page


# Wrong person


def test_a_guest_who_fails_to_sign_in_stays_the_guest(
    guest_with_work: User, guest_client: Client, account: User
) -> None:
    assert sign_in(guest_client, name="noor", password="wrong").status_code == 200
    assert person_of(guest_client) == guest_with_work.pk
    assert guest_client.get("/leave/").context["would_lose_work"] is True


def test_only_the_session_of_the_guest_can_take_their_work(
    guest_with_work: User, account: User, client: Client
) -> None:
    sign_in(client, name="noor")
    assert client.post("/account/merge/", {"answer": "add", "guest": str(guest_with_work.pk)})["Location"] == "/"
    assert Draft.objects.get().learner == guest_with_work


@pytest.mark.parametrize("page", ["/account/merge/"])
def test_strangers_and_guests_are_asked_to_sign_in(client: Client, guest_client: Client, page: str) -> None:
    for browser in (client, guest_client):
        assert path_of(browser.get(page)) == "/sign-in/"
        assert path_of(browser.post(page, {"answer": "add"})) == "/sign-in/"


# Bad input


@pytest.mark.parametrize("answer", ["", "yes", "a" * 100_000])
def test_an_answer_that_is_none_changes_nothing(
    guest_with_work: User, guest_client: Client, account: User, answer: str
) -> None:
    sign_in(guest_client, name="noor")
    assert guest_client.post("/account/merge/", {"answer": answer}).status_code == 400
    assert Draft.objects.get().learner == guest_with_work
    assert guest_client.get("/account/merge/").status_code == 200


def test_answering_twice_adds_once(guest_with_work: User, guest_client: Client, account: User) -> None:
    sign_in(guest_client, name="noor")
    for _ in range(2):
        assert guest_client.post("/account/merge/", {"answer": "add"})["Location"] == "/"
    assert Submission.objects.count() == 1


def test_one_is_never_sent_to_another_site(guest_with_work: User, guest_client: Client, account: User) -> None:
    sign_in(guest_client, name="noor")
    answer = guest_client.post("/account/merge/", {"answer": "leave", "next": "//elsewhere.example"})
    assert answer["Location"] == "/"


# Goes wrong half-way


def test_a_merge_that_breaks_down_moves_nothing_and_can_be_tried_again(
    guest_with_work: User, guest_client: Client, account: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(guest_client, name="noor")

    def break_down(_self: User) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(User, "delete", break_down)
        with pytest.raises(RuntimeError):
            guest_client.post("/account/merge/", {"answer": "add"})
    assert Submission.objects.get().learner == guest_with_work
    guest_client.post("/account/merge/", {"answer": "add"})
    assert Submission.objects.get().learner == account
