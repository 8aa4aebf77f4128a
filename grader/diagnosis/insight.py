"""What one call computes on its way, for the learner's code and for the reference: values at places of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np

from grader.exam.reference import own
from grader.exam.relations import same
from grader.exam.sitting import Sitting
from grader.learner.looked_at import Place
from grader.learner.looking import Looked, Swap
from grader.learner.own_modules import builtins_with
from grader.sandbox.frames import ProtocolViolation

Key = tuple[int, int, int]
Array = np.ndarray[Any, Any]
Case = tuple[Any, ...]
WITHIN = 1e-9


@runtime_checkable
class CanLook(Protocol):
    def look(self, asked: Sequence[tuple[Any, ...]]) -> tuple[list[Any], list[Any]]: ...


@dataclass(frozen=True)
class Inside:
    """One call. `stopped`: where an exception ended it, the innermost expression last."""

    value: Any
    raised: bool
    items: Mapping[Key, Array]
    stopped: Sequence[Key]


@dataclass
class Insight:
    """Looks into calls of one of the learner's functions, at most `calls_left` times."""

    sitting: Sitting
    function: str
    strict: bool
    calls_left: int
    places: list[Place] = field(default_factory=list)

    def look(self, cases: Sequence[tuple[Case, Swap | None]]) -> list[Inside]:
        """One look for each case with its swap. Raises what an exchange raises, ProtocolViolation among it."""
        asked = cases[: max(self.calls_left, 0)]
        self.calls_left -= len(asked)
        if not asked or not isinstance(self.sitting.subject, CanLook):
            return []
        places, looks = self.sitting.subject.look(
            [(self.function, args, swap.as_tuple() if swap else None, self.strict) for args, swap in asked]
        )
        if places:
            self.places = [_place(one) for one in places]
        return [_inside(one, len(self.places)) for one in looks]


def look_at_reference(sitting: Sitting, function: str, cases: Sequence[Case]) -> tuple[Sequence[Place], list[Inside]]:
    """The same for the author's code, in this process."""
    looked = Looked(sitting.paper.reference, "reference.py", builtins_with(sitting.paper.mine))
    with np.errstate(all="ignore"):
        looks = [looked.call(function, own(case)) for case in cases]
    return looked.places, [
        Inside(look.value, look.raised, _items(look.notes, len(looked.places)), ()) for look in looks
    ]


def inputs_of(names: Sequence[str], case: Case) -> Iterator[tuple[str, Array]]:
    """The arrays and numbers that a call was given, the parts of its tables each for itself."""
    for name, value in zip(names, case, strict=False):
        if isinstance(value, Mapping):
            yield from ((f'{name}["{key}"]', np.asarray(part)) for key, part in value.items() if _is_numeric(part))
        elif _is_numeric(value):
            yield name, np.asarray(value)


def agree(one: Array, other: Array) -> bool:
    """The same numbers, turned or not."""
    a, b = one.astype(np.float64), other.astype(np.float64)
    return same(a, b, WITHIN) or (a.ndim == 2 and same(a.T, b, WITHIN)) or bool(np.array_equal(a, b))


def signature(value: Array) -> tuple[Any, ...]:
    """Equal for values that agree; nearly always different for others."""
    numbers = value.astype(np.float64)
    with np.errstate(all="ignore"):
        return tuple(sorted(numbers.shape)), f"{np.linalg.norm(numbers):.7e}", value.dtype.kind in "biu"


def _is_numeric(value: Any) -> bool:
    return np.asarray(value).dtype.kind in "biuf" if isinstance(value, (np.ndarray, int, float)) else False


def _place(told: Any) -> Place:
    match told:
        case (str(), int(), str(), int(), str(), bool(), str(), str()):
            function, line, targets, around, reads, is_root, calls, made = told
            names = (tuple(one.split()) for one in (targets, reads, calls))
            assigned, read, called = names
            return Place(function, line, assigned, around, read, is_root, called, made)
    raise ProtocolViolation("a place in the text is no place")


def _inside(told: Any, count: int) -> Inside:
    match told:
        case (value, bool() as raised, list() as notes, list() as stopped):
            return Inside(value, raised, _items(notes, count), [_key(one, count) for one in stopped])
    raise ProtocolViolation("a look is no look")


def _items(notes: Sequence[Any], count: int) -> dict[Key, Array]:
    found: dict[Key, Array] = {}
    for note in notes:
        match note:
            case (int(), int(), int() as part, value) if _is_numeric(value):
                place, turn, _ = _key(note[:2], count)
                found[place, turn, part] = np.asarray(value)
            case _:
                raise ProtocolViolation("a note is no note")
    return found


def _key(told: Any, count: int) -> Key:
    match told:
        case (int() as place, int() as turn) if 0 <= place < count and turn >= 0:
            return place, turn, -1
    raise ProtocolViolation("a note of no place")
