"""Back through time: what is right for one step and wrong for several, and the state that a weight meets.

Goodfellow, Bengio, Courville, Deep Learning, section 10.2.2: ∂L/∂W_hh adds up dz_t · h_(t−1)ᵀ over the steps.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.contract.types import ArrayType
from grader.diagnosis.conditions import STEP_LENGTHS, first_only
from grader.diagnosis.slopes import is_gradient
from grader.diagnosis.views import Array, Part, Told, View, Views, asked
from grader.exam.batching import batch_axis
from grader.exam.cases import Case
from grader.exam.sitting import Sitting

LEAST_STEPS = 3
MOST_VARIED = 4
WITHIN = 1e-8
NO_CARRY = "What is blamed on a step stays there: the error must also flow back, from each state to the one before."


def of_a_recurrence(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """No error handed back through the states, h_t in the place of h_(t−1), or both."""
    name = _step_length(contract)
    view = max(views, key=lambda one: one.lengths.get(name or "", 0), default=None)
    if name is None or view is None or view.lengths.get(name, 0) < LEAST_STEPS or not is_gradient(contract):
        return None
    in_time = replace(contract, batch=name)
    short = first_only(in_time)(view.case)
    one = None if short is None else asked(sitting, contract, short)
    if one is None or one.wrong.keys() - view.wrong.keys():
        return None
    own = _meets_own_state(one)
    if one.wrong and own is None:
        return None
    if own is not None and view.wrong.keys() == {own}:
        return Told("own-state", _own_state(own))
    if not _nothing_is_carried(sitting, in_time, view):
        return None
    if own is None:
        return Told("carry-missing", f"Right for one step, wrong for several. {NO_CARRY}")
    return Told(
        "carry-and-state",
        f"{NO_CARRY} And `{own}` meets the state after its step, h_t, not the one before, h_(t−1).",
    )


def _own_state(label: str) -> str:
    return (
        f"Only `{label}` is off, for a single step too: it meets the state after the step, h_t, "
        "where the one before it, h_(t−1), belongs."
    )


def _step_length(contract: FunctionContract) -> str | None:
    lengths = {dim.text for one in contract.arguments if isinstance(one.type, ArrayType) for dim in one.type.dims}
    return next((name for name in sorted(lengths & STEP_LENGTHS)), None)


def _meets_own_state(one: View) -> str | None:
    """With one step each slope of a weight is error · signal: whose signal is that of a weight after the state?"""
    if len(one.wrong) != 1:
        return None
    label, wrong = next(iter(one.wrong.items()))
    mine = _factors(wrong.got) if _is_square(wrong.truth) and wrong.got.shape == wrong.truth.shape else None
    errors = [part.truth for part in one.parts.values() if part.truth.ndim == 1 and part.is_right]
    if mine is None or not errors:
        return None
    for error, signal in (mine, mine[::-1]):
        if not any(_parallel(error, other) for other in errors):
            continue
        for part in one.parts.values():
            # A square one would not tell its signal from its error.
            tells = part is not wrong and part.is_right and not _is_square(part.truth)
            theirs = _factors(part.truth) if tells else None
            if theirs is not None and _shares_signal_only(theirs, error, signal):
                return label
    return None


def _is_square(value: Array) -> bool:
    return value.ndim == 2 and value.shape[0] == value.shape[1]


def _shares_signal_only(theirs: tuple[Array, Array], error: Array, signal: Array) -> bool:
    """The same signal, another error: the weight that lies behind the state."""
    return any(_parallel(one, signal) and not _parallel(other, error) for one, other in (theirs, theirs[::-1]))


def _factors(value: Array) -> tuple[Array, Array] | None:
    """The two vectors whose outer product it is, up to a number."""
    if value.ndim != 2 or not np.isfinite(value).all() or _rank(value) != 1:
        return None
    left, _, right = np.linalg.svd(value)
    return left[:, 0], right[0]


def _rank(value: Array) -> int:
    sizes = np.linalg.svd(value, compute_uv=False)
    return int((sizes > WITHIN * sizes[0]).sum()) if sizes.size and sizes[0] > 0 else 0


def _parallel(one: Array, other: Array) -> bool:
    if one.shape != other.shape or one.size < 2:
        return False
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return lengths > 0 and abs(abs(float(one @ other)) - lengths) <= WITHIN * lengths


def _nothing_is_carried(sitting: Sitting, in_time: FunctionContract, view: View) -> bool:
    """Another target of the last step changes what is learnt at that step only: a table of rank 1.

    With the error carried back it changes the blame of every step, and each has a signal of its own.
    """
    tables = [label for label, part in view.wrong.items() if part.truth.ndim == 2 and min(part.truth.shape) > 1]
    for case in _last_step_varied(in_time, view.case):
        other = asked(sitting, replace(in_time, batch=None), case)
        if other is None or not tables or not set(tables) <= other.parts.keys():
            continue
        changes = [(_change(view.parts[one], other.parts[one])) for one in tables]
        if all(change is not None and change[0] == 1 and change[1] > 1 for change in changes):
            return True
    return False


def _change(before: Part, after: Part) -> tuple[int, int] | None:
    """The ranks of what changed in the learner's and in the author's answer."""
    if before.got.shape != before.truth.shape or after.got.shape != before.got.shape:
        return None
    if not (np.isfinite(before.got).all() and np.isfinite(after.got).all() and np.isfinite(after.truth).all()):
        return None
    return _rank(after.got - before.got), _rank(after.truth - before.truth)


def _last_step_varied(in_time: FunctionContract, case: Case) -> list[Case]:
    """The case with one argument changed in its last step; the targets are as a rule the last argument."""
    found: list[Case] = []
    for place in reversed(range(len(case))):
        axis = batch_axis(in_time.arguments[place].type, in_time.batch)
        value = case[place]
        if axis is None or not isinstance(value, np.ndarray):
            continue
        other = np.moveaxis(value.copy(), axis, 0)
        other[-1] = _varied(other)
        if not np.array_equal(np.moveaxis(other, 0, axis), value):
            found.append((*case[:place], np.moveaxis(other, 0, axis), *case[place + 1 :]))
    return found[:MOST_VARIED]


def _varied(steps: Array) -> Any:
    """Something else for the last step, of the same kind: the one before, or a shorter one."""
    if steps.dtype.kind == "f":
        return 0.5 * steps[-1] + 0.3
    return next((one for one in steps[::-1] if not np.array_equal(one, steps[-1])), steps[-1])
