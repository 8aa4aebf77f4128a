"""The gates of an LSTM: which of them are off with and without an error that comes back through the cell.

c_t = f · c_(t−1) + i · g and h_t = o · tanh(c_t): Hochreiter and Schmidhuber 1997, forget gate by Gers et al. 2000.
"""

from __future__ import annotations

import re

import numpy as np

from grader.contract import FunctionContract
from grader.contract.types import ArrayType
from grader.diagnosis.slopes import is_gradient
from grader.diagnosis.views import Told, View, Views, asked
from grader.exam.relations import same
from grader.exam.sitting import Sitting

CARRY = re.compile(r"d_?[cC](_?(next|t|T|after))?")
GATE = re.compile(r"(?:d|dW|db|dU|W|b|U)_?([figoc])")
LEAST_GATES = {"f", "i", "o"}
OVERWRITTEN = (
    "`{carry}` makes no difference to your answer: it is left out, or written over. Two errors meet there: add."
)


def of_gates(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """One gate alone, the carry overwritten, or both."""
    place = next((i for i, one in enumerate(contract.arguments) if _is_carry(one.name, one.type)), None)
    if place is None or not is_gradient(contract) or not all(_gates(view) >= LEAST_GATES for view in views):
        return None
    view = next((one for one in views if place < len(one.case) and np.any(one.case[place])), None)
    if view is None:
        return None
    case = (*view.case[:place], np.zeros_like(view.case[place]), *view.case[place + 1 :])
    still = asked(sitting, contract, case)
    if still is None:
        return None
    carry, unused = contract.arguments[place].name, _unused(view, still)
    alone = _gate_alone(still)
    if alone and unused:
        return Told(
            "carry-and-gate",
            f"{OVERWRITTEN.format(carry=carry)} And gate {alone} is off by itself: look at its slope.",
        )
    if unused and still.is_right:
        return Told("carry-overwritten", OVERWRITTEN.format(carry=carry))
    if alone and _gate_alone(view) == alone:
        return Told(
            "one-gate",
            f"Of the gates only {alone} is off; the error that reaches the others is right. "
            "Look at the slope of this gate and at what it multiplies.",
        )
    return None


def _is_carry(name: str, kind: object) -> bool:
    return isinstance(kind, ArrayType) and CARRY.fullmatch(name) is not None


def _gates(view: View) -> set[str]:
    return {letter for label in view.parts if (letter := _gate(label))}


def _gate(label: str) -> str:
    core = label.rstrip('"]').rpartition('"')[2]
    found = GATE.fullmatch(core)
    return found[1] if found else ""


def _gate_alone(view: View) -> str:
    """The one gate that is off; what is not of one gate builds on all of them."""
    letters = {_gate(label) for label in view.wrong} - {""}
    return letters.pop() if len(letters) == 1 else ""


def _unused(view: View, still: View) -> bool:
    """Is the answer the same without the carry, though the right one is not?"""
    pairs = [(part, still.parts[label]) for label, part in view.parts.items() if label in still.parts]
    unmoved = all(part.got.shape == other.got.shape and same(part.got, other.got) for part, other in pairs)
    return unmoved and any(not same(part.truth, other.truth) for part, other in pairs)
