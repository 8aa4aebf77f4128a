"""Beginning as a guest, and leaving."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import guests
from accounts.client_address import client_network
from accounts.models import User
from accounts.rate_limits import Allowance
from exercises.models import Draft, Exercise


def test_one_click_makes_a_guest_and_opens_the_first_exercise(client: Client, exercise: Exercise) -> None:
    answer = client.post("/start/")
    assert (answer.status_code, answer["Location"]) == (302, "/learn/neuron/dense-layer/")
    guest = User.objects.get()
    assert guest.is_guest
    assert guest.guest_since is not None
    assert not guest.has_usable_password()
    assert client.session["_auth_user_id"] == str(guest.pk)


def test_the_session_is_new_and_hidden_from_scripts(client: Client, exercise: Exercise) -> None:
    cookie = client.post("/start/").cookies["ascent_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_starting_again_goes_on_as_the_same_guest(client: Client, exercise: Exercise) -> None:
    client.post("/start/")
    client.post("/start/")
    assert User.objects.count() == 1


def test_starting_needs_a_post(client: Client) -> None:
    assert client.get("/start/").status_code == 405


def test_nobody_can_sign_in_as_a_guest(guest: User) -> None:
    assert authenticate(username=guest.username, password="") is None


def test_a_guest_can_have_no_powers(guest: User) -> None:
    guest.is_staff = True
    with pytest.raises(IntegrityError):
        guest.save()


def test_too_many_guests_of_one_network_are_refused_in_words(
    exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guests, "NEW_GUESTS", Allowance(name="new guests", limit=2, window_s=600))
    for last in (1, 2):
        assert Client(REMOTE_ADDR=f"2001:db8::{last}").post("/start/").status_code == 302
    refused = Client(REMOTE_ADDR="2001:db8::3").post("/start/")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 600
    assert Client(REMOTE_ADDR="2001:db8:0:1::1").post("/start/").status_code == 302
    assert User.objects.count() == 3


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
    ],
)
def test_networks_are_counted_as_one_home_has_them(address: str, network: str) -> None:
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_a_guest_with_work_is_warned_before_leaving(guest: User, guest_client: Client, exercise: Exercise) -> None:
    assert guest_client.get("/leave/").context["would_lose_work"] is False
    Draft.objects.create(learner=guest, exercise=exercise, source="a", saved_at=timezone.now())
    assert guest_client.get("/leave/").context["would_lose_work"] is True


def test_someone_with_an_account_is_not_warned(learner: User, learner_client: Client, exercise: Exercise) -> None:
    Draft.objects.create(learner=learner, exercise=exercise, source="a", saved_at=timezone.now())
    assert learner_client.get("/leave/").context["would_lose_work"] is False


def test_leaving_ends_the_session(guest_client: Client) -> None:
    assert guest_client.post("/leave/").status_code == 302
    assert "_auth_user_id" not in guest_client.session


def test_nobody_has_nothing_to_leave(client: Client, db: None) -> None:
    assert client.get("/leave/")["Location"] == "/"


def test_a_visit_is_noted_and_moves_the_end_of_the_session(guest: User, guest_client: Client) -> None:
    User.objects.update(last_seen=timezone.now() - timedelta(days=3))
    answer = guest_client.get("/leave/")
    guest.refresh_from_db()
    assert guest.last_seen is not None
    assert timezone.now() - guest.last_seen < timedelta(minutes=1)
    assert "ascent_session" in answer.cookies
    assert "ascent_session" not in guest_client.get("/leave/").cookies
