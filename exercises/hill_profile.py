"""The hill from the side: a path over the summits, from the lower left to the upper right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import sin

from exercises.curves import Point, Trail, area_of, monotone, path_of, smooth
from exercises.hill_labels import names_below
from exercises.hill_shapes import CampOutline, CampPlace, Flag, Shape, places_on, radius_of, weight_of

WIDTH, HEIGHT = 1280, 640
START, TOP = (46.0, 556.0), (1212.0, 62.0)
# The land goes on beyond the picture: on a wide window more of it shows.
LEFT, RIGHT, EVERY = -640, 1920, 8
PEAK_ABOVE, SADDLE_BELOW, LEAST_DIP = 95, 45, 50
ROOM_FOR_A_DIP = 200
# Left of this the words stand above the land: no peak reaches into them.
WORDS_TO, HIGHEST_UNDER_WORDS = 500, 378
CONTOURS, CONTOUR_FLOOR = 14, 690


@lru_cache(maxsize=16)
def profile(camps: tuple[CampOutline, ...]) -> Shape:
    """The landscape for these camps."""
    ends = _ends(camps)
    knots = _knots(camps, ends)
    ground = monotone(knots, range(LEFT, RIGHT + 1, EVERY))
    trail = Trail(monotone(knots, [START[0] + (TOP[0] - START[0]) * i / 480 for i in range(481)]))
    plates, steps = places_on(trail, [trail.to_x(x) for x in ends], camps)
    names = names_below(plates, [camp.title for camp in camps], ground)
    return Shape(
        width=WIDTH,
        height=HEIGHT,
        far=_far(ground),
        land=area_of(ground, floor=HEIGHT),
        contours=_contours(ground),
        trail=trail,
        camps=[CampPlace(x, y, name) for (x, y), name in zip(plates, names, strict=True)],
        steps=steps,
        flags=[Flag(*trail.at(trail.to_x(ends[i + 1])), i) for i in _summits(camps)],
        radius=radius_of(steps, smallest=5.6, largest=10),
    )


def _ends(camps: Sequence[CampOutline]) -> list[float]:
    """Where each camp begins across the picture, and where the last one ends."""
    weights = [0.0, *accumulate(weight_of(camp) for camp in camps)]
    return [START[0] + (TOP[0] - START[0]) * weight / weights[-1] for weight in weights]


def _summits(camps: Sequence[CampOutline]) -> list[int]:
    """The camps that end on a summit; the last one always does."""
    return [i for i, camp in enumerate(camps) if camp.is_summit or i == len(camps) - 1]


def _knots(camps: Sequence[CampOutline], ends: Sequence[float]) -> list[Point]:
    """Where the land bends: start, a bend on each way up, each peak and the saddle behind it."""
    knots = [(LEFT, 604.0), (-60.0, 574.0), START]
    peaks = [(ends[i + 1], i) for i in _summits(camps) if ends[i + 1] <= TOP[0] - ROOM_FOR_A_DIP or i == len(camps) - 1]
    for (x, i), following in zip(peaks, [*peaks[1:], None], strict=True):
        if following is None:
            knots += [_bend(knots[-1], TOP), TOP]
            continue
        peak = (x, max(_slope_at(x) - PEAK_ABOVE, HIGHEST_UNDER_WORDS if x < WORDS_TO else 0))
        saddle_x = min(ends[min(i + 2, len(ends) - 1)], x + 0.45 * (following[0] - x))
        saddle = (saddle_x, min(max(_slope_at(saddle_x) + SADDLE_BELOW, peak[1] + LEAST_DIP), START[1] - 16))
        knots += [_bend(knots[-1], peak), peak, saddle]
    return [*knots, (1300.0, 118.0), (1480.0, 210.0), (1700.0, 190.0), (RIGHT, 300.0)]


def _slope_at(x: float) -> float:
    """The height of an even way from the start to the top."""
    return START[1] + (TOP[1] - START[1]) * (x - START[0]) / (TOP[0] - START[0])


def _bend(low: Point, high: Point) -> Point:
    """A way up begins gently."""
    return low[0] + 0.55 * (high[0] - low[0]), low[1] + 0.4 * (high[1] - low[1])


def _far(ground: Sequence[Point]) -> list[str]:
    """Two ranges behind, from far to near; scenery, they stand for nothing."""
    ys = [y for _, y in ground]

    def behind(shift: int, lift: float, wide: float, tall: float) -> list[Point]:
        ahead = smooth(ys[shift:] + ys[-1:] * shift, 5)
        waves = (abs(sin(x / wide + shift)) * tall + sin(x / 13 + shift) * tall / 6 for x, _ in ground)
        return [(x, y - lift - wave) for (x, _), y, wave in zip(ground, ahead, waves, strict=True)]

    return [area_of(behind(20, 6, 83, 74), floor=HEIGHT), area_of(behind(8, 2, 61, 46), floor=HEIGHT)]


def _contours(ground: Sequence[Point]) -> list[str]:
    xs, ys = zip(*ground, strict=True)
    lines = []
    for k in range(CONTOURS):
        part = 1 - (k + 1) / (CONTOURS + 1)
        heights = (CONTOUR_FLOOR - (CONTOUR_FLOOR - y) * part for y in smooth(ys, 1 + k))
        lines.append(path_of(list(zip(xs, heights, strict=True))[::2]))
    return lines
