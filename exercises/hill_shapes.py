"""What the two views of the hill have in common: where camps, steps and flags stand, and the paths around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from exercises.curves import Point, Trail

# From a camp's plate to its first step, and from its last one to the next plate; a step apart is 1.
TO_PLATE = 1.3
# How much of the way to the next step a step fills: its sign and half the gap.
SHARE_OF_GAP = 0.46


@dataclass(frozen=True)
class CampOutline:
    """What the drawing must know of a stage."""

    title: str
    steps: int
    is_summit: bool


@dataclass(frozen=True)
class Label:
    """Words beside the trail: each line with its own place."""

    x: float
    y: float
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class CampPlace:
    """A camp's plate, and its name where the view has room for names."""

    x: float
    y: float
    label: Label | None = None


@dataclass(frozen=True)
class StepPlace:
    """A step on the trail; `walked` is the way up to it, `falls` where the trail goes down there."""

    x: float
    y: float
    walked: float
    falls: bool = False


@dataclass(frozen=True)
class Flag:
    """A summit's flag; `camp` is the index of the camp that ends there."""

    x: float
    y: float
    camp: int


@dataclass(frozen=True)
class Shape:
    """Everything that stands still in one view."""

    width: int
    height: int
    far: Sequence[str]
    land: str
    contours: Sequence[str]
    trail: Trail
    camps: Sequence[CampPlace]
    steps: Sequence[StepPlace]
    flags: Sequence[Flag]
    radius: float
    is_front: bool = False


def weight_of(camp: CampOutline) -> float:
    """How much of the trail a camp takes."""
    return 2 * TO_PLATE + camp.steps - 1


def places_on(trail: Trail, ends: Sequence[float], camps: Sequence[CampOutline]) -> tuple[list[Point], list[StepPlace]]:
    """Plates and steps along the trail; camp `i` reaches from `ends[i]` to `ends[i + 1]`, walked."""
    plates: list[Point] = []
    steps: list[StepPlace] = []
    for camp, start, end in zip(camps, ends, ends[1:], strict=False):
        plates.append(trail.at(start))
        gap = (end - start) / weight_of(camp)
        for number in range(camp.steps):
            walked = start + (TO_PLATE + number) * gap
            x, y = trail.at(walked)
            steps.append(StepPlace(x, y, walked, falls=trail.at(walked + 4)[1] > y))
    return plates, steps


def radius_of(steps: Sequence[StepPlace], *, smallest: float, largest: float) -> float:
    """As large as the closest two steps allow."""
    gaps = [after.walked - before.walked for before, after in pairwise(steps)]
    return round(min(largest, max(smallest, SHARE_OF_GAP * min(gaps, default=4 * largest))), 1)
