"""One expression of the learner's: what it does, with which values, and which value was to come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.diagnosis.views import Array
from grader.learner.looked_at import Place
from grader.learner.tree_parts import OPERATORS

UNKNOWN = "?"
# What stands between its two sides.
SIGNS = frozenset(OPERATORS.values())


@dataclass(frozen=True)
class Operand:
    """`name`: that of an argument, where it is one; `is_number`: it stands in the text."""

    name: str
    is_number: bool
    values: tuple[Array, ...]


@dataclass(frozen=True)
class Expression:
    """One place with what it was made of, in each case, and with what is `right` to come out.

    `word`: its operator, or `call.` and a name; `which` of the places with this word it is, from 0, of `of` in all.
    `is_last`: nothing is done with it any more. `is_a_step`: the author has this value too, on the way.
    """

    word: str
    which: int
    of: int
    operands: tuple[Operand | None, ...]
    named: Mapping[str, Operand | None]
    right: tuple[Array, ...]
    inputs: Sequence[Mapping[str, Array]]
    is_last: bool
    is_a_step: bool


def expression_at(
    index: int, places: Sequence[Place], looks: Sequence[Mapping[tuple[int, int, int], Array]], **known: Any
) -> Expression | None:
    """The expression of a place that no loop comes to; None where its form is not known."""
    place = places[index]
    word, *words = place.made.split() or [""]
    inner = [at for at, one in enumerate(places) if one.around == index]
    parts = [one for one in words if one.rpartition(":")[2] == "#"]
    if not word or len(parts) != len(inner):
        return None
    waiting = iter(inner)
    operands: list[Operand | None] = []
    named: dict[str, Operand | None] = {}
    for one in words:
        role, _, text = one.rpartition(":")
        found = _operand(text, next(waiting) if text == "#" else -1, looks, known["inputs"])
        # A module that is asked for its function is no operand.
        if role == "on":
            operands = [found, *operands] if found is not None or text in ("#", UNKNOWN) else operands
        elif role:
            named[role] = found
        else:
            operands.append(found)
    alike = [at for at in _in_order(places, place.function) if places[at].made.split()[:1] == [word]]
    return Expression(word, alike.index(index), len(alike), tuple(operands), named, **known)


def _operand(
    text: str,
    inner: int,
    looks: Sequence[Mapping[tuple[int, int, int], Array]],
    inputs: Sequence[Mapping[str, Array]],
) -> Operand | None:
    if text.startswith("="):
        number = _number(text[1:])
        return None if number is None else Operand("", True, tuple(number for _ in looks))
    if inner >= 0:
        key = (inner, 0, -1)
        return Operand("", False, tuple(one[key] for one in looks)) if all(key in one for one in looks) else None
    if all(text in one for one in inputs):
        return Operand(text, False, tuple(one[text] for one in inputs))
    return None


def _number(text: str) -> Array | None:
    if text in ("True", "False"):
        return np.asarray(text == "True")
    try:
        return np.asarray(int(text) if text.isdigit() else float(text))
    except ValueError:
        return None


def _in_order(places: Sequence[Place], function: str) -> Iterator[int]:
    """The places of a function as their signs stand in the text: of `a * b * c` the inner one first."""
    around: dict[int, list[int]] = {}
    for index, place in enumerate(places):
        if place.function == function:
            around.setdefault(place.around, []).append(index)

    def below(index: int) -> Iterator[int]:
        words, inner = places[index].made.split(), around.get(index, [])
        last = words[-1:] if words[:1] and words[0].startswith("call.") else []
        if words[:1] and words[0] in SIGNS and words[1:2] == ["#"]:
            before, after = inner[:1], inner[1:]
        elif last == ["on:#"] or words[:1] == [".T"]:
            before, after = inner[-1:], inner[:-1]
        else:
            before, after = [], inner
        for one in before:
            yield from below(one)
        yield index
        for one in after:
            yield from below(one)

    for root in around.get(-1, []):
        yield from below(root)
