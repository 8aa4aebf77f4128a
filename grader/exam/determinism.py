"""The same call gives the same answer, and far-out numbers stay finite on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.contract import FunctionContract
from grader.exam.comparing import difference_failure, differences
from grader.exam.failing import CheckFailed, FailureKind, LearnerRaised
from grader.exam.subject import How
from grader.verdict import LearnerError

if TYPE_CHECKING:
    from grader.exam.calling import Desk

REPEATABLE = 1e-12
ACCIDENTS_IN_WORDS = {
    "overflow": "an overflow in `{name}`{line}: a number too large for a float.",
    "invalid value": "an invalid value in `{name}`{line}, as from 0/0 or ∞ − ∞.",
    "divide by zero": "a division by zero in `{name}`{line}.",
}
UNKNOWN_ACCIDENT = "an overflow, an invalid value or a division by zero{line}."
LOG_OF_ZERO = "the logarithm of 0{line}, which is −∞."
NUMPY_ACCIDENT = re.compile(r"(overflow|invalid value|divide by zero) encountered in (\w{1,20})")


def stable(desk: Desk, name: str, args: Sequence[Any], tolerance: float, because: str) -> Any:
    """Right at the edges, without overflow, invalid or division by zero on the way."""
    contract = desk.contract_of(name)
    truth = desk.reference.answer(name, tuple(args))
    try:
        got = desk.call(name, args, How(strict=True))
    except LearnerRaised as raised:
        if raised.error.type != "FloatingPointError":
            raise
        raise _accident(name, raised.error, because) from raised
    found = differences(got, truth, contract.returns, tolerance)
    if found:
        failure = difference_failure(desk, contract, tuple(args), found[0], because)
        failure.kind = FailureKind.STABILITY
        raise failure
    return got


def same_seed(desk: Desk, name: str, args: Sequence[Any]) -> None:
    """The same arguments give the same answer twice."""
    first, second = (returned.value for returned in desk.ask_all(name, [args, args]))
    judge_same_seed(desk.contract_of(name), first, second)


def judge_same_seed(contract: FunctionContract, first: Any, second: Any) -> None:
    """Raises CheckFailed where two answers to one call differ."""
    if differences(second, first, contract.returns, REPEATABLE):
        sentence = (
            f"`{contract.name}` gave two answers to the same call: use only the generator or seed that it is given."
        )
        raise _unstable(contract.name, sentence, "same-seed")


def remembers_nothing(desk: Desk, name: str, args: Sequence[Any], between: Sequence[Any]) -> None:
    """Another call in between changes nothing."""
    first, _, second = (returned.value for returned in desk.ask_all(name, [args, between, args]))
    if differences(second, first, desk.contract_of(name).returns, REPEATABLE):
        sentence = f"`{name}` answers differently after another call: something is kept between calls."
        raise _unstable(name, sentence, "remembers")


def _accident(name: str, error: LearnerError, because: str) -> CheckFailed:
    """An overflow told in words. Only NumPy's own words pass: the message is the learner's text otherwise."""
    found = NUMPY_ACCIDENT.fullmatch(error.message)
    known = found is not None and isinstance(getattr(np, found[2], None), np.ufunc)
    what = UNKNOWN_ACCIDENT
    if found is not None and known:
        of_zero = found[1] == "divide by zero" and found[2].startswith("log")
        what = LOG_OF_ZERO if of_zero else ACCIDENTS_IN_WORDS[found[1]]
    told = what.format(name=found[2] if found else "", line=f" at line {error.line}" if error.line else "")
    sentence = f"`{name}` meets {told}" + (f" {because}" if because else "")
    return CheckFailed(FailureKind.STABILITY, sentence, sentence, where=name, function=name, measure="accident")


def _unstable(name: str, sentence: str, measure: str) -> CheckFailed:
    return CheckFailed(FailureKind.DETERMINISM, sentence, sentence, where=name, function=name, measure=measure)
