"""The last hour of learners as geometry for the page: a band for each, a mark for each try, once wide, once narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from courses.hour_of_learners import HOUR, HourOfLearners, Line, Try

HEAD, BAND = 30.0, 24.0
WIDE, LABELS, WIDE_ROW = 1080.0, 240.0, 38.0
NARROW, NARROW_ROW, NARROW_LABEL = 326.0, 56.0, 20.0
MARK = 10.0
# How long somebody has been stuck stands before the band; a narrow picture with less room than this has it above.
ROOM_FOR_TIME = 56.0
LONGEST_LABEL = {WIDE: 22, NARROW: 18}


@dataclass(frozen=True)
class Mark:
    """One try: a square for one that failed, a circle for one that passed, around `x`, `y`."""

    x: float
    y: float
    left: float
    top: float
    passed: bool
    at: datetime


@dataclass(frozen=True)
class Band:
    """One line: its label at `label_y`, the band from `x` on; how long it has been stuck ends at `time_x`, `time_y`."""

    line: Line
    name: str
    label_y: float
    under_y: float
    x: float
    y: float
    width: float
    time_x: float
    time_y: float
    marks: Sequence[Mark]


@dataclass(frozen=True)
class TimeLine:
    """A line down, so many minutes ago."""

    x: float
    minutes: int
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """One width of the picture."""

    bands: Sequence[Band]
    times: Sequence[TimeLine]
    width: float
    height: float
    is_narrow: bool


@dataclass(frozen=True)
class Chart:
    """The whole picture: `title` is what it shows, `alt` says it to who does not see it."""

    hour: HourOfLearners
    title: str
    alt: str
    wide: Drawing
    narrow: Drawing


def draw_hour_of_learners(hour: HourOfLearners) -> Chart | None:
    """None where nobody was at work."""
    if not hour.lines:
        return None
    return Chart(
        hour=hour,
        title=_title(hour),
        alt=_alt(hour),
        wide=_draw(hour, LABELS, WIDE, every=15),
        narrow=_draw(hour, 0.0, NARROW, every=30),
    )


def _draw(hour: HourOfLearners, left: float, width: float, *, every: int) -> Drawing:
    is_narrow = width == NARROW
    row = NARROW_ROW if is_narrow else WIDE_ROW
    return Drawing(
        bands=[_band(line, hour.now, HEAD + row * place, left, width) for place, line in enumerate(hour.lines)],
        times=[
            TimeLine(
                x=round(width - (width - left) * minutes / 60, 1),
                minutes=minutes,
                anchor="end" if not minutes else "start" if is_narrow and minutes == 60 else "middle",
            )
            for minutes in range(0, 61, every)
        ],
        width=width,
        height=HEAD + row * len(hour.lines),
        is_narrow=is_narrow,
    )


def _band(line: Line, now: datetime, top: float, left: float, width: float) -> Band:
    def place(at: datetime) -> float:
        part = min(1.0, max(0.0, (now - at) / HOUR))
        return width - (width - left) * part

    y = top + (NARROW_LABEL if width == NARROW else 4.0)
    # A single try is a band too: half a mark of room on either side.
    x = max(left, min(place(line.since), place(line.tries[0].at)) - MARK)
    is_above = width == NARROW and x < ROOM_FOR_TIME
    return Band(
        line=line,
        name=Truncator(line.name).chars(LONGEST_LABEL[width]),
        label_y=round(top + 14, 1),
        under_y=round(top + 28, 1),
        x=round(x, 1),
        y=round(y, 1),
        width=round(width - x, 1),
        time_x=width if is_above else round(x - 8, 1),
        time_y=round(top + 14 if is_above else y + 17, 1),
        marks=[_mark(one, min(width - MARK, max(left + MARK, place(one.at))), y + BAND / 2) for one in line.tries],
    )


def _mark(one: Try, x: float, y: float) -> Mark:
    return Mark(round(x, 1), round(y, 1), round(x - MARK / 2, 1), round(y - MARK / 2, 1), one.passed, one.at)


def _title(hour: HourOfLearners) -> str:
    at_work = ngettext(
        "%(count)d was at work in the last hour", "%(count)d were at work in the last hour", hour.at_work
    )
    said = at_work % {"count": hour.at_work}
    if not hour.stuck:
        return gettext("%(said)s, nobody of them is stuck") % {"said": said}
    stuck = ngettext("%(said)s, %(stuck)d of them is stuck", "%(said)s, %(stuck)d of them are stuck", hour.stuck)
    return stuck % {"said": said, "stuck": hour.stuck}


def _alt(hour: HourOfLearners) -> str:
    stuck = [
        gettext("%(name)s on “%(title)s” for %(time)s")
        % {"name": line.name, "title": line.exercise.title, "time": line.stuck_for}
        for line in hour.lines
        if line.stuck_for
    ]
    passed = len({line.learner_id for line in hour.lines if line.passed})
    words = {"stuck": ", ".join(stuck) or gettext("nobody"), "passed": passed}
    return gettext("One row for each learner, a mark for each try. Stuck: %(stuck)s. With a pass: %(passed)d.") % words
