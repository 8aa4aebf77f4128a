"""What a grading tells while it runs, already as the learner may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.bundling.exercise_toml import CheckSpec
from grader.verdict import CheckResult, neutral_id


@dataclass(frozen=True)
class CheckStarted:
    spec: CheckSpec

    def as_dict(self) -> dict[str, Any]:
        named = self.spec.visibility.is_open(passed=False)
        return {"kind": "started", "check": self.spec.id if named else neutral_id(self.spec.id)}


@dataclass(frozen=True)
class CheckEnded:
    result: CheckResult

    def as_dict(self) -> dict[str, Any]:
        return {"kind": "check", **self.result.for_learner(False)}


@dataclass(frozen=True)
class OutputCame:
    text: str

    def as_dict(self) -> dict[str, Any]:
        return {"kind": "output", "text": self.text}


Event = CheckStarted | CheckEnded | OutputCame
