"""How a check ends early: a wrong answer, a learner's exception, a function not begun, an author's mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from grader.exam.relations import Relation
from grader.verdict import LearnerError

Figure = Mapping[str, Any]


class FailureKind(StrEnum):
    """What sort of promise did not hold; the diagnosis compares it between learner and mistake."""

    CONTRACT = "contract"
    VALUE = "value"
    PROPERTY = "property"
    GRADIENT = "gradient"
    ANALYTIC = "analytic"
    BUDGET = "budget"
    STABILITY = "stability"
    DETERMINISM = "determinism"
    ACCURACY = "accuracy"
    UNTOUCHED = "untouched"
    TRAINING = "training"


@dataclass(frozen=True)
class Health:
    """What a training run suffers from; the sentence holds no figure of an input."""

    id: str
    sentence: str


@dataclass
class CheckFailed(Exception):
    """A promise does not hold.

    `sentence` and `figures` may hold raw numbers and are for open checks only; `safe_sentence` and `safe_figures` say
    shapes, error sizes and the relation.
    """

    kind: FailureKind
    sentence: str
    safe_sentence: str
    figures: Sequence[Figure] = ()
    safe_figures: Sequence[Figure] = ()
    relation: Relation | None = None
    where: str = ""
    function: str = ""
    measure: str = ""
    health: Health | None = None

    def __post_init__(self) -> None:
        super().__init__(self.sentence)


@dataclass
class LearnerRaised(Exception):
    """The learner's code raised an exception during a call."""

    function: str
    error: LearnerError

    def __post_init__(self) -> None:
        super().__init__(self.error.type)


@dataclass
class NotAttempted(Exception):
    """The function is still as the starter left it."""

    function: str

    def __post_init__(self) -> None:
        super().__init__(self.function)


class AuthorFault(Exception):
    """exam.py, reference.py or the contract is wrong: never the learner's failure."""


class LearnerGone(Exception):
    """The learner's process ended before it answered; the worker knows why."""


@dataclass(frozen=True)
class Case:
    """The arguments of a failing call, as NumPy text for the page."""

    code: str = field(default="")

    def figures(self) -> list[Figure]:
        return [{"kind": "case", "code": self.code}] if self.code else []
