"""The verdict of one grading: what the engine says, as plain data that turns into JSON and back.

The keys are a contract. `for_learner` gives the only form that a page, a stream, the API or the tutor receives.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

FORMAT = 1
TIME_STEP_MS = 10
NEUTRAL_TITLE = "A hidden check"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    COULD_NOT_CHECK = "could_not_check"


class Fault(StrEnum):
    LEARNER = "learner"
    AUTHOR = "author"
    PLATFORM = "platform"


class Ending(StrEnum):
    FINISHED = "finished"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    OUTPUT_LIMIT = "output_limit"
    TOO_MANY_PROCESSES = "too_many_processes"
    PROTOCOL_VIOLATION = "protocol_violation"
    FORBIDDEN_OPERATION = "forbidden_operation"
    STOPPED = "stopped"
    ISOLATION_UNAVAILABLE = "isolation_unavailable"


class Visibility(StrEnum):
    ALWAYS = "always"
    OUTCOME = "outcome"
    AFTER_PASS = "after_pass"  # noqa: S105 - a visibility, no password
    HIDDEN = "hidden"

    def is_open(self, passed: bool) -> bool:
        """May the learner see this check's title and sentence?"""
        return self in (Visibility.ALWAYS, Visibility.OUTCOME) or (self is Visibility.AFTER_PASS and passed)


class CheckOutcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"


class Certainty(StrEnum):
    EXACT = "exact"
    RELATION = "relation"
    LOCALISED = "localised"
    HEALTH = "health"
    PATTERN = "pattern"


def neutral_id(check_id: str) -> str:
    """A name for a hidden check that is stable and says nothing."""
    return "hidden-" + hashlib.sha256(check_id.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class LearnerError:
    """An exception of the learner's code: their own lines only."""

    type: str
    message: str
    line: int | None = None
    column: int | None = None
    traceback: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LearnerError:
        return cls(**data)


@dataclass(frozen=True)
class CheckResult:
    """How one check ended, in one sentence and a few figures."""

    id: str
    task: int
    title: str
    visibility: Visibility
    outcome: CheckOutcome
    reason: str | None = None
    points: float = 1.0
    message: str = ""
    figures: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def as_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "figures": [dict(figure) for figure in self.figures]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CheckResult:
        known = dict(data)
        known["visibility"] = Visibility(known["visibility"])
        known["outcome"] = CheckOutcome(known["outcome"])
        known["figures"] = tuple(known["figures"])
        return cls(**known)

    def for_learner(self, passed: bool) -> dict[str, Any]:
        """This result as the learner may see it; `passed`: they have passed the exercise before."""
        if self.visibility.is_open(passed):
            return self.as_dict()
        neutral = replace(
            self,
            id=neutral_id(self.id),
            title=NEUTRAL_TITLE,
            message="",
            figures=(),
            reason="Another check comes first." if self.outcome is CheckOutcome.NOT_RUN else None,
        )
        return neutral.as_dict()


@dataclass(frozen=True)
class Diagnosis:
    """A named mistake, where it is, and how sure we are of it."""

    id: str
    where: str
    sentence: str
    certainty: Certainty

    def as_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Diagnosis:
        return cls(**{**data, "certainty": Certainty(data["certainty"])})


@dataclass(frozen=True)
class Output:
    """What the learner's code printed during the visible phase."""

    stdout: str = ""
    stderr: str = ""
    truncated: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Output:
        return cls(**data)


@dataclass(frozen=True)
class Resources:
    """What the grading cost, measured from outside the learner's process."""

    wall_ms: float = 0.0
    cpu_ms: float = 0.0
    peak_mb: float = 0.0
    overhead_ms: float = 0.0
    calls: Mapping[str, int] = field(default_factory=dict)
    carried: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "calls": dict(self.calls), "carried": dict(self.carried)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Resources:
        return cls(**data)

    def for_learner(self) -> dict[str, Any]:
        """Times in steps of 10 ms: a finer clock could carry hidden numbers out. Call counts stay inside."""
        return {
            "wall_ms": _coarse(self.wall_ms, TIME_STEP_MS),
            "cpu_ms": _coarse(self.cpu_ms, TIME_STEP_MS),
            "peak_mb": _coarse(self.peak_mb, 1),
            "overhead_ms": _coarse(self.overhead_ms, TIME_STEP_MS),
            "calls": {},
            "carried": dict(self.carried),
        }


def _coarse(amount: float, step: int) -> int:
    return round(amount / step) * step


@dataclass(frozen=True)
class Verdict:
    """The answer to: does this source pass this exercise, and if not, what exactly is wrong?"""

    exercise: str
    version: str
    source_sha256: str
    seed: int
    attempted: bool
    outcome: Outcome
    fault: Fault | None
    ending: Ending
    score: float
    error: LearnerError | None = None
    checks: Sequence[CheckResult] = field(default_factory=tuple)
    diagnoses: Sequence[Diagnosis] = field(default_factory=tuple)
    output: Output = field(default_factory=Output)
    pictures: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    resources: Resources = field(default_factory=Resources)
    format: int = FORMAT

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASSED

    def as_dict(self) -> dict[str, Any]:
        """The whole verdict, for the engine's own record: it holds the seed."""
        return {
            **self.__dict__,
            "error": None if self.error is None else self.error.as_dict(),
            "checks": [check.as_dict() for check in self.checks],
            "diagnoses": [diagnosis.as_dict() for diagnosis in self.diagnoses],
            "output": self.output.as_dict(),
            "pictures": [dict(picture) for picture in self.pictures],
            "resources": self.resources.as_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        known = dict(data)
        known["outcome"] = Outcome(known["outcome"])
        known["fault"] = None if known["fault"] is None else Fault(known["fault"])
        known["ending"] = Ending(known["ending"])
        known["error"] = None if known["error"] is None else LearnerError.from_dict(known["error"])
        known["checks"] = tuple(CheckResult.from_dict(check) for check in known["checks"])
        known["diagnoses"] = tuple(Diagnosis.from_dict(diagnosis) for diagnosis in known["diagnoses"])
        known["output"] = Output.from_dict(known["output"])
        known["pictures"] = tuple(known["pictures"])
        known["resources"] = Resources.from_dict(known["resources"])
        return cls(**known)

    def for_learner(self, passed: bool) -> dict[str, Any]:
        """The verdict without the seed, each check by its visibility, no clock finer than 10 ms."""
        shown = self.as_dict()
        del shown["seed"]
        if self.fault in (Fault.AUTHOR, Fault.PLATFORM):
            # What went wrong on our side may quote the exam.
            shown["error"] = None
        shown["checks"] = [check.for_learner(passed or self.passed) for check in self.checks]
        if not (passed or self.passed):
            shown["pictures"] = [one for one in shown["pictures"] if one.get("visibility") != Visibility.AFTER_PASS]
        shown["resources"] = self.resources.for_learner()
        return shown
