"""Three published exercises that build on each other, with bundles that can be read."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.utils import timezone

from accounts.models import User
from exercises.models import Exercise, ExerciseVersion, Solution, Stage, State, Submission
from grader import Bundle
from tests.grader.earlier_bundles import curriculum


def publish_road(root: Path) -> Exercise:
    """The last of the three; the others are beside it in the catalogue."""
    curriculum(root)
    folders = sorted(path.parent for path in root.glob("*/*/exercise.toml"))
    return [_publish(Bundle.read(folder), position) for position, folder in enumerate(folders)][-1]


def _publish(bundle: Bundle, position: int) -> Exercise:
    stage, _ = Stage.objects.get_or_create(slug=bundle.stage, number=int(bundle.stage[:2]), title=bundle.stage)
    made = Exercise.objects.create(
        uuid=uuid.uuid4(), stage=stage, slug=bundle.slug, position=position, title=bundle.title
    )
    made.published = ExerciseVersion.objects.create(
        exercise=made,
        content_hash=bundle.version,
        bundle=bundle.to_bytes(),
        starter=bundle.starter,
        functions=[function.name for function in bundle.functions],
    )
    made.save()
    return made


def solve(learner: User, slug: str, source: str) -> Solution:
    """`learner` has passed the exercise with this code."""
    exercise = Exercise.objects.get(slug=slug)
    now = timezone.now()
    submission = Submission.objects.create(
        learner=learner,
        exercise=exercise,
        version_id=exercise.published_id or 0,
        number=1,
        source=source,
        source_sha256="0" * 64,
        lane="submit",
        state=State.GRADED,
        outcome="passed",
        queued_at=now,
        ended_at=now,
    )
    return Solution.objects.create(learner=learner, exercise=exercise, submission=submission, first_passed_at=now)
