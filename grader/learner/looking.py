"""Look at every value that a call computes on its way, and put another value in the place of one of them.

The source is executed once more with each expression of its functions wrapped in a note. What the notes say is as
hostile as any answer of the learner's process; the examiner believes numbers and places only after checking them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from grader.learner.arguments import Arguments
from grader.learner.looked_at import BEGINS, GIVES, NOTES, Place, looked_at
from grader.sandbox.frames import Encoded, NotSendable, encode

STRICTLY: Any = {"over": "raise", "invalid": "raise", "divide": "raise"}
MOST_TURNS = 64
MOST_NOTES = 400
# How often a place is passed tells a loop from a second call; what comes later is noted apart, up to so many in all.
FEW_TURNS = 2
MOST_LATER_NOTES = 1_000
EVERY_TURN = -1
MOST_OPEN = 20
MOST_NUMBERS = 4_096
MOST_BYTES = 2_000_000

Note = tuple[int, int, int, Any]


@dataclass(frozen=True)
class Swap:
    """Instead of what `place` computes at its `turn`-th execution (or of one `part` of that tuple): `value`.

    With `EVERY_TURN` the value holds one for each execution, in order; beyond them nothing is replaced.
    """

    place: int
    turn: int
    part: int
    value: Any

    def as_tuple(self) -> tuple[int, int, int, Any]:
        return self.place, self.turn, self.part, self.value

    def is_meant(self, place: int, turn: int) -> bool:
        if self.turn == EVERY_TURN:
            return self.place == place and turn < len(self.value)
        return (self.place, self.turn) == (place, turn)

    def at(self, turn: int) -> Any:
        """What is given at this execution."""
        return _copy(self.value[turn] if self.turn == EVERY_TURN else self.value)


@dataclass
class Look:
    """One call seen from inside. `stopped`: the expressions that an exception ended, the innermost last."""

    value: Any = None
    raised: bool = False
    notes: list[Note] = field(default_factory=list)
    stopped: list[tuple[int, int]] = field(default_factory=list)


@lru_cache(maxsize=32)
def wrapped(source: str | bytes, file: str) -> tuple[CodeType, Sequence[Place]]:
    """The code that tells what it computes, and its places. Kept: a fork server wraps a reference for its children."""
    tree, places = looked_at(ast.parse(source, file))
    return compile(tree, file, "exec", dont_inherit=True), tuple(places)


class Looked:
    """A source whose functions tell what they compute. Making it and calling it may raise anything.

    `names`: the built-in names that it sees, the interpreter's own if none are given.
    """

    def __init__(self, source: str | bytes, file: str, names: Mapping[str, Any] | None = None) -> None:
        self._names = {} if names is None else {"__builtins__": names}
        self._code, self.places = wrapped(source, file)
        self._namespace: dict[str, Any] = {}
        self._watch = _Watch(Look(), None)
        self.reload()

    def reload(self) -> None:
        self._namespace = {"__name__": "solution", **self._names}
        self._namespace[BEGINS] = lambda place: self._watch.begins(place)
        self._namespace[NOTES] = lambda place, value: self._watch.notes(place, value)
        self._namespace[GIVES] = lambda place: self._watch.gives()
        exec(self._code, self._namespace)  # noqa: S102 - the learner's code in its cage, or the author's in theirs

    def call(self, name: str, values: Sequence[Any], swap: Swap | None = None) -> Look:
        """The call's answer with what was seen on the way; an exception ends it and is only marked."""
        self._watch = watch = _Watch(Look(), swap)
        try:
            watch.look.value = self._namespace[name](*values)
        except Exception:
            watch.look.raised = True
            watch.look.stopped = watch.still_open()
        finally:
            self._watch = _Watch(Look(), None)
        return watch.look


class _Watch:
    """Writes down one call."""

    def __init__(self, look: Look, swap: Swap | None) -> None:
        self.look = look
        self._swap = swap
        self._turns: dict[int, int] = {}
        self._open: list[tuple[int, int]] = []
        self._turn_given = 0
        self._later_notes = 0
        self._bytes = 0

    def begins(self, place: int) -> bool:
        """Shall the expression be computed, or is its value given?"""
        turn = self._turns.get(place, 0)
        self._turns[place] = turn + 1
        swap = self._swap
        if swap is not None and swap.part < 0 and swap.is_meant(place, turn):
            self._turn_given = turn
            return False
        self._open.append((place, turn))
        return True

    def gives(self) -> Any:
        return self._swap.at(self._turn_given) if self._swap is not None else None

    def notes(self, place: int, value: Any) -> Any:
        while self._open and self._open[-1][0] != place:
            self._open.pop()
        turn = self._open.pop()[1] if self._open else 0
        swap = self._swap
        if swap is not None and swap.part >= 0 and swap.is_meant(place, turn):
            value = _with_part(value, swap.part, swap.at(turn))
        if turn < MOST_TURNS and swap is None:
            self._write(place, turn, value)
        return value

    def still_open(self) -> list[tuple[int, int]]:
        return self._open[-MOST_OPEN:]

    def _write(self, place: int, turn: int, value: Any) -> None:
        parts = enumerate(value) if type(value) in (tuple, list) and len(value) <= 10 else [(-1, value)]
        for part, one in parts:
            if _is_small(one) and self._bytes < MOST_BYTES and self._has_room(turn):
                self._bytes += int(np.size(one)) * 8
                self.look.notes.append((place, turn, part, _copy(one)))

    def _has_room(self, turn: int) -> bool:
        """What a loop passes again and again never crowds out what comes after it."""
        if turn >= FEW_TURNS:
            self._later_notes += 1
            return self._later_notes <= MOST_LATER_NOTES
        return len(self.look.notes) - self._later_notes < MOST_NOTES


def _is_small(value: Any) -> bool:
    if type(value) is np.ndarray:
        return value.dtype.kind in "biuf" and 0 < value.size <= MOST_NUMBERS
    return type(value) in (bool, int, float) or isinstance(value, (np.floating, np.integer, np.bool_))


def _copy(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    return value.copy() if type(value) is np.ndarray else value


def _with_part(value: Any, part: int, replaced: Any) -> Any:
    """The tuple or list with one part replaced; anything else as it is."""
    if type(value) not in (tuple, list) or part >= len(value):
        return value
    return type(value)(replaced if place == part else one for place, one in enumerate(value))


class LookServer:
    """Answers looks in the learner's process. The source is wrapped at the first, and kept."""

    def __init__(self, source: bytes, file: str) -> None:
        self._source, self._file = source, file
        self._looked: Looked | None = None

    def answer(self, asked: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
        """One answer for each (function, arguments, swap or None, strict); the places go with the first."""
        try:
            first = self._looked is None
            self._looked = looked = self._looked or Looked(self._source, self._file)
        except Exception:
            return ("looked", [], [])
        places = [place.as_tuple() for place in looked.places] if first else []
        return ("looked", places, [_answered(looked, *each) for each in asked])


def _answered(looked: Looked, name: str, args: tuple[Any, ...], swap: Any, strict: bool) -> Encoded:
    arguments = Arguments(args, _no_callback, counted=False, guard=False)
    with np.errstate(**STRICTLY) if strict else nullcontext():
        look = looked.call(name, arguments.values, Swap(*swap) if swap is not None else None)
    try:
        return Encoded(encode((look.value, look.raised, look.notes, look.stopped)))
    except NotSendable:
        return Encoded(encode((None, True, look.notes, look.stopped)))


def _no_callback(name: str) -> Any:
    raise NotSendable("a callback", name)
