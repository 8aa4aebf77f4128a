"""What a grading tells while it runs, already as the learner may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class PictureShown:
    """By the learner's `show`, in the visible phase."""

    picture: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return {"kind": "picture", "picture": dict(self.picture)}


@dataclass(frozen=True)
class PointsTracked:
    """By the learner's `track`, in the visible phase."""

    points: Sequence[Mapping[str, float]]

    def as_dict(self) -> dict[str, Any]:
        return {"kind": "track", "points": [dict(point) for point in self.points]}


@dataclass(frozen=True)
class CurveGrew:
    """New points of a live curve, each with its step; only from checks that are always visible."""

    spec: CheckSpec
    name: str
    points: Sequence[Sequence[float]]

    def as_dict(self) -> dict[str, Any]:
        points = [list(point) for point in self.points]
        return {"kind": "curve", "check": self.spec.id, "name": self.name, "points": points}


Event = CheckStarted | CheckEnded | OutputCame | PictureShown | PointsTracked | CurveGrew
