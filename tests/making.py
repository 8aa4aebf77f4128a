"""Make what tests begin with."""

from __future__ import annotations

import uuid

from django.test import Client

from accounts.guests import SESSION_BACKEND
from accounts.models import User
from exercises.models import Exercise, ExerciseVersion, Stage


def client_of(person: User) -> Client:
    """A browser in which `person` is signed in."""
    client = Client()
    client.force_login(person, backend=SESSION_BACKEND)
    return client


def make_exercise(stage: Stage, slug: str, *, position: int) -> Exercise:
    """A published exercise whose bundle nobody reads."""
    made = Exercise.objects.create(
        uuid=uuid.uuid4(), stage=stage, slug=slug, position=position, title=slug.replace("-", " ")
    )
    made.published = ExerciseVersion.objects.create(
        exercise=made, content_hash=f"sha256:{slug}", bundle=b"", starter="def dense(X, W, b):\n    ...\n"
    )
    made.save()
    return made
