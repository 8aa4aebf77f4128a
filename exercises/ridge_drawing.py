"""The ridge of the landing page as the paths of a picture. Drawn once for each recorded run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from exercises.curves import Point, area_of, path_of, smooth
from exercises.ridge import Ridge

WIDTH, SHORE, HEIGHT = 1600, 452, 590
SUMMIT = 100
REFLECTED = 0.36  # how deep the reflection reaches, as a part of the ridge's height
CONTOURS = 11
INDEX_EVERY = 4
BEHIND_SMOOTHED = 4
FLAG_BEFORE_THE_END = 28
# Where “You, going up” stands: free of the ridge for this far on either side.
LABEL_X, LABEL_REACH, LABEL_ABOVE = 1076, 60, 18


@dataclass(frozen=True)
class Contour:
    path: str
    is_index: bool


@dataclass(frozen=True)
class RidgeDrawing:
    """Paths in a picture of `width` by `height`."""

    behind: Sequence[str]
    land: str
    line: str
    contours: Sequence[Contour]
    loss_line: str
    flag_x: int
    flag_y: int
    label_y: int

    width, height, shore = WIDTH, HEIGHT, SHORE
    mirror = f"translate(0 {SHORE * (1 + REFLECTED):.1f}) scale(1 -{REFLECTED})"


def draw_ridge(ridge: Ridge) -> RidgeDrawing:
    """The drawing of this run."""
    return _draw(tuple(ridge.losses), tuple(map(tuple, ridge.behind)))


@lru_cache(maxsize=4)
def _draw(losses: tuple[float, ...], behind: tuple[tuple[float, ...], ...]) -> RidgeDrawing:
    front = _heights(losses, of=losses)
    line = _line(front)
    flag = max(i for i, (x, _) in enumerate(line) if x <= WIDTH - FLAG_BEFORE_THE_END)
    return RidgeDrawing(
        behind=[area_of(_line(_range(run, of=losses)), floor=SHORE) for run in behind],
        land=area_of(line, floor=SHORE),
        line=path_of(line),
        contours=_contours(front),
        loss_line=path_of([(x, SHORE + REFLECTED * (SHORE - y)) for x, y in line]),
        flag_x=round(line[flag][0]),
        flag_y=round(line[flag][1]),
        label_y=round(min((y for x, y in line if abs(x - LABEL_X) <= LABEL_REACH), default=SUMMIT)) - LABEL_ABOVE,
    )


def _heights(run: Sequence[float], *, of: Sequence[float]) -> list[float]:
    """How far the loss has come down from its worst; the lowest loss of the front run is the summit."""
    return [_height(max(run) - loss, of) for loss in run]


def _range(run: Sequence[float], *, of: Sequence[float]) -> list[float]:
    """The same for a run behind, smoothed, from where it began: what lay below that is under water."""
    return smooth([max(0.0, _height(run[0] - loss, of)) for loss in run], BEHIND_SMOOTHED)


def _height(fallen: float, of: Sequence[float]) -> float:
    return fallen / (max(of) - min(of)) * (SHORE - SUMMIT)


def _contours(front: Sequence[float]) -> list[Contour]:
    contours = []
    for k in range(CONTOURS):
        part = 1 - (k + 1) / (CONTOURS + 1)
        heights = [height * part for height in smooth(front, 2 + 2 * k)]
        contours.append(Contour(path_of(_line(heights)[::4]), k % INDEX_EVERY == INDEX_EVERY - 1))
    return contours


def _line(heights: Sequence[float]) -> list[Point]:
    """From the left edge to the right one; a height is measured upwards from the shore."""
    return [(WIDTH * i / (len(heights) - 1), SHORE - height) for i, height in enumerate(heights)]
