"""What goes wrong in the step of an LSTM: gates of another order, another curve, a bias or a state in another place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.cells import GATES, Cell, Form, sigmoid, understood
from grader.diagnosis.insight import inputs_of
from grader.diagnosis.views import Array, Told, View, Views, asked, view_of
from grader.exam.cases import Case
from grader.exam.relations import same
from grader.exam.sitting import Sitting

WITHIN = 1e-9
OTHER = 0.7
NAMED = {"i": "the input gate i", "f": "the forget gate f", "g": "the candidate g", "o": "the output gate o"}


@dataclass(frozen=True)
class Slip:
    told: Told
    cell: Cell


def of_a_cell(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """The one slip that makes every wrong answer, a fresh one included."""
    names = [argument.name for argument in contract.arguments]
    view = views[0]
    found = understood(_inputs(names, view.case), {label: part.truth for label, part in view.parts.items()})
    if found is None:
        return None
    form, cell, held = found
    fresh = asked(sitting, contract, _other(view.case))
    every = [*views, *([fresh] if fresh is not None else [])]
    if fresh is None or not all(_made(names, one, form, cell, held, right=True) for one in every):
        return None
    near = [one for one in slips_of(form, cell) if all(_made(names, each, form, one.cell, held) for each in every)]
    return near[0].told if len({one.told for one in near}) == 1 else None


def _inputs(names: list[str], case: Case) -> Mapping[str, Array]:
    return dict(inputs_of(names, case))


def _other(case: Any) -> Any:
    """The case with all decimals smaller."""
    if isinstance(case, tuple):
        return tuple(_other(one) for one in case)
    if isinstance(case, dict):
        return {key: _other(one) for key, one in case.items()}
    return OTHER * case if isinstance(case, np.ndarray) and case.dtype.kind == "f" else case


def _made(
    names: list[str], view: View, form: Form, cell: Cell, held: Mapping[str, str], *, right: bool = False
) -> bool:
    """Are the states of the answer, the author's where `right`, those of this cell?"""
    try:
        with np.errstate(all="ignore"):
            inputs = _inputs(names, view.case)
            states = cell.run(replace(form, state=_state(form, inputs)), inputs)
    except (KeyError, ValueError, IndexError):
        return False
    parts = {label: part.truth if right else part.got for label, part in view.parts.items()}
    return all(same(states[key], parts[label], WITHIN) for label, key in held.items())


def _state(form: Form, inputs: Mapping[str, Array]) -> tuple[int, ...]:
    """The shape of the states in this call."""
    if form.h:
        return tuple(inputs[form.h].shape)
    long = inputs[form.weights[0]].shape[form.turned]
    return (*inputs[form.x].shape[1:-1], long // len(GATES) if form.is_stacked else long)


def order_of_blocks(sitting: Sitting) -> tuple[str, ...]:
    """The gates in the order of their blocks, as the exercise's own step of an LSTM has them; empty if it has none."""
    for contract in sitting.paper.functions:
        names = [argument.name for argument in contract.arguments]
        asked_for = [one.call.args for one in sitting.records if one.call.name == contract.name and one.call.is_plain]
        for case in asked_for[:1]:
            view = view_of(sitting, contract, case, sitting.reference.answer_or_none(contract.name, case))
            truths = {} if view is None else {label: part.truth for label, part in view.parts.items()}
            found = understood(_inputs(names, case), truths)
            if found is not None and found[0].is_stacked:
                return found[1].order
    return ()


def slips_of(form: Form, cell: Cell) -> Iterator[Slip]:
    """Each typical slip beside what is right."""
    yield from _of_order(form, cell)
    yield from _of_curves(cell)
    yield from _of_lift(cell)
    yield from _of_states(cell)
    yield from _left_out(cell)


def _of_order(form: Form, cell: Cell) -> Iterator[Slip]:
    right = ", ".join(cell.order)
    for order in permutations(GATES):
        if order == cell.order:
            continue
        shown = ", ".join(order)
        sentence = (
            f"The four blocks are taken for the gates {shown}; they lie there as {right}."
            if form.is_stacked
            else f"The four weights, asked for {right}, are taken for the gates {shown}."
        )
        yield Slip(Told("gates-in-another-order", sentence), replace(cell, order=order))
    if len(form.weights) != 2:
        first = "the input before the state" if cell.joined == "xh" else "the state before the input"
        yield Slip(
            Told("joined-in-another-order", f"Input and state are joined the wrong way round: {first} is right."),
            replace(cell, joined=cell.joined[::-1]),
        )


def _of_curves(cell: Cell) -> Iterator[Slip]:
    for place, gate in enumerate(GATES):
        right, wrong = ("tanh", "a sigmoid") if gate == "g" else ("a sigmoid", "tanh")
        for curve, shown in ((sigmoid if gate == "g" else np.tanh, wrong), (np.asarray, "no curve at all")):
            squash = tuple(curve if at == place else one for at, one in enumerate(cell.squash))
            yield Slip(
                Told("curve-of-a-gate", f"Of the gates one is off: {NAMED[gate]} goes through {shown}, not {right}."),
                replace(cell, squash=squash),
            )
    turned = tuple(np.tanh if one is sigmoid else sigmoid for one in cell.squash)
    yield Slip(
        Told("curve-of-a-gate", "Sigmoid and tanh have changed places: i, f and o are doors, g is what goes through."),
        replace(cell, squash=turned),
    )


def _of_lift(cell: Cell) -> Iterator[Slip]:
    if cell.lift:
        yield Slip(Told("forget-bias", "The 1 that is added to the forget gate is left out."), replace(cell, lift=0.0))
    for gate in GATES:
        if gate != cell.lifted:
            sentence = f"A 1 is added to {NAMED[gate]}" + ("; it belongs to the forget gate f." if cell.lift else ".")
            yield Slip(Told("forget-bias", sentence), replace(cell, lifted=gate, lift=1.0))
    more = "A 2 is added to the forget gate; it is a 1." if cell.lift else "A 1 is added to the forget gate f."
    yield Slip(Told("forget-bias", more), replace(cell, lift=cell.lift + 1.0))


def _of_states(cell: Cell) -> Iterator[Slip]:
    yield Slip(
        Told(
            "cell-for-hidden",
            "The gates see the cell c in the place of the hidden state h: c stays inside, h is what is shown.",
        ),
        replace(cell, seen="c"),
    )
    yield Slip(
        Told(
            "cell-for-hidden",
            "The cell c is handed on as the hidden state as well: h is what the output gate lets out of it.",
        ),
        replace(cell, passed=lambda h, c: (c, c)),
    )
    yield Slip(
        Told("cell-for-hidden", "Hidden state and cell have changed places in what is handed on."),
        replace(cell, passed=lambda h, c: (c, h)),
    )
    yield Slip(
        Told(
            "cell-before-its-step", "The hidden state shows the cell from before the step; it should show the new one."
        ),
        replace(cell, give=lambda o, new, old: o * np.tanh(old)),
    )


def _left_out(cell: Cell) -> Iterator[Slip]:
    yield Slip(
        Told(
            "cell-without-tanh",
            "The cell goes to the output gate as it is: its tanh is missing, which keeps h between −1 and 1.",
        ),
        replace(cell, give=lambda o, new, old: o * new),
    )
    yield Slip(
        Told("cell-without-tanh", "On its way out the cell goes through a sigmoid; it should be tanh."),
        replace(cell, give=lambda o, new, old: o * sigmoid(new)),
    )
    yield Slip(
        Told("gate-left-out", "The output gate is left out: h is all of tanh(c)."),
        replace(cell, give=lambda o, new, old: np.tanh(new)),
    )
    yield Slip(
        Told("gate-left-out", "The forget gate is left out: the cell keeps all that it had."),
        replace(cell, keep=lambda f, i, g, c: c + i * g),
    )
    yield Slip(
        Told("gate-left-out", "The input gate is left out: the candidate goes in whole."),
        replace(cell, keep=lambda f, i, g, c: f * c + g),
    )
    yield Slip(
        Told("cell-not-kept", "What the cell held before is gone: the new cell is i · g alone."),
        replace(cell, keep=lambda f, i, g, c: i * g),
    )
