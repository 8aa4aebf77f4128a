"""The hill: where a learner stands among all exercises. Prerequisites advise; nothing locks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class StepState(StrEnum):
    PASSED = "passed"
    HERE = "here"
    TRIED = "tried"
    OPEN = "open"
    BEST_AFTER = "best-after"


# The sign of each state in the sprite; shapes differ, not only colours.
SIGNS = {
    StepState.PASSED: "step-passed",
    StepState.HERE: "step-here",
    StepState.TRIED: "step-tried",
    StepState.OPEN: "step-open",
    StepState.BEST_AFTER: "step-locked",
}


@dataclass(frozen=True)
class Trail:
    """One exercise as the catalogue has it, in the order of the climb."""

    slug: str
    title: str
    summary: str
    minutes: int
    stage: str
    requires: Sequence[str]


@dataclass(frozen=True)
class Step:
    """One exercise and how this learner stands to it."""

    number: int
    trail: Trail
    state: StepState
    best_after: Sequence[Trail] = ()

    @property
    def sign(self) -> str:
        return SIGNS[self.state]
