"""Training steps: weights moved before the error has passed back, moments stored corrected, slopes never cleared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.contract.types import ArrayType
from grader.diagnosis.questions import Question, steps_of
from grader.diagnosis.views import Part, Told, View
from grader.exam.relations import same

RATES = ("lr", "eta", "rate", "learning_rate", "step_size")
COUNTERS = ("t", "step")
LEAST_STEPS = 3
SMALLER = 0.5
TINY = 1e-5
STEP_LENGTHS = ("T", "steps", "epochs")
WITHIN = 1e-6
METHOD = re.compile(r"\.(\w+)\(")
LOOP = re.compile(r"^\s*(?:for|while)\b", re.MULTILINE)
STEP = re.compile(r"step|update|train|fit")


def moved_before_passing_back(question: Question) -> Told | None:
    """Some parameters move rightly, the error of others grows with the square of the learning rate.

    A step is −lr · slope. Where the weights above have moved already, by lr · slope, the slope below is off by
    something times lr, and the step by something times lr².
    """
    rate = _rate(question.given)
    view = question.view
    moves = {label: part for label, part in view.parts.items() if part.truth.size}
    if rate is None or not view.wrong or len(view.wrong) == len(moves) or any(map(_unlike, moves.values())):
        return None
    less = question.again(**{rate: SMALLER * question.given[rate]})
    if less is None or not _comparable(view, less):
        return None
    errors = [(_error(part), _error(less.parts[label])) for label, part in view.wrong.items()]
    if not any(same(after, SMALLER**2 * before, WITHIN) for before, after in errors):
        return None
    if not all(np.linalg.norm(after) < 0.8 * SMALLER * np.linalg.norm(before) for before, after in errors):
        return None
    return Told(
        "moved-before-passing-back",
        "Some parameters are off, by the square of the learning rate: the weights behind them had moved already "
        "when the error passed back through them. Find all slopes first, then move.",
    )


def _comparable(view: View, less: View) -> bool:
    """The same parts, none wrong that was right before, and one of the right ones moves."""
    if less.parts.keys() != view.parts.keys() or any(map(_unlike, less.parts.values())):
        return False
    right = [label for label, part in view.parts.items() if part.is_right]
    moves = any(not same(view.parts[label].truth, less.parts[label].truth) for label in right)
    return moves and not less.wrong.keys() - view.wrong.keys()


def _error(part: Part) -> Any:
    return part.got - part.truth


def _unlike(part: Part) -> bool:
    return part.got.shape != part.truth.shape or not np.isfinite(part.got).all()


def moments_stored(question: Question) -> Told | None:
    """The moments come back divided by 1 − b**t, the parameters are right (Kingma and Ba 2015, algorithm 1)."""
    if not _only_larger(question.view):
        return None
    shares: dict[str, list[tuple[int, float]]] = {}
    for step in (1, 2, 4):
        changed = _at_step(question.given, step)
        view = question.again(**changed) if changed else None
        if view is None or not _only_larger(view):
            return None
        for label, part in view.wrong.items():
            shares.setdefault(label, []).append((step, 1 - 1 / (part.factor or 1)))
    # A state may count the steps before this one, or this one too.
    if not any(all(_is_power(found, shift) for found in shares.values()) for shift in (0, 1)):
        return None
    return Told(
        "corrected-moments-stored",
        "The parameters are right, the moments that are kept are divided by 1 − bᵗ: "
        "correct a copy for this step, and keep them raw for the next.",
    )


def _at_step(given: Mapping[str, Any], step: int) -> dict[str, Any]:
    """What to change so that it is this step: the argument that counts, or its place in a state."""
    for name, value in given.items():
        if name in COUNTERS and isinstance(value, int):
            return {name: step}
        counters = [key for key in COUNTERS if isinstance(value, Mapping) and isinstance(value.get(key), int)]
        if counters:
            return {name: {**value, counters[0]: step}}
    return {}


def _is_power(shares: Sequence[tuple[int, float]], shift: int) -> bool:
    """Is each share one number below 1, taken to the power of its step?"""
    roots = [share ** (1 / (step + shift)) for step, share in shares]
    return len(roots) > 1 and 0 < roots[0] < 1 and all(abs(root - roots[0]) <= WITHIN for root in roots)


def _only_larger(view: View) -> bool:
    """Some parts are right, each of the others is a number of times too large."""
    factors = [part.factor for part in view.wrong.values()]
    some_right = len(factors) < len(view.parts)
    return bool(factors) and some_right and all(factor is not None and factor > 1 for factor in factors)


def not_cleared_between_steps(question: Question) -> Told | None:
    """What should be the same at each step is there once, twice, three times; or the steps themselves are."""
    steps = steps_of(question.view) if _is_repeated(question) else []
    if len(steps) < 2 or not steps[0].is_right or any(map(_unlike, steps)):
        return None
    told = Told(
        "not-cleared",
        "Right in the first step, twice as much in the second: what is added up is not cleared before the next.",
    )
    if all(same(part.truth, steps[0].truth) and part.truth.any() for part in steps):
        return told if all(same(part.got, (i + 1) * part.truth) for i, part in enumerate(steps)) else None
    return told if len(steps) >= LEAST_STEPS and _steps_grow(question) else None


def _steps_grow(question: Question) -> bool:
    """With a tiny learning rate all steps are alike: is the second twice as long, the third three times?"""
    rate = _rate(question.given)
    slow = question.again(**{rate: TINY * question.given[rate]}) if rate is not None else None
    steps = steps_of(slow) if slow is not None else []
    if len(steps) < LEAST_STEPS or any(map(_unlike, steps)):
        return False
    for place, (before, after) in enumerate(pairwise(steps)):
        right, mine = after.truth - before.truth, after.got - before.got
        if not right.any() or not same(mine, (place + 2) * right, 1e-3):
            return False
    return True


def later_steps(question: Question) -> Told | None:
    """The first of several steps is right, all others are not."""
    steps = steps_of(question.view)
    if len(steps) < LEAST_STEPS or not _is_repeated(question, STEP):
        return None
    if not steps[0].is_right or any(part.is_right for part in steps[1:]) or not steps[0].truth.any():
        return None
    return Told(
        "later-steps",
        "The first step is right, all later ones are off: look at what is kept from step to step, "
        "and at where the number of the step enters.",
    )


def _is_repeated(question: Question, method: re.Pattern[str] | None = None) -> bool:
    """Do its parts follow each other in time? A session calls one method again and again; a function says by a length.

    `method`: the names that the method may have.
    """
    if question.call.driver is not None:
        called = [name for name in METHOD.findall(question.call.driver.source) if method is None or method.search(name)]
        loops = LOOP.search(question.call.driver.source) is not None
        return len(called) > len(set(called)) or (loops and bool(called))
    kinds = [part.type for part in question.contract.returns] if question.contract is not None else []
    first = [kind.dims[0].text for kind in kinds if isinstance(kind, ArrayType) and kind.dims]
    return len(kinds) == 1 and bool(first) and first[0] in STEP_LENGTHS


def _rate(given: Mapping[str, Any]) -> str | None:
    return next((name for name in RATES if isinstance(given.get(name), float) and given[name]), None)
