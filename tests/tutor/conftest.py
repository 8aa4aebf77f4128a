"""A learner who is stuck on a known mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from exercises.catalogue import load_curriculum
from exercises.models import Exercise, Submission
from tests.verdicts import graded
from tutor.models import HintShown

MISTAKE = "products-not-summed"
LADDER = f"diagnosis:{MISTAKE}"

Age = Callable[[timedelta], None]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def neuron(db: None) -> Exercise:
    load_curriculum(Path(settings.CURRICULUM_DIR))
    return Exercise.objects.select_related("published", "stage").get(slug="one-neuron")


@pytest.fixture
def stuck(neuron: Exercise, learner: User, now: datetime) -> Submission:
    return graded(learner, neuron, at=now - timedelta(minutes=1), failed=["sum-by-hand"], diagnoses=[MISTAKE])


@pytest.fixture
def age() -> Age:
    """Let the hints that were shown have been shown so much earlier."""

    def age(by: timedelta) -> None:
        for hint in HintShown.objects.all():
            hint.shown_at -= by
            hint.save()

    return age
