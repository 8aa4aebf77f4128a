"""The ladder of hints on the exercise page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from exercises.panels import Panel, Visit, register_panel
from exercises.statement import render_statement
from tutor.climbing import Climb, RungState, climbs
from tutor.ladder import Rung


@dataclass(frozen=True)
class RungShown:
    """One rung as the page shows it: the text only of one that is open."""

    number: int
    name: str | Promise
    state: RungState
    html: SafeString
    key: str

    @property
    def is_open(self) -> bool:
        return self.state is RungState.OPEN

    @property
    def is_ready(self) -> bool:
        return self.state is RungState.READY


@dataclass(frozen=True)
class LadderShown:
    """One ladder as the page and the answer to a script show it."""

    key: str
    title: str
    rungs: list[RungShown]

    @property
    def is_begun(self) -> bool:
        return self.rungs[0].is_open

    def as_dict(self) -> dict[str, object]:
        """Plain data for a script."""
        return {
            "key": self.key,
            "title": self.title,
            "rungs": [
                {
                    "number": rung.number,
                    "name": str(rung.name),
                    "state": rung.state,
                    "html": rung.html,
                    "opens": rung.key,
                }
                for rung in self.rungs
            ],
        }


def register() -> None:
    """Put the ladder on the exercise page."""
    register_panel("hints", hints_panel)


def hints_panel(visit: Visit) -> Panel | None:
    """The ladders for what the learner last ran; nothing once it passes."""
    offered = climbs(learner=visit.learner, exercise=visit.exercise, submission=visit.latest, now=timezone.now())
    if not offered:
        return None
    return Panel(
        "tutor/hints.html",
        {
            "ladders": [show(climb, visit.addresses) for climb in offered],
            "submission": visit.latest,
            "address": reverse("hints", args=[visit.exercise.stage.slug, visit.exercise.slug]),
        },
    )


def show(climb: Climb, addresses: Mapping[str, str]) -> LadderShown:
    """The ladder with the texts of its open rungs; names of exercises in them become links."""
    return LadderShown(
        key=climb.ladder.key,
        title=climb.ladder.title,
        rungs=[_show_rung(climb, number, rung, state, addresses) for number, rung, state in climb.rungs],
    )


def _show_rung(climb: Climb, number: int, rung: Rung, state: RungState, addresses: Mapping[str, str]) -> RungShown:
    html = render_statement(rung.text, links=addresses) if state is RungState.OPEN else SafeString("")
    key = what_opens_it(climb.opens_in) if state is RungState.NEXT else ""
    return RungShown(number, rung.name, state, html, key)


def what_opens_it(opens_in: timedelta) -> str:
    """One sentence: another try, or so much time."""
    minutes = math.ceil(opens_in.total_seconds() / 60)
    if minutes <= 1:
        return gettext("Opens when you change the code and run it again, or in a minute.")
    return ngettext(
        "Opens when you change the code and run it again, or in %(minutes)d minute.",
        "Opens when you change the code and run it again, or in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
