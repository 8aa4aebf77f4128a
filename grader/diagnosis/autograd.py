"""Small classes that remember how a number came about: is blame added, and does each node wait for all of it?

The sessions are made from the names that the exam's own session uses; one that the author's class does not answer as
calculus does is not asked of the learner's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.diagnosis.questions import Sessions
from grader.diagnosis.views import Told
from grader.exam.sitting import Sitting
from grader.exam.subject import Call, Driver, Returned

MADE = re.compile(r"\b([A-Z]\w*)\(")
WITHIN = 1e-9
MOST_CLASSES = 3
# What a node is made of: a number, or an array of one number.
NUMBERS = ("{}", "np.array({})", "np.array([{}])")
# Each with the slopes that calculus gives: of a product and a sum of different numbers, a + a, a·b + a, and a diamond.
ONCE = ("a, b = {a}, {b}\nout = a * b + {c}", (5.0, 3.0))
ITSELF = ("a = {a}\nout = a + a", (2.0,))
TWO_PLACES = ("a, b = {a}, {b}\nout = a * b + a", (6.0, 3.0))
DIAMOND = ("a = {a}\nb = a * {b}\nc = b * {c}\nout = b + c", (5.0 * (1 + 7.0),))
A, B, C = 3.0, 5.0, 7.0
OVERWRITTEN_IN_TWO_PLACES = (1.0, B)
# Passed on before all blame has arrived, or passed on again with each new part of it.
TOO_EARLY = (B, B * C, B * (2 + C), 2 * B * (1 + C))


def of_autograd(sitting: Sitting) -> Told | None:
    """What fails first: one use, a + a, two places, or a node whose own inputs are behind it."""
    session = next((one.call for one in sitting.records if one.check == sitting.failures[0].check.id), None)
    if session is None or session.driver is None or ".backward(" not in session.driver.source:
        return None
    made = list(dict.fromkeys(MADE.findall(session.driver.source)))
    sessions = Sessions(sitting)
    askings = (_Asking(sessions, session.name, name, number) for name in made[:MOST_CLASSES] for number in NUMBERS)
    asking = next((one for one in askings if one.is_understood()), None)
    return None if asking is None else _told(asking)


def _told(asking: _Asking) -> Told | None:
    if not asking.is_right(*ONCE):
        return None
    itself, two_places = asking.answer(*ITSELF), asking.answer(*TWO_PLACES)
    if _is(itself, (1.0,)):
        if two_places and any(_is(two_places[:1], (one,)) for one in OVERWRITTEN_IN_TWO_PLACES):
            return Told(
                "gradient-overwritten",
                "Right where a number is used once; the slope of a + a comes out as 1 instead of 2: "
                "blame from a second use replaces that of the first. Add it (`+=`).",
            )
        if asking.is_right(*TWO_PLACES):
            return Told(
                "same-operand-once",
                "The slope of a + a comes out as 1 instead of 2, that of a·b + a is right: "
                "where both operands are one and the same number, it is blamed once only.",
            )
        return None
    diamond = asking.answer(*DIAMOND)
    if not _is(itself, ITSELF[1]) or not asking.is_right(*TWO_PLACES) or not diamond:
        return None
    if any(_is(diamond, (one,)) for one in TOO_EARLY):
        return Told(
            "no-topological-order",
            "Right for a + a, wrong where a result in between is used twice: it hands its blame on before all of it "
            "has arrived, or more than once. Sort the nodes, so that each comes after everything that uses it.",
        )
    return None


@dataclass(frozen=True)
class _Asking:
    sessions: Sessions
    subject: str
    made: str
    number: str

    def is_understood(self) -> bool:
        """Does the author's class answer as calculus does?"""
        kinds = (ONCE, ITSELF, TWO_PLACES, DIAMOND)
        return all(_is(self._values(self.sessions.author.call(self._call(*kind))), kind[1]) for kind in kinds)

    def answer(self, lines: str, slopes: Sequence[float]) -> tuple[float, ...]:
        """The learner's slopes; empty where there are none."""
        return self._values(self.sessions.sitting.subject.call(self._call(lines, slopes)))

    def is_right(self, lines: str, slopes: Sequence[float]) -> bool:
        return _is(self.answer(lines, slopes), slopes)

    def _call(self, lines: str, slopes: Sequence[float]) -> Call:
        made = {key: f"{self.made}({self.number.format(value)})" for key, value in (("a", A), ("b", B), ("c", C))}
        wanted = ", ".join(f"{name}.grad" for name in "ab"[: len(slopes)])
        source = f"{lines.format(**made)}\nout.backward()\nresult = [{wanted}]\n"
        return Call(self.subject, (), driver=Driver(source, ()))

    def _values(self, reply: object) -> tuple[float, ...]:
        if not isinstance(reply, Returned) or not isinstance(reply.value, list):
            return ()
        numbers = [np.asarray(one) for one in reply.value]
        if not all(one.dtype.kind in "iuf" and one.size == 1 for one in numbers):
            return ()
        return tuple(float(one.item()) for one in numbers)


def _is(got: Sequence[float], wanted: Sequence[float]) -> bool:
    return len(got) == len(wanted) and all(abs(a - b) <= WITHIN * abs(b) for a, b in zip(got, wanted, strict=True))
