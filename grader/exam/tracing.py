"""Follow one of the learner's functions line by line, on an input that a visible check gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from grader.contract import FunctionContract, bind_arguments
from grader.exam.cases import drawn_cases
from grader.exam.drawing import Draws
from grader.exam.exam import Exam
from grader.exam.failing import AuthorFault, CheckFailed, LearnerRaised, NotAttempted
from grader.exam.sitting import Sitting
from grader.exam.subject import Call, LearnerSubject, Missing, Raised, Reply, Returned
from grader.sandbox.metering import Usage
from grader.verdict import LearnerError, Visibility

# Sizes come generic first; of a function whose first call is not, a few more are looked at.
MOST_FOLLOWED = 4
MOST_ROWS, MOST_TEXT, MOST_AXES = 200, 100, 32
TEXTS = ("function", "name", "step", "kind", "dtype")


@dataclass(frozen=True)
class Followed:
    """One call as it was seen. `is_generic`: its lengths are all different and none of them is 1."""

    reply: Reply
    rows: Sequence[Mapping[str, Any]]
    truncated: bool
    is_generic: bool


class _SeenEnough(Exception):
    """A call that shows the shapes well has been followed."""


def traced(sitting: Sitting, subject: LearnerSubject, asked: str) -> dict[str, Any]:
    """The trace of the function `asked`, or of the last one that is written; no hidden check takes part."""
    written = [one for one in sitting.paper.functions if one.name not in sitting.untouched]
    contract = next((one for one in reversed(written) if asked in ("", one.name)), None)
    if contract is None:
        sentence = f"`{asked}` is still as the starter left it."
        return _told(asked, error=LearnerError("NotAttempted", sentence))
    following = _Following(subject, contract)
    with suppress(_SeenEnough):
        _visible_checks(sitting, following)
        _drawn(sitting, following)
    if following.best is None:
        return _told(contract.name, error=LearnerError("NoExample", f"No visible check calls `{contract.name}`."))
    return _told(contract.name, following.best, _error(following.best.reply))


class _Following:
    """Passes calls on to the learner's process; those of one function are followed there."""

    def __init__(self, subject: LearnerSubject, contract: FunctionContract) -> None:
        self.best: Followed | None = None
        self.contract = contract
        self._subject = subject
        self._left = MOST_FOLLOWED

    def call(self, call: Call) -> Reply:
        if call.name != self.contract.name or call.driver is not None or self._left <= 0:
            return self._subject.call(call)
        self._left -= 1
        reply, told = self._subject.trace(call)
        seen = Followed(reply, _rows(told), told.get("truncated") is True, self._is_generic(call))
        if self.best is None or (seen.is_generic and not self.best.is_generic):
            self.best = seen
        if seen.is_generic:
            raise _SeenEnough
        return reply

    def call_all(self, calls: Sequence[Call]) -> list[Reply]:
        replies: list[Reply] = []
        for call in calls:
            replies.append(self.call(call))
            if not isinstance(replies[-1], Returned):
                break
        return replies

    def reload(self) -> None:
        self._subject.reload()

    def usage(self) -> Usage:
        return self._subject.usage()

    def _is_generic(self, call: Call) -> bool:
        lengths = list(bind_arguments(self.contract.arguments, call.args).values())
        return len(set(lengths)) == len(lengths) and 1 not in lengths


def _visible_checks(sitting: Sitting, following: _Following) -> None:
    """Take the visible checks for their inputs: how they end is of no interest here."""
    for spec in sitting.paper.checks:
        if spec.visibility is Visibility.ALWAYS and not spec.standard:
            desk = sitting.desk(spec)
            desk.subject = following
            with suppress(CheckFailed, LearnerRaised, NotAttempted, AuthorFault):
                sitting.checks[spec.id](Exam(desk, Draws(sitting.paper.seed, spec.id)))


def _drawn(sitting: Sitting, following: _Following) -> None:
    """Where no visible check calls the function: one case of generic lengths, drawn by the contract."""
    if following.best is not None:
        return
    for spec in sitting.paper.checks[:1]:
        cases = drawn_cases(sitting.desk(spec), following.contract, Draws(sitting.paper.seed, "trace"))
        for case in cases[:1]:
            following.call(Call(following.contract.name, case))


def _error(reply: Reply) -> LearnerError | None:
    match reply:
        case Raised(error):
            return error
        case Missing(name):
            return LearnerError("Missing", f"There is no function `{name}`.")
    return None


def _told(function: str, seen: Followed | None = None, error: LearnerError | None = None) -> dict[str, Any]:
    return {
        "function": function,
        "rows": list(seen.rows) if seen else [],
        "truncated": seen.truncated if seen else False,
        "error": None if error is None else {"type": error.type, "message": error.message, "line": error.line},
    }


def _rows(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as the learner's process tells them, without what is none."""
    found = told.get("rows")
    rows = [_row(one) for one in found[:MOST_ROWS]] if isinstance(found, list) else []
    return [row for row in rows if row is not None]


def _row(told: Any) -> dict[str, Any] | None:
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in TEXTS):
        return None
    if type(told.get("line")) is not int or type(told.get("times")) is not int:
        return None
    shape = told.get("shape")
    if shape is not None and not _is_shape(shape):
        return None
    texts = {name: told[name][:MOST_TEXT] for name in TEXTS}
    return {"line": told["line"], "times": told["times"], **texts, "shape": None if shape is None else list(shape)}


def _is_shape(found: Any) -> bool:
    return isinstance(found, tuple) and len(found) <= MOST_AXES and all(type(length) is int for length in found)
