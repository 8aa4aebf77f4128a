"""A badge for each stage whose published steps are all passed; worked out from the solutions, kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from exercises.hill import StepState
from exercises.models import Stage
from exercises.progress import Progress, Step


@dataclass(frozen=True)
class Badge:
    """What one stage gives. `earned_at` is None until all its `total` steps are passed."""

    stage: Stage
    total: int
    to_go: int
    earned_at: datetime | None


def badges_of(progress: Progress) -> list[Badge]:
    """The badges of all stages that are begun, in the order of the climb. No query."""
    by_stage = groupby(progress.steps, key=lambda step: step.exercise.stage)
    return [
        _badge(stage, steps)
        for stage, steps in ((stage, list(group)) for stage, group in by_stage)
        if any(step.state is not StepState.OPEN for step in steps)
    ]


def _badge(stage: Stage, steps: Sequence[Step]) -> Badge:
    passed = [step.passed_at for step in steps if step.passed_at is not None]
    to_go = len(steps) - len(passed)
    return Badge(stage, len(steps), to_go, None if to_go else max(passed))
