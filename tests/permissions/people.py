"""The five kinds of people who may ask, and the learner's work that they ask for."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.guests import SESSION_BACKEND, create_guest
from accounts.models import User
from exercises.catalogue import load_curriculum
from exercises.models import Draft, Exercise
from tests.verdicts import graded

PLACE = "02-neuron/01-one-neuron"


class Person(StrEnum):
    """Who asks. Whatever an address names belongs to the learner."""

    ANONYMOUS = "anonymous"
    GUEST = "guest"
    LEARNER = "learner"
    OTHER = "another learner"
    STAFF = "staff"


@dataclass
class World:
    """What stands in the database, and the values that addresses are made with."""

    values: Mapping[str, Any]
    sessions: Mapping[Person, str] = field(default_factory=dict)

    def ask(self, person: Person, method: str, path: str, *, checks_csrf: bool = False, **sent: Any) -> HttpResponse:
        """One request of a browser in which `person` is signed in; whatever it changes is undone."""
        client = Client(enforce_csrf_checks=checks_csrf)
        if person in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        with undone():
            return client.generic(method, path, **sent)


@contextmanager
def undone() -> Iterator[None]:
    """Roll back at the end what happened in between."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_world(folder: Path) -> World:
    """A site with a single exercise, and whoever may ask for it."""
    curriculum = Path(settings.CURRICULUM_DIR)
    for table in curriculum.glob("*.*"):
        shutil.copy(table, folder)
    shutil.copytree(curriculum / PLACE, folder / PLACE)
    load_curriculum(folder)
    return people_at(Exercise.objects.select_related("published", "stage").get(), failed="sum-bias-once")


def people_at(exercise: Exercise, *, failed: str) -> World:
    """One person of each kind, and of the learner's a draft and a submission that fails at one check."""
    learner, other, staff = (User.objects.create_user(name, password="correct horse") for name in ("ada", "eve", "sol"))
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    people = {Person.GUEST: create_guest(), Person.LEARNER: learner, Person.OTHER: other, Person.STAFF: staff}
    # Who is connected elsewhere can disconnect.
    SocialAccount.objects.create(user=learner, provider="oidc", uid="248289")
    submission = graded(learner, exercise, at=timezone.now(), failed=[failed])
    Draft.objects.create(learner=learner, exercise=exercise, source="mine = 1\n", revision=1, saved_at=timezone.now())
    values = {
        "stage": exercise.stage.slug,
        "slug": exercise.slug,
        "pk": str(submission.pk),
        "learner": learner.pk,
        "key": "abc-def",
        "uidb36": "1",
    }
    return World(values, {kind: session_of(person) for kind, person in people.items()})


def session_of(person: User) -> str:
    """The key of a session in which `person` has just signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = SESSION_BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    # As allauth notes it when somebody has just given their password once more.
    record = {"method": "password", "at": time.time(), "username": person.username, "reauthenticated": True}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(person.pk)
    session.create()
    return str(session.session_key)


def unknown(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same kinds of values, of which there is nothing."""
    return {**values, "stage": "nowhere", "slug": "nothing", "pk": uuid.UUID(int=0), "learner": 0}
