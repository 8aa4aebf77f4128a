"""How far a learner has climbed: the ladders of one exercise, with what is open and what opens the next rung."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from accounts.models import User
from exercises.grading import bundle_of
from exercises.models import Exercise, Submission
from exercises.presenting import present
from tutor.fingerprint import fingerprint
from tutor.ladder import Ladder, Rung, ladders, still_closed_for
from tutor.models import HintShown


class RungState(StrEnum):
    """Whether a rung is open, can be opened now, opens soon, or lies higher up."""

    OPEN = "open"
    READY = "ready"
    NEXT = "next"
    CLOSED = "closed"


@dataclass(frozen=True)
class Climb:
    """One ladder as a learner finds it. `opens_in` is how long the next rung stays closed at most."""

    ladder: Ladder
    opened: int
    opens_in: timedelta

    def state_of(self, number: int) -> RungState:
        """How rung `number` stands."""
        if number < self.opened:
            return RungState.OPEN
        if number > self.opened:
            return RungState.CLOSED
        return RungState.NEXT if self.opens_in else RungState.READY

    @property
    def rungs(self) -> list[tuple[int, Rung, RungState]]:
        """All rungs with their numbers and states."""
        return [(number, rung, self.state_of(number)) for number, rung in enumerate(self.ladder.rungs)]


def climbs(*, learner: User | None, exercise: Exercise, submission: Submission | None, now: datetime) -> list[Climb]:
    """The ladders that help with `submission` (the learner's own; None before the first verdict)."""
    if exercise.published_id is None:
        return []
    verdict = None if submission is None else present(submission)["verdict"]
    offered = ladders(bundle_of(exercise.published_id), verdict)
    if learner is None or not offered:
        return [Climb(ladder, 0, timedelta()) for ladder in offered]
    shown = _shown(learner, exercise, offered)
    newest = _newest_code(learner, exercise) if shown else None
    return [_climb(ladder, shown.get(ladder.key, ()), newest, now) for ladder in offered]


@dataclass(frozen=True)
class Tried:
    """The newest code that the learner ran."""

    queued_at: datetime
    fingerprint: str


def _climb(ladder: Ladder, shown: Sequence[HintShown], newest: Tried | None, now: datetime) -> Climb:
    if not shown:
        return Climb(ladder, 0, timedelta())
    last = shown[-1]
    changed = newest is not None and newest.queued_at > last.shown_at and newest.fingerprint != last.fingerprint
    opens_in = still_closed_for(opened_at=last.shown_at, now=now, code_changed_and_run=changed)
    return Climb(ladder, last.rung + 1, opens_in)


def _shown(learner: User, exercise: Exercise, offered: Iterable[Ladder]) -> Mapping[str, list[HintShown]]:
    keys = [ladder.key for ladder in offered]
    rows = HintShown.objects.filter(learner=learner, exercise=exercise, ladder__in=keys).order_by("rung")
    by_ladder: dict[str, list[HintShown]] = {}
    for row in rows:
        by_ladder.setdefault(row.ladder, []).append(row)
    return by_ladder


def _newest_code(learner: User, exercise: Exercise) -> Tried | None:
    row = (
        Submission.objects.attempts()
        .filter(learner=learner, exercise=exercise)
        .order_by("-number")
        .values_list("queued_at", "source")
        .first()
    )
    return None if row is None else Tried(row[0], fingerprint(row[1]))
