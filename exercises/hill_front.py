"""The hill from the front, for a narrow window: one mountain, the path in switchbacks."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from math import cos, pi, sin

from exercises.curves import Point, Trail, path_of
from exercises.hill_shapes import CampOutline, CampPlace, Flag, Shape, places_on, radius_of, weight_of

WIDTH = 390
MIDDLE = 200.0
ABOVE_TOP, BELOW_START = 74.0, 40.0
STEP_ROOM = 25.0  # of path for each step
STEEPNESS = 0.62  # how much of the climb is in the turns
BEND_HEIGHT = (52.0, 76.0)
BROAD, NARROW = 138.0, 8.0
FEWEST, MOST = 3, 12
EVERY = 60  # points for each traverse
CONTOURS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)


@lru_cache(maxsize=16)
def front(camps: tuple[CampOutline, ...]) -> Shape:
    """The mountain for these camps; the more steps, the more bends and the higher the picture."""
    weights = [0.0, *accumulate(weight_of(camp) for camp in camps)]
    bends = min(max(round(weights[-1] * STEP_ROOM / (BROAD + NARROW)), FEWEST), MOST)
    rise = BEND_HEIGHT[1] if bends < 6 else BEND_HEIGHT[0]
    height = round(ABOVE_TOP + bends * rise + BELOW_START)
    trail = Trail(_serpentine(bends, rise, height))
    ends = [trail.length * weight / weights[-1] for weight in weights]
    plates, steps = places_on(trail, ends, camps)
    land = _mountain(height)
    return Shape(
        width=WIDTH,
        height=height,
        far=_far(height),
        land=land,
        contours=[land] * len(CONTOURS),
        trail=trail,
        camps=[CampPlace(x, y) for x, y in plates],
        steps=steps,
        flags=[Flag(*trail.at(trail.length), len(camps) - 1)],
        radius=radius_of(steps, smallest=5.2, largest=9),
        is_front=True,
    )


def contour_transforms(shape: Shape) -> list[str]:
    """Each contour is the mountain's own outline, smaller, standing on the same ground."""
    return [f"translate({MIDDLE * (1 - part):.0f} {shape.height * (1 - part):.0f}) scale({part})" for part in CONTOURS]


def _serpentine(bends: int, rise: float, height: float) -> list[Point]:
    points = []
    for i in range(bends * EVERY + 1):
        t = i / EVERY
        half = BROAD + (NARROW - BROAD) * (t / bends) ** 0.9
        climbed = t + STEEPNESS * sin(2 * pi * t) / (2 * pi)
        points.append((MIDDLE - half * cos(pi * t), height - BELOW_START - rise * climbed))
    return points


def _mountain(height: float) -> str:
    """An outline around the path, steeper towards its summit, and ground beyond the picture on either side."""
    top = ABOVE_TOP - 14
    tall = height - top
    right = [(MIDDLE + 215 * u**0.8 + 14 * sin(6.5 * u) * u, top + tall * u) for u in (i / 30 for i in range(31))]
    left = [(MIDDLE - 215 * u**0.8 - 12 * sin(5.1 * u + 1) * u, top + tall * u) for u in (i / 30 for i in range(31))]
    return f"{path_of([*reversed(left), *right])}Z"


def _far(height: float) -> list[str]:
    ranges = []
    for share, waves, tall in ((0.42, 61.0, 60.0), (0.6, 83.0, 70.0)):
        line = [(x, height * share - tall * abs(sin(x / waves + share))) for x in range(-400, 801, 10)]
        ranges.append(f"{path_of(line)}V{height:.0f}H-400Z")
    return ranges
