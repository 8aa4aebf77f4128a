"""Shares of right answers: on unseen examples, after a relabelling, on a single batch that should be known by heart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.failing import CheckFailed, FailureKind, Health
from grader.exam.marks import Mark, tried
from grader.exam.subject import Returned

if TYPE_CHECKING:
    from grader.exam.calling import Desk

Array = np.ndarray[Any, Any]


def accuracy(desk: Desk, answers: Any, truth: Any, at_least: float) -> Any:
    """At least this share of the answers equals `truth`; with a function of a seed, for one of two seeds.

    Gives back the answers that reach it.
    """
    desk.asserted = True
    right, mark = np.asarray(truth), Mark("share of unseen examples that are right", at_least)
    run: Callable[[int], Any] = answers if callable(answers) else lambda _seed: answers
    shares: list[float] = []
    for _seed, given, share in tried(desk, mark, run, lambda given: share_of(desk, given, right)):
        shares.append(share)
        if mark.is_met_by(share):
            return given
        if not callable(answers):
            break
    # Whole per cents: a finer figure on fixed data would let its labels be found out one by one.
    again = f" With another seed: {shares[1]:.0%}." if len(shares) > 1 else ""
    asked = f"at least {at_least * 100:g} % are asked"
    raise failed(desk, f"{shares[0]:.0%} of {right.size} unseen examples are right; {asked}.{again}")


def one_batch(desk: Desk, answers: Any, truth: Any, at_least: float) -> None:
    """A network that learns at all knows one batch by heart after enough steps (Karpathy 2019, "overfit one batch")."""
    desk.asserted = True
    right = np.asarray(truth)
    share = share_of(desk, answers, right)
    if share < at_least:
        counted = f"{round(share * right.size)} of {right.size}"
        health = Health(
            "cannot-learn-one-batch", "One batch, shown again and again, is not learnt: the loop is broken."
        )
        told = f"One batch, shown again and again, should be known by heart. Yours reads {counted}."
        raise failed(desk, told, health, safe=health.sentence)


def share_of(desk: Desk, answers: Any, truth: Array) -> float:
    """The share of right answers. Raises CheckFailed where there is not one for each example."""
    given = np.asarray(answers)
    if given.shape != truth.shape:
        sentence = f"One answer for each example is asked, shape {truth.shape}; yours has shape {given.shape}."
        raise failed(desk, sentence)
    return float(np.mean(given == truth))


def failed(desk: Desk, sentence: str, health: Health | None = None, safe: str = "") -> CheckFailed:
    function = _last_function(desk)
    return CheckFailed(
        FailureKind.ACCURACY,
        sentence,
        safe or sentence,
        where=function,
        function=function,
        measure=health.id if health else "",
        health=health,
    )


def _last_function(desk: Desk) -> str:
    own = [one.call.name for one in desk.records if one.check == desk.check and isinstance(one.reply, Returned)]
    return own[-1] if own else ""
