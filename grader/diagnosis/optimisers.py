"""An optimiser that keeps its state in an object: which slip, and no other, makes the learner's whole trajectory?

The exam's own sessions are taken again by the author's class, with each step of it replaced by one of the slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.diagnosis.adam import FORMS
from grader.diagnosis.adam_slips import Slip, slips_of
from grader.diagnosis.questions import numbers_in
from grader.diagnosis.stepping import Roles, Stepped, methods_of, roles_of
from grader.diagnosis.variants import Variant, Variants
from grader.diagnosis.views import Array, Told
from grader.exam.calling import Recorded
from grader.exam.cases import count_numbers
from grader.exam.drawing import Draws
from grader.exam.sitting import Sitting
from grader.exam.subject import Call, Reply, Returned

MOST_NUMBERS = 2_000
MOST_SESSIONS = 4
MOST_METHODS = 8
# Nearly rounding alone; and so much further away is everything that goes by another name.
NEAR = 1e-10
FURTHER = 1e3
ROUNDING = 1e-14
WITHIN = 1e-12
# With numbers as small as these, the place of ε shows.
SMALL = 1e-6
# A rate of 0.1 beside a share of 0.1 would tell nothing of either.
OTHER_RATES = 0.7

Answer = Mapping[str, Array]


@dataclass(frozen=True)
class _Session:
    """One session: what is what in it, the learner's numbers and the author's."""

    call: Call
    roles: Roles
    mine: Answer
    truth: Answer


def of_optimiser(sitting: Sitting) -> Told | None:
    """The one name whose rule makes every number of every session, fresh ones included."""
    check = sitting.failures[0].check.id
    asked = [one for one in sitting.records if one.call.driver is not None and one.call.listening is None]
    first = next((one for one in reversed(asked) if one.check == check), None)
    if first is None or first.call.driver is None or count_numbers(first.call.args) > MOST_NUMBERS:
        return None
    search = _Search(sitting)
    for method in methods_of(search.author)[:MOST_METHODS]:
        roles = search.roles(method, first.call)
        if roles is not None:
            others = [
                one for one in asked if one is not first and one.call.driver and method[0] in one.call.driver.source
            ]
            return search.told(roles, [first, *others[-MOST_SESSIONS:]])
    return None


@dataclass(frozen=True)
class _Search:
    sitting: Sitting
    walked: dict[tuple[int, int], float] = field(default_factory=dict)

    @cached_property
    def author(self) -> Variant:
        paper = self.sitting.paper
        return Variants(paper.reference, (), paper.mine).with_mistakes()

    def roles(self, method: tuple[str, str], call: Call) -> Roles | None:
        stepped = Stepped(self.author, method)
        answer = stepped.watched(call)
        return roles_of(stepped, FORMS) if isinstance(answer, Returned) else None

    def told(self, roles: Roles, asked: Sequence[Recorded]) -> Told | None:
        sessions = [one for record in asked if (one := self._session(record.call, record.reply, roles)) is not None]
        if len(sessions) < len(asked):
            return None
        slips = list(slips_of(roles.form))
        near = self._near(slips, sessions)
        fresh = self._fresh(asked[0].call, roles) if near else []
        near = self._near(near, fresh)
        if not fresh or len({one.told.id for one in near}) != 1:
            return None
        return near[0].told if self._is_alone(slips, near[0].told.id, [*sessions, *fresh]) else None

    def _fresh(self, call: Call, known: Roles) -> list[_Session]:
        """The session with other numbers; from a fresh start each."""
        found: list[_Session] = []
        for other in _varied(call, Draws(self.sitting.paper.seed, "optimisers")):
            roles = self.roles(known.method, other)
            if roles is None or roles.form is not known.form:
                continue
            self.sitting.subject.reload()
            session = self._session(other, self.sitting.subject.call(other), roles)
            found += [session] if session is not None else []
        return found

    def _session(self, call: Call, reply: Reply, roles: Roles) -> _Session | None:
        """None where learner or author give no numbers, or where the author's own rule is not understood."""
        self.author.reload()
        mine, truth = _answer(reply), _answer(self.author.call(call))
        walked = _answer(Stepped(self.author, roles.method).walked(call, roles, roles.form))
        if not truth or mine.keys() != truth.keys() or _distance(walked, truth) > WITHIN:
            return None
        return _Session(call, roles, mine, truth)

    def _near(self, slips: Sequence[Slip], sessions: Sequence[_Session]) -> list[Slip]:
        """Those that make every number of the learner's."""
        found = list(slips)
        for session in sessions:
            found = [one for one in found if self._off(session, one) <= NEAR]
        return found

    def _off(self, session: _Session, slip: Slip) -> float:
        """How far the slip is from the learner's numbers; each is walked once."""
        key = (id(session), id(slip))
        if key not in self.walked:
            walked = Stepped(self.author, session.roles.method).walked(session.call, session.roles, slip.rule)
            self.walked[key] = _distance(session.mine, _answer(walked))
        return self.walked[key]

    def _is_alone(self, slips: Sequence[Slip], name: str, sessions: Sequence[_Session]) -> bool:
        """Is everything of another name much further from the learner's numbers, and so is what is right?"""
        of_name = [slip for slip in slips if slip.told.id == name and self._off(sessions[0], slip) <= NEAR]
        own = max(min(self._off(one, slip) for slip in of_name) for one in sessions)
        least = FURTHER * max(own, ROUNDING)
        right = max(_distance(one.mine, one.truth) for one in sessions)
        others = [slip for slip in slips if slip.told.id != name]
        return right >= least and all(self._is_far(slip, sessions, least) for slip in others)

    def _is_far(self, slip: Slip, sessions: Sequence[_Session], least: float) -> bool:
        return any(self._off(session, slip) >= least for session in sessions)


def _answer(reply: Reply) -> Answer:
    """Its numbers by their labels; none where there is none."""
    return dict(numbers_in("result", reply.value)) if isinstance(reply, Returned) else {}


def _distance(one: Answer, other: Answer) -> float:
    """The largest difference, measured against the largest number; infinite where they are not alike in form."""
    if one.keys() != other.keys() or any(one[key].shape != other[key].shape for key in other):
        return np.inf
    numbers = [np.concatenate([answer[key].ravel() for key in other]) for answer in (one, other)]
    if not all(np.isfinite(each).all() for each in numbers) or not numbers[1].size:
        return np.inf
    return float(np.abs(numbers[0] - numbers[1]).max() / (np.abs(numbers[1]).max() or 1.0))


def _varied(call: Call, draws: Draws) -> Iterator[Call]:
    """Other numbers in the place of all arrays, with other rates as well; and small ones with the same rates."""
    for size, rate in ((1.0, OTHER_RATES), (SMALL, 1.0)):
        yield replace(call, args=tuple(_other(value, draws, size, rate) for value in call.args))


def _other(value: Any, draws: Draws, size: float, rate: float = 1.0) -> Any:
    if isinstance(value, np.ndarray) and value.ndim and value.dtype.kind == "f":
        return np.asarray(draws.normal(*value.shape, spread=size * (float(np.abs(value).max(initial=0)) or 1.0)))
    if isinstance(value, dict):
        return {key: _other(part, draws, size) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_other(part, draws, size) for part in value)
    return rate * value if isinstance(value, float) else value
