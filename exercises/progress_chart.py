"""Minutes a step as bars beside the planned ones, as geometry for the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from exercises.progress import Step

LEFT, TOP, BASE, WIDTH, HEIGHT = 34.0, 28.0, 196.0, 1116.0, 234.0
# Few steps stand side by side at the left, where a phone shows them.
NARROWEST_SLOT, WIDEST_SLOT, WIDEST_BAR = 37.0, 90.0, 44.0
TICK_MINUTES, TICKS = 15, 3
# From here on a step is named for how long it took.
LONG = 1.5


@dataclass(frozen=True)
class Bar:
    """One step: its bar from `y` down with its minutes at `label_y`, the line of the plan, and its number below."""

    step: Step
    x: float
    y: float
    label_y: float
    width: float
    height: float
    plan_path: str
    middle: float
    is_named: bool
    has_number: bool


@dataclass(frozen=True)
class Tick:
    """A line across, so many minutes up."""

    minutes: int
    y: float
    label_y: float


@dataclass(frozen=True)
class Chart:
    """The whole picture; `title` is what it shows, `alt` says it without the picture."""

    title: str
    alt: str
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    width: float
    right: float
    height: float = HEIGHT
    base: float = BASE
    left: float = LEFT


def draw_minutes(steps: Sequence[Step]) -> Chart | None:
    """The minutes of all steps up to the last one begun; None where no time is known."""
    last = max((place for place, step in enumerate(steps, start=1) if step.minutes), default=0)
    if not last:
        return None
    shown = steps[:last]
    slot = min(WIDEST_SLOT, max(NARROWEST_SLOT, (WIDTH - LEFT) / len(shown)))
    highest = max(max(step.minutes, step.exercise.minutes) for step in shown)
    tick = TICK_MINUTES * math.ceil(highest / (TICK_MINUTES * TICKS))
    longest = _longest(shown)
    scale = (BASE - TOP) / (tick * TICKS)
    right = max(WIDTH, LEFT + slot * len(shown))
    return Chart(
        title=_title(longest),
        alt=_alt(shown),
        bars=[_bar(step, LEFT + slot * place, slot, scale, longest) for place, step in enumerate(shown)],
        ticks=[Tick(tick * n, BASE - tick * n * scale, BASE - tick * n * scale + 4) for n in range(1, TICKS + 1)],
        width=right + 4,
        right=right,
    )


def _bar(step: Step, left: float, slot: float, scale: float, longest: Step | None) -> Bar:
    width = min(WIDEST_BAR, slot * 0.65)
    middle = left + slot / 2
    height = step.minutes * scale
    plan_y = BASE - step.exercise.minutes * scale
    return Bar(
        step=step,
        x=round(middle - width / 2, 1),
        y=round(BASE - height, 1),
        label_y=round(BASE - height - 7, 1),
        width=round(width, 1),
        height=round(height, 1),
        plan_path=f"M{middle - width / 2 - 3:.1f} {plan_y:.1f}h{width + 6:.1f}",
        middle=round(middle, 1),
        is_named=step is longest,
        has_number=slot > NARROWEST_SLOT or step.number == 1 or step.number % 5 == 0,
    )


def _longest(steps: Sequence[Step]) -> Step | None:
    """The step that went furthest beyond its plan, if one did."""
    beyond = [step for step in steps if step.minutes >= LONG * step.exercise.minutes]
    return max(beyond, key=lambda step: step.minutes - step.exercise.minutes, default=None)


def _title(longest: Step | None) -> str:
    if longest is None:
        return gettext("No step took much longer than planned")
    return gettext("“%(title)s” took %(minutes)d min, planned were %(planned)d") % {
        "title": longest.exercise.title,
        "minutes": longest.minutes,
        "planned": longest.exercise.minutes,
    }


def _alt(steps: Sequence[Step]) -> str:
    timed = sum(bool(step.minutes) for step in steps)
    sentence = ngettext(
        "Bars: minutes spent on %(timed)d step, a line for the planned ones. The table below says the same.",
        "Bars: minutes spent on each of %(timed)d steps, lines for the planned ones. The table below says the same.",
        timed,
    )
    return sentence % {"timed": timed}
