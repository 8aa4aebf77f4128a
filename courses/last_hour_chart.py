"""The last hour as geometry for the page: gradings, waits and faults under one another, once wide and once narrow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from courses.durations import waiting
from courses.last_hour import MINUTES, LastHour, Minute

GRADINGS_TOP, GRADINGS_BASE = 28.0, 104.0
WAITS_TOP, WAITS_BASE = 148.0, 224.0
FAULTS_TITLE, FAULTS_MIDDLE = 258.0, 276.0
TIMES, HEIGHT = 310.0, 318.0
WIDE, NARROW = 1080.0, 326.0
LEFT, LEFT_NARROW = 44.0, 34.0
# A wait of less is none that anybody minds.
LONG_WAIT_S = 10.0
# What an axis ends at, times a power of ten.
ROUND = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Bar:
    """One minute: its bars from `y` down to the base. `is_worst` waited longest of all."""

    minute: Minute
    x: float
    width: float
    gradings_y: float
    median_y: float
    longest_y: float
    hexagon: str
    middle: float
    is_worst: bool

    @property
    def gradings_height(self) -> float:
        return round(GRADINGS_BASE - self.gradings_y, 1)

    @property
    def median_height(self) -> float:
        return round(WAITS_BASE - self.median_y, 1)

    @property
    def longest_height(self) -> float:
        return round(WAITS_BASE - self.longest_y, 1)


@dataclass(frozen=True)
class TimeMark:
    """A line down through all three, and its time below."""

    x: float
    at: datetime
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """One width of the picture. `worst_x` and `worst_anchor`: where the longest wait is named."""

    bars: Sequence[Bar]
    times: Sequence[TimeMark]
    left: float
    right: float
    worst_x: float
    worst_y: float
    worst_anchor: str


@dataclass(frozen=True)
class Chart:
    """The whole picture: `title` is what it shows, `alt` says it to who does not see it."""

    hour: LastHour
    title: str
    alt: str
    most: int
    longest: str
    worst: str
    wide: Drawing
    narrow: Drawing


def draw_last_hour(hour: LastHour) -> Chart | None:
    """None where nothing happened."""
    if not (hour.gradings or hour.faults):
        return None
    most = max(1, math.ceil(_round(max(minute.gradings for minute in hour.minutes))))
    longest_s = _round(hour.worst.longest_s or 0.1 if hour.worst else 0.1)
    return Chart(
        hour=hour,
        title=_title(hour),
        alt=_alt(hour),
        most=most,
        longest=waiting(longest_s),
        worst=waiting(hour.worst.longest_s or 0.0) if hour.worst else "",
        wide=_draw(hour, LEFT, WIDE, most, longest_s, marked_every=15),
        narrow=_draw(hour, LEFT_NARROW, NARROW, most, longest_s, marked_every=30),
    )


def _draw(hour: LastHour, left: float, right: float, most: int, longest_s: float, *, marked_every: int) -> Drawing:
    slot = (right - left) / MINUTES
    bars = [_bar(hour, place, left + slot * place, slot, most, longest_s) for place in range(MINUTES)]
    worst = next((bar for bar in bars if bar.is_worst), None)
    at_the_end = worst is not None and worst.middle > (left + right) / 2
    return Drawing(
        bars=[bar for bar in bars if not bar.minute.is_quiet],
        times=[
            TimeMark(round(left + slot * place, 1), hour.minutes[place].at, "middle" if place else "start")
            for place in range(0, MINUTES, marked_every)
        ],
        left=left,
        right=right,
        worst_x=round(worst.x + (worst.width if at_the_end else 0.0), 1) if worst else 0.0,
        worst_y=round(worst.longest_y - 6, 1) if worst else 0.0,
        worst_anchor="end" if at_the_end else "start",
    )


def _bar(hour: LastHour, place: int, x: float, slot: float, most: int, longest_s: float) -> Bar:
    minute = hour.minutes[place]
    middle = x + slot / 2
    return Bar(
        minute=minute,
        x=round(x + slot * 0.12, 1),
        width=round(slot * 0.76, 1),
        gradings_y=_up(minute.gradings / most, GRADINGS_TOP, GRADINGS_BASE),
        median_y=_up((minute.median_s or 0.0) / longest_s, WAITS_TOP, WAITS_BASE),
        longest_y=_up((minute.longest_s or 0.0) / longest_s, WAITS_TOP, WAITS_BASE),
        hexagon=f"M{middle:.1f} {FAULTS_MIDDLE - 8}l7 4v8l-7 4l-7-4v-8z",
        middle=round(middle, 1),
        is_worst=minute is hour.worst,
    )


def _up(part: float, top: float, base: float) -> float:
    return round(base - part * (base - top), 1)


def _round(value: float) -> float:
    """The round number above `value`, at which the axis ends."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(step * power for step in ROUND if value <= step * power * 1.0001)


def _title(hour: LastHour) -> str:
    graded = ngettext("%(count)d grading", "%(count)d gradings", hour.gradings) % {"count": hour.gradings}
    if hour.faults:
        said = ngettext("%(faults)d fault of ours, %(graded)s", "%(faults)d faults of ours, %(graded)s", hour.faults)
        return said % {"faults": hour.faults, "graded": graded}
    words = {"graded": graded, **_worst(hour)}
    if hour.worst and (hour.worst.longest_s or 0.0) >= LONG_WAIT_S:
        return gettext("The longest wait was %(longest)s, at %(time)s") % words
    return gettext("%(graded)s, and nobody waited longer than %(longest)s") % words


def _alt(hour: LastHour) -> str:
    if hour.worst is None or hour.median_s is None:
        return gettext("No grading came to its end in the last hour. The table says when our faults were.")
    busiest = max(hour.minutes, key=lambda minute: minute.gradings)
    said = gettext(
        "Minute by minute, the last hour. Most gradings in one minute: %(most)d, at %(busiest)s. Waiting time: median"
        " %(median)s, longest %(longest)s, at %(time)s. Faults of ours: %(faults)d."
    )
    return said % {
        "most": busiest.gradings,
        "busiest": date_format(busiest.at, "H:i"),
        "median": waiting(hour.median_s),
        "faults": hour.faults,
        **_worst(hour),
    }


def _worst(hour: LastHour) -> dict[str, str]:
    if hour.worst is None:
        return {"longest": waiting(0.0), "time": ""}
    return {"longest": waiting(hour.worst.longest_s or 0.0), "time": date_format(hour.worst.at, "H:i")}
