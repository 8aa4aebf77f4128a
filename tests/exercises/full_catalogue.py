"""A catalogue of full size: the map's 66 exercises in 13 stages, made rows without content."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.models import User
from exercises.models import Exercise, ExerciseVersion, Stage
from tests.verdicts import graded

STAGES = 13
# The made last stage takes the map's last exercises.
MOVED = ("diffusion-noise", "diffusion-2d")


def make_full_catalogue() -> list[Exercise]:
    """Publish everything that is on the map."""
    steps = json.loads((Path(settings.CURRICULUM_DIR) / "graph.json").read_text(encoding="utf-8"))
    slugs = [*dict.fromkeys(step["stage"] for step in steps), "13-beyond"]
    stages = {
        slug: Stage.objects.create(
            slug=slug, number=number, title=f"Stage of the {slug[3:]}", summit="A summit" if number % 3 == 0 else ""
        )
        for number, slug in enumerate(slugs, start=1)
    }
    made = [
        Exercise.objects.create(
            uuid=uuid.uuid4(),
            stage=stages["13-beyond" if step["slug"] in MOVED else step["stage"]],
            slug=step["slug"],
            position=step["n"],
            title=step["title"],
            minutes=step["minutes"],
            requires=step["requires"],
            concepts=[f"word {step['n'] // 2}"],
        )
        for step in steps
    ]
    for exercise in made:
        exercise.published = ExerciseVersion.objects.create(
            exercise=exercise,
            content_hash=f"sha256:{exercise.slug}",
            bundle=b"",
            starter="",
            checks=[{"id": "a", "task": 1, "title": "A", "visibility": "always"}],
        )
        exercise.save()
    return made


def climb(learner: User, exercises: list[Exercise], *, at: datetime) -> None:
    """Pass every one of `exercises` but the last, which fails."""
    for exercise in exercises[:-1]:
        graded(learner, exercise, at=at)
    graded(learner, exercises[-1], at=at, failed=["a"])
