"""The gates of an LSTM: which of them are off with and without an error that comes back through the cell.

c_t = f · c_(t−1) + i · g and h_t = o · tanh(c_t): Hochreiter and Schmidhuber 1997, forget gate by Gers et al. 2000.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np

from grader.contract import FunctionContract
from grader.contract.types import ArrayType
from grader.diagnosis.cell_slips import order_of_blocks
from grader.diagnosis.slopes import is_gradient
from grader.diagnosis.views import Part, Told, View, Views, asked
from grader.exam.relations import same
from grader.exam.sitting import Sitting

CARRY = re.compile(r"d_?[cC](_?(next|t|T|after))?")
GATE = re.compile(r"(?:d|dW|db|dU|W|b|U)_?([figoc])")
LEAST_GATES = {"f", "i", "o"}
BLOCKS = 4
# The gate of a block, where the order is known, or which block it is.
IN_ORDER = ("of the first block", "of the second block", "of the third block", "of the fourth block")
OVERWRITTEN = (
    "`{carry}` makes no difference to your answer: it is left out, or written over. Two errors meet there: add."
)


def of_gates(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """Blocks in another order, one gate alone, the carry overwritten, or both of these."""
    place = next((i for i, one in enumerate(contract.arguments) if _is_carry(one.name, one.type)), None)
    if place is None or not is_gradient(contract):
        return None
    stacked = [_stacked(view, np.shape(view.case[place])[-1]) for view in views if place < len(view.case)]
    # What is four times as long at one size only is so by chance.
    common = set.intersection(*(set(one) for one in stacked)) if stacked else set()
    stacked = [{label: axis for label, axis in one.items() if label in common} for one in stacked]
    letters = (order_of_blocks(sitting) or IN_ORDER) if any(stacked) else ()
    views = [_in_blocks(view, labels, letters) for view, labels in zip(views, stacked, strict=False)]
    if not all(_gates(view) >= LEAST_GATES or _gates(view) >= set(IN_ORDER) for view in views):
        return None
    return _exchanged(views, stacked, letters) or _of_one(sitting, contract, place, views, letters)


def _stacked(view: View, size: int) -> dict[str, int]:
    """The parts that hold four gates, each with the axis along which they lie."""
    found: dict[str, int] = {}
    for label, part in view.parts.items():
        axes = [axis for axis, length in enumerate(part.truth.shape) if length == BLOCKS * size]
        if len(axes) == 1 and part.got.shape == part.truth.shape:
            found[label] = axes[0]
    return found


def _in_blocks(view: View, stacked: Mapping[str, int], letters: Sequence[str]) -> View:
    """Each of the four blocks as a part of its own."""
    parts: dict[str, Part] = {}
    for label, part in view.parts.items():
        if label not in stacked:
            parts[label] = part
            continue
        both = (np.split(one, BLOCKS, axis=stacked[label]) for one in (part.got, part.truth))
        parts |= {f"{label}|{gate}": Part(*each) for gate, *each in zip(letters, *both, strict=True)}
    return replace(view, parts=parts)


def _exchanged(views: Views, stacked: Sequence[Mapping[str, int]], letters: Sequence[str]) -> Told | None:
    """The right blocks, in one and the same wrong order in every answer."""
    if not all(stacked):
        return None
    fitting = [
        order
        for order in permutations(range(BLOCKS))
        if all(
            _is_order(view, label, order, letters)
            for view, labels in zip(views, stacked, strict=True)
            for label in labels
        )
    ]
    if len(fitting) != 1 or fitting[0] == tuple(range(BLOCKS)):
        return None
    wrong = sorted({label for view, labels in zip(views, stacked, strict=True) for label in labels})
    listed = " and ".join(f"`{label}`" for label in wrong)
    if letters == IN_ORDER:
        return Told("gates-in-another-order", f"The four blocks of {listed} are right, but in another order.")
    lying = ", ".join(letters[block] for block in fitting[0])
    return Told(
        "gates-in-another-order",
        f"The four blocks of {listed} are right, but lie as {lying}; asked is {', '.join(letters)}.",
    )


def _is_order(view: View, label: str, order: Sequence[int], letters: Sequence[str]) -> bool:
    """Does block k hold what is right for the block `order[k]`?"""
    blocks = [view.parts[f"{label}|{gate}"] for gate in letters]
    return all(same(blocks[at].got, blocks[block].truth) for at, block in enumerate(order))


def _of_one(
    sitting: Sitting, contract: FunctionContract, place: int, views: Views, letters: Sequence[str]
) -> Told | None:
    view = next((one for one in views if place < len(one.case) and np.any(one.case[place])), None)
    if view is None:
        return None
    case = (*view.case[:place], np.zeros_like(view.case[place]), *view.case[place + 1 :])
    answer = asked(sitting, contract, case)
    if answer is None:
        return None
    still = _in_blocks(answer, _stacked(answer, np.shape(case[place])[-1]) if letters else {}, letters)
    carry, unused = contract.arguments[place].name, _unused(view, still)
    alone = _gate_alone(still)
    if alone and unused:
        return Told(
            "carry-and-gate",
            f"{OVERWRITTEN.format(carry=carry)} And {_shown('gate', alone)} is off by itself: look at its slope.",
        )
    if unused and still.is_right:
        return Told("carry-overwritten", OVERWRITTEN.format(carry=carry))
    if alone and _gate_alone(view) == alone:
        return Told(
            "one-gate",
            f"Of the gates only {_shown('', alone)} is off; the error that reaches the others is right. "
            "Look at the slope of this gate and at what it multiplies.",
        )
    return None


def _is_carry(name: str, kind: object) -> bool:
    return isinstance(kind, ArrayType) and CARRY.fullmatch(name) is not None


def _gates(view: View) -> set[str]:
    return {letter for label in view.parts if (letter := _gate(label))}


def _gate(label: str) -> str:
    if "|" in label:
        return label.rpartition("|")[2]
    core = label.rstrip('"]').rpartition('"')[2]
    found = GATE.fullmatch(core)
    return found[1] if found else ""


def _gate_alone(view: View) -> str:
    """The one gate that is off; what is not of one gate builds on all of them."""
    letters = {_gate(label) for label in view.wrong} - {""}
    return letters.pop() if len(letters) == 1 else ""


def _shown(kind: str, gate: str) -> str:
    """A gate by its letter, or by its block."""
    if gate in IN_ORDER:
        return f"{f'the {kind}' if kind else 'that'} {gate}"
    return f"{kind} {gate}".strip()


def _unused(view: View, still: View) -> bool:
    """Is the answer the same without the carry, though the right one is not?"""
    pairs = [(part, still.parts[label]) for label, part in view.parts.items() if label in still.parts]
    unmoved = all(part.got.shape == other.got.shape and same(part.got, other.got) for part, other in pairs)
    return unmoved and any(not same(part.truth, other.truth) for part, other in pairs)
