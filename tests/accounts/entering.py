"""What tests of people do in a browser: sign up, sign in, read the page."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.models import Draft, Exercise, Solution, State, Submission

PASSWORD = "seven small goats on a hill"
OTHER_PASSWORD = "nine small goats in a valley"


def sign_up(
    client: Client, *, username: str = "", email: str = "", password: str = PASSWORD, **more: str
) -> HttpResponse:
    fields = {"username": username, "email": email, "password1": password, **more}
    return client.post("/sign-up/", fields)


def sign_in(client: Client, *, name: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/sign-in/", {"login": name, "password": password, **more})


def account_called(name: str, *, email: str = "") -> User:
    return User.objects.create_user(name, email=email, password=PASSWORD)


def person_of(client: Client) -> int | None:
    """Whose session the browser holds, as the site would find it."""
    key = client.session.get("_auth_user_id")
    return None if key is None else int(key)


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def path_of(answer: HttpResponse) -> str:
    return urlsplit(answer["Location"]).path


def code_in(answer: HttpResponse) -> str:
    """The recovery code that a page shows."""
    found = re.search(r"<code>([a-z0-9]{5}(?:-[a-z0-9]{5}){3})</code>", answer.content.decode())
    assert found is not None, words(answer)
    return found.group(1)


def solve(person: User, exercise: Exercise, *, source: str = "of the guest") -> Submission:
    """A passing submission that counts, and the draft that it came from."""
    solved = Submission.objects.create(
        learner=person,
        exercise=exercise,
        version_id=exercise.published_id or 0,
        number=1,
        source=source,
        source_sha256="0" * 64,
        lane="submit",
        queued_at=timezone.now(),
        ended_at=timezone.now(),
        state=State.GRADED,
    )
    Solution.objects.create(learner=person, exercise=exercise, submission=solved, first_passed_at=timezone.now())
    Draft.objects.create(learner=person, exercise=exercise, source=source, saved_at=timezone.now())
    return solved
