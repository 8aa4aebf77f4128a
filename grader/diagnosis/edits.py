"""What of one expression is off: its operator, the order of its sides, an axis, a number; each tried with its values.

Every trial asks whether the right value would have come out, on both cases. Names and operators are shown only as far
as the learner's text holds them, and numbers never: what the learner's process tells may be forged.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.diagnosis.expressions import Expression, Operand
from grader.diagnosis.views import Array
from grader.exam.relations import same
from grader.exam.source import Source
from grader.learner.looked_at import Place

WITHIN = 1e-9
OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "@": operator.matmul,
    "**": operator.pow, "//": operator.floordiv,
}  # fmt: skip
OF_TWO: Mapping[str, Callable[[Any, Any], Any]] = {
    name: getattr(np, name)
    for name in (
        "dot", "matmul", "outer", "inner", "add", "subtract", "multiply", "divide", "power", "maximum", "minimum",
    )
}  # fmt: skip
ALONG: Mapping[str, Callable[..., Any]] = {
    name: getattr(np, name) for name in ("sum", "mean", "max", "min", "prod", "std", "var")
}
PLACES: Mapping[str, Callable[..., Any]] = {name: getattr(np, name) for name in ("argmax", "argmin")}
OF_ONE: Mapping[str, Callable[[Any], Any]] = {
    **{
        name: getattr(np, name) for name in ("exp", "log", "sqrt", "abs", "tanh", "square", "negative", "log2", "log10")
    },
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "relu": lambda z: np.maximum(z, 0),
}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def what_is_off(expression: Expression, place: Place, source: Source, *, is_first: bool) -> str:
    """Sentences for the learner, the first of them short; empty where no trial fits, or the text does not hold it."""
    shown = _shown(expression, place, source)
    if not shown:
        return ""
    if expression.is_a_step and expression.is_last:
        return f"The end of line {place.line} is missing. What is there is right as far as it goes."
    with np.errstate(all="ignore"):
        why = next(_reasons(expression, place.function), "")
    if not why and expression.is_last:
        return ""
    head = f"It first goes wrong at line {place.line}, {shown}." if is_first else f"Look at line {place.line}, {shown}."
    return f"{head} {why or 'What is done with it afterwards is right: look at it, and at what goes into it.'}"


def _shown(expression: Expression, place: Place, source: Source) -> str:
    """Its operator or its call, as far as the text has it."""
    word = expression.word
    ordinal = "" if expression.of == 1 else f"{ORDINALS[expression.which]} " if expression.which < len(ORDINALS) else ""
    if expression.of > 1 and not ordinal:
        return ""
    if word.startswith("call."):
        name = word.removeprefix("call.")
        called = {one.rpartition(".")[2] for one in source.calls_in(place.function)}
        return f"at its {ordinal}call of `{name}`" if name in called else ""
    if word == ".T":
        return f"at its {ordinal}`.T`"
    if word == "neg":
        return f"at its {ordinal}minus sign"
    return f"at its {ordinal}`{word}`" if word in source.operators_in(place.function) else ""


def _reasons(one: Expression, function: str) -> Iterator[str]:
    """Each thing that, done otherwise, would have given the right value."""
    own = [each for each in one.operands if each is not None]
    if len(own) != len(one.operands):
        return
    if one.word in OPERATIONS and len(own) == 2:
        yield from _of_two(one, own, OPERATIONS[one.word], OPERATIONS, function)
    name = one.word.removeprefix("call.")
    if name in OF_TWO and len(own) == 2 and not one.named:
        yield from _of_two(one, own, OF_TWO[name], OF_TWO, function)
    if (name in ALONG or name in PLACES) and 1 <= len(own) <= 2:
        yield from _along(one, own, name, function)
    if (name in OF_ONE or one.word in ("neg", ".T")) and len(own) == 1:
        yield from _of_one(one, own[0], name, function)


def _of_two(
    one: Expression, own: Sequence[Operand], done: Callable[[Any, Any], Any], others: Mapping[str, Any], function: str
) -> Iterator[str]:
    left, right = own
    sides = "Its two sides are right"
    if _gives(one, lambda a, b: done(b, a), left.values, right.values):
        yield f"{sides}, but the wrong way round."
    if any(_gives(one, other, left.values, right.values) for other in others.values() if other is not done):
        what = "operator" if one.word in OPERATIONS else "function"
        yield f"{sides}, and so is what is done afterwards: another {what} belongs there."
    turned: tuple[Callable[[Any, Any], Any], ...] = (
        lambda a, b: done(a.T, b), lambda a, b: done(a, b.T), lambda a, b: done(a.T, b.T), lambda a, b: done(b.T, a.T),
    )  # fmt: skip
    if any(_gives(one, way, left.values, right.values) for way in turned):
        yield "What it is given is right, but rows and columns have changed places in it."
    if any(_gives(one, lambda a: a, kept.values) for kept in own):
        yield "With one of its sides alone the line is right."
    yield from _another(one, left, done, right, function)
    yield from _another(one, right, lambda b, a: done(a, b), left, function)


def _another(
    one: Expression, side: Operand, done: Callable[[Any, Any], Any], other: Operand, function: str
) -> Iterator[str]:
    """With another number, or another argument, on this side. `done` takes this side first."""
    if side.is_number and _some_number(one, done, other):
        yield "What stands beside it is right: another number belongs there."
    others = [
        name for name in one.inputs[0] if side.name not in ("", name) and all(name in each for each in one.inputs)
    ]
    if any(_gives(one, done, [each[name] for each in one.inputs], other.values) for name in others):
        yield f"One of its sides is another argument of `{function}` than the one that belongs there."


def _some_number(one: Expression, done: Callable[[Any, Any], Any], other: Operand) -> bool:
    """Is there one number, of a few that formulas are made of, with which every value is right?"""
    numbers = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 10.0, -1.0, -0.5, -2.0)
    return any(_gives(one, done, [np.asarray(each)] * len(other.values), other.values) for each in numbers)


def _along(one: Expression, own: Sequence[Operand], name: str, function: str) -> Iterator[str]:
    """What goes along an axis: another axis, `keepdims`, another function, another argument, or nothing at all."""
    given = own[0].values
    axis = one.named.get("axis", own[1] if len(own) == 2 else None)
    keep = one.named.get("keepdims")
    now = None if axis is None else axis.values[0].item()
    kept = keep is not None and bool(keep.values[0])
    table = PLACES if name in PLACES else ALONG
    if any(key not in ("axis", "keepdims") for key in one.named):
        return
    for other in (None, *range(min(value.ndim for value in given))):
        for keeps in (kept, not kept):
            if _gives(one, lambda a, other=other, keeps=keeps: table[name](a, axis=other, keepdims=keeps), given):
                if other != now:
                    yield "What it is given is right: it should go along another axis."
                else:
                    yield "Function and axis are right: with `keepdims` the other way the shapes would meet."
    for key, another in table.items():
        if key != name and _gives(one, lambda a, f=another: f(a, axis=now, keepdims=kept), given):
            yield "What it is given is right: another function belongs there."
    if _gives(one, lambda a: a, given):
        yield "Without it the line is right."
    for other_name in one.inputs[0] if own[0].name else ():
        values = [each.get(other_name, np.zeros(0)) for each in one.inputs]
        if other_name != own[0].name and _gives(one, lambda a: table[name](a, axis=now, keepdims=kept), values):
            yield f"It is given another argument of `{function}` than the one that belongs there."


def _of_one(one: Expression, own: Operand, name: str, function: str) -> Iterator[str]:
    if _gives(one, lambda a: a, own.values):
        yield "Without it the line is right."
    if name not in OF_ONE:
        return
    if any(_gives(one, other, own.values) for key, other in OF_ONE.items() if key != name):
        yield "What it is given is right: another function belongs there."
    for other_name in one.inputs[0] if own.name else ():
        values = [each.get(other_name, np.zeros(0)) for each in one.inputs]
        if other_name != own.name and _gives(one, OF_ONE[name], values):
            yield f"It is given another argument of `{function}` than the one that belongs there."


def _gives(one: Expression, done: Callable[..., Any], *operands: Sequence[Array]) -> bool:
    """Is the right value what comes out, in every case?"""
    for place, right in enumerate(one.right):
        try:
            value = np.asarray(done(*(each[place] for each in operands)))
        except Exception:
            # Operands that do not fit together: this is not it.
            return False
        if value.dtype.kind not in "biuf" or not same(value.astype(np.float64), right.astype(np.float64), WITHIN):
            return False
    return True
