"""The step of an LSTM, its weights in one matrix, in two or in four: where the author's gates lie is found by values.

i, f, o = σ(z), g = tanh(z), c_t = f · c_(t−1) + i · g, h_t = o · tanh(c_t): Hochreiter and Schmidhuber 1997, the
forget gate by Gers et al. 2000. Each z is a block of W [x; h_(t−1)] + b, in an order that is the author's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np

from grader.diagnosis.views import Array
from grader.exam.relations import same

GATES = "ifgo"
FORGET_BIASES = (0.0, 1.0)
MOST_FORMS = 24
WITHIN = 1e-9

Inputs = Mapping[str, Array]
Squash = Callable[[Any], Any]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


@dataclass(frozen=True)
class Form:
    """By which names a call gives input, states and weights.

    `weights`: one for all gates, one for the input and one for the state, or one for each gate; `biases` likewise, or
    none. `turned`: the gates lie side by side in columns, not below each other in rows. `in_time`: `x` holds steps.
    `state`: the shape of h and c; where they are not given, their names are empty.
    """

    x: str
    h: str
    c: str
    weights: tuple[str, ...]
    biases: tuple[str, ...]
    turned: bool
    in_time: bool
    state: tuple[int, ...]

    @property
    def is_stacked(self) -> bool:
        return len(self.weights) < len(GATES)


@dataclass(frozen=True)
class Cell:
    """What is done with the blocks. `order`: the gate of each block. `joined`: what comes first, x or h.

    `lifted`: the gate to whose z `lift` is added. `squash`: by gate. `seen`: the state that the gates see.
    `passed`: what a step hands on as h and c.
    """

    order: tuple[str, ...]
    joined: str = "xh"
    lifted: str = "f"
    lift: float = 0.0
    squash: tuple[Squash, ...] = (sigmoid, sigmoid, np.tanh, sigmoid)
    keep: Callable[[Any, Any, Any, Any], Any] = lambda f, i, g, c: f * c + i * g
    give: Callable[[Any, Any, Any], Any] = lambda o, new, old: o * np.tanh(new)
    seen: str = "h"
    passed: Callable[[Any, Any], tuple[Any, Any]] = lambda h, c: (h, c)

    def run(self, form: Form, inputs: Inputs) -> dict[str, Array]:
        """The states at the end, and of a sequence those of every step."""
        h, c = (inputs[name] if name else np.zeros(form.state) for name in (form.h, form.c))
        hs, cs = [], []
        for x in inputs[form.x] if form.in_time else [inputs[form.x]]:
            h, c = self._step(form, inputs, x, h, c)
            hs.append(h)
            cs.append(c)
        ends = {"h": np.asarray(h), "c": np.asarray(c)}
        return {**ends, "every h": np.stack(hs), "every c": np.stack(cs)} if form.in_time else ends

    def _step(self, form: Form, inputs: Inputs, x: Array, h: Array, c: Array) -> tuple[Any, Any]:
        z = dict(zip(self.order, _blocks(form, inputs, x, {"h": h, "c": c}[self.seen], self.joined), strict=True))
        z[self.lifted] = z[self.lifted] + self.lift
        i, f, g, o = (squash(z[gate]) for gate, squash in zip(GATES, self.squash, strict=True))
        new = self.keep(f, i, g, c)
        return self.passed(self.give(o, new, c), new)


def _blocks(form: Form, inputs: Inputs, x: Array, state: Array, joined: str) -> list[Array]:
    """The four z, in the order in which they lie."""
    weights = [inputs[name] if form.turned else inputs[name].T for name in form.weights]
    both = np.concatenate([x, state] if joined == "xh" else [state, x], axis=-1)
    if len(weights) == len(GATES):
        z = [both @ one for one in weights]
        return [one + inputs[name] for one, name in zip(z, form.biases, strict=True)] if form.biases else z
    whole = both @ weights[0] if len(weights) == 1 else x @ weights[0] + state @ weights[1]
    return np.split(whole + sum(inputs[name] for name in form.biases), len(GATES), axis=-1)


def forms_of(inputs: Inputs) -> Iterator[Form]:
    """Every way in which these inputs could be those of an LSTM; its states may begin at 0 without being given."""
    decimals = {name: one for name, one in inputs.items() if one.dtype.kind == "f"}
    states = [name for name, one in decimals.items() if one.ndim in (1, 2)]
    for h, c in permutations(states, 2):
        if inputs[c].shape == inputs[h].shape:
            yield from _with_states(decimals, h, c, inputs[h].shape)
    sizes = {length // len(GATES) for name in states for length in inputs[name].shape if length % len(GATES) == 0}
    for size in sorted(sizes):
        for batch in {(), *(one.shape[1:-1] for one in decimals.values())}:
            yield from _with_states(decimals, "", "", (*batch, size))


def _with_states(inputs: Inputs, h: str, c: str, shape: tuple[int, ...]) -> Iterator[Form]:
    rest = [name for name, one in inputs.items() if name not in (h, c) and one.ndim in (1, 2)]
    for names, biases, turned in _weights(inputs, rest, shape[-1]):
        for x in (name for name in inputs if name not in (h, c, *names, *biases)):
            in_time = inputs[x].ndim == len(shape) + 1
            lead = inputs[x].shape[1:-1] if in_time else inputs[x].shape[:-1]
            fits = inputs[x].ndim in (len(shape), len(shape) + 1) and lead == shape[:-1]
            if fits and (h or in_time) and _fit(inputs, names, turned, inputs[x].shape[-1], shape[-1]):
                yield Form(x, h, c, names, biases, turned, in_time, shape)


def _weights(inputs: Inputs, rest: Sequence[str], size: int) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """One matrix with four blocks, two with four each, or four; with a bias that has as many."""
    tables = [name for name in rest if inputs[name].ndim == 2]
    rows = [name for name in rest if inputs[name].ndim == 1]
    for turned in (False, True):
        none: tuple[str, ...] = ()
        wide = [name for name in tables if inputs[name].shape[turned] == len(GATES) * size]
        long: list[tuple[str, ...]] = [(name,) for name in rows if inputs[name].shape == (len(GATES) * size,)]
        stacked: list[tuple[str, ...]] = [*((name,) for name in wide), *permutations(wide, 2)]
        yield from ((names, biases, turned) for names in stacked for biases in long or [none])
        single = [name for name in tables if inputs[name].shape[turned] == size]
        each = tuple(name for name in rows if inputs[name].shape == (size,))
        if len(single) == len(GATES) and len(each) in (0, len(GATES)):
            yield tuple(single), each, turned


def _fit(inputs: Inputs, names: Sequence[str], turned: bool, width: int, size: int) -> bool:
    """Does each weight meet what it multiplies?"""
    inner = [inputs[name].shape[1 - turned] for name in names]
    return inner == [width, size] if len(names) == 2 else all(one == width + size for one in inner)


def understood(inputs: Inputs, truths: Mapping[str, Array]) -> tuple[Form, Cell, dict[str, str]] | None:
    """The form and the cell that give the author's answer, and which of its parts hold which states."""
    for form in list(forms_of(inputs))[:MOST_FORMS]:
        for joined in ("xh", "hx") if len(form.weights) != 2 else ("xh",):
            for cell in _cells(joined):
                with np.errstate(all="ignore"):
                    held = held_by(cell.run(form, inputs), truths)
                # One of the states that a step gives, told from what went in.
                if any(key in ("h", "every h") for key in held.values()):
                    return form, cell, held
    return None


def _cells(joined: str) -> Iterator[Cell]:
    for lift in FORGET_BIASES:
        for order in permutations(GATES):
            yield replace(Cell(order), joined=joined, lift=lift)


def held_by(states: Mapping[str, Array], parts: Mapping[str, Array]) -> dict[str, str]:
    """The parts that equal a state, with the name of it."""
    found = {label: [key for key, one in states.items() if same(part, one, WITHIN)] for label, part in parts.items()}
    return {label: keys[0] for label, keys in found.items() if keys}
