"""Which expression, given its right value, mends the answer? The reference's values stand in for the learner's.

First every value on the learner's way is held against all that the reference computes; only those that equal none
are tried, in the order of execution, each with the values that could stand there, on two cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.insight import Array, Case, Inside, Insight, Key, agree, inputs_of, look_at_reference, signature
from grader.diagnosis.labels import in_full, labels_of
from grader.exam.comparing import differences
from grader.exam.sitting import Sitting
from grader.learner.looked_at import Place
from grader.learner.looking import Swap

WITHIN = 1e-7
MOST_CALLS = 160
# Of the values that are not right: how many are tried, and with how many values each, round by round.
ROUNDS = ((0, 2, 10, True), (2, 8, 8, True), (0, 3, 30, False))


@dataclass(frozen=True)
class Mended:
    """`wrong`: the parts of the answer that were off; `left`: those that still are with the right value there."""

    place: Place
    part: int
    wrong: tuple[str, ...]
    left: tuple[str, ...]
    before: tuple[Place, ...]
    is_first: bool
    stopped: bool


@dataclass(frozen=True)
class _Member:
    """A value of the reference, in each case. `names`: the variables that hold it."""

    names: frozenset[str]
    values: tuple[Array, ...]
    sizes: tuple[Any, ...]


def find_mending(
    sitting: Sitting,
    contract: FunctionContract,
    cases: Sequence[Case],
    known_right: frozenset[str],
    *,
    strict: bool,
    error_line: int | None,
) -> Mended | None:
    """The first expression whose right value mends the answer, or a part of it. None where none does.

    `known_right`: functions of the exercise that need no search. `error_line`: where an exception ended the calls.
    """
    search = _Search(sitting, contract, list(cases), known_right, strict, error_line)
    return search.found() if search.begin() else None


@dataclass
class _Search:
    sitting: Sitting
    contract: FunctionContract
    cases: list[Case]
    known_right: frozenset[str]
    strict: bool
    error_line: int | None

    def begin(self) -> bool:
        """Look once at every case on both sides; is there anything to try?"""
        self.insight = Insight(self.sitting, self.contract.name, self.strict, MOST_CALLS)
        self.looks = self.insight.look([(case, None) for case in self.cases])
        if len(self.looks) < len(self.cases):
            return False
        places, right = look_at_reference(self.sitting, self.contract.name, self.cases)
        self.pool = _distinct([*self._inputs(), *_members(places, right)])
        self.truths = [look.value for look in right]
        self.off = [self._off(look, case) for case, look in enumerate(self.looks)]
        if any(look.raised for look in right) or not all(self.off):
            return False
        self.keys = [key for key in self.looks[0].items if all(key in look.items for look in self.looks)]
        self.names = frozenset(name for member in self.pool for name in member.names)
        self.right, self.so_named = self._right_keys()
        self.doubtful, self.trusted = self._sort()
        return True

    def found(self) -> Mended | None:
        partly: Mended | None = None
        for first, last, most, same_shape in ROUNDS:
            for key in self._tried()[first:last]:
                mended = self._mended_at(key, most, same_shape=same_shape)
                if mended is not None and not mended.left:
                    return mended
                partly = partly or mended
        return partly or self._stop()

    def _stop(self) -> Mended | None:
        """Nothing is wrong before an exception: then where it stops is where it goes wrong."""
        if self.doubtful or not all(look.raised for look in self.looks):
            return None
        wrong, stopped, own = self._every_wrong(), self._stopped(), self.contract.name
        if stopped:
            return self._told(stopped[-1], None, wrong)
        if self.error_line is None or not self.sitting.source.holds_line(own, self.error_line):
            return None
        places = [self.insight.places[key[0]] for key in self.keys if key in self.trusted]
        before = tuple(place for place in places if place.line < self.error_line)
        return Mended(Place(own, self.error_line, (), -1, (), True), -1, wrong, wrong, before, True, True)

    def _every_wrong(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for names in self.off for name in names))

    def _mended_at(self, key: Key, most: int, *, same_shape: bool) -> Mended | None:
        members = list(islice(self._fitting(key, same_shape=same_shape), most))
        answers = self.insight.look([(self.cases[0], Swap(*key, given(member, 0))) for member, given in members])
        best: tuple[int, Any] | None = None
        for (member, given), answer in zip(members, answers, strict=False):
            left = self._off(answer, 0)
            if left and self.looks[0].raised and key not in self._stopped():
                continue
            if len(left) < len(self.off[0]) and set(left) < set(self.off[0]) and (best is None or len(left) < best[0]):
                best = len(left), (member, given)
        return None if best is None else self._confirmed(key, *best[1])

    def _confirmed(self, key: Key, member: _Member, given: Any) -> Mended | None:
        """The same swap on every case."""
        answers = self.insight.look([(case, Swap(*key, given(member, place))) for place, case in enumerate(self.cases)])
        if len(answers) < len(self.cases):
            return None
        left = [self._off(answer, place) for place, answer in enumerate(answers)]
        if not all(set(now) < set(then) for now, then in zip(left, self.off, strict=True)):
            return None
        return self._told(key, member, tuple(dict.fromkeys(name for names in left for name in names)))

    def _told(self, key: Key, member: _Member | None, left: tuple[str, ...]) -> Mended:
        places = self.insight.places
        here = places[key[0]]
        earlier = self.keys[: self._order(key)]
        read = {name for place in places if place.line == here.line for name in place.reads}
        sure = [one for one in earlier if one in self.trusted]
        right = tuple(places[one[0]] for one in sure if _tells(self.looks[0].items[one]))
        unsure = [
            one
            for one in earlier
            if places[one[0]].line != here.line
            if one in self.doubtful
            or (places[one[0]].is_root and one not in sure and read & set(places[one[0]].targets))
        ]
        is_first = not unsure and not self._belongs_elsewhere(here, member)
        return Mended(here, key[2], self._every_wrong(), left, right, is_first, key in self._stopped())

    def _belongs_elsewhere(self, here: Place, member: _Member | None) -> bool:
        """Is the value that mends it the one of another variable of the learner's?"""
        if member is None or not member.names or member.names & set(here.targets):
            return False
        return any(member.names & set(place.targets) for place in self.insight.places if place.is_root)

    def _order(self, key: Key) -> int:
        return self.keys.index(key) if key in self.keys else len(self.keys)

    def _tried(self) -> list[Key]:
        returned = [key for key in self.keys if key in self.right and self._is_returned(self.insight.places[key[0]])]
        return [*self.doubtful, *self._stopped(), *returned]

    def _stopped(self) -> list[Key]:
        """The innermost expression that an exception ended, outside of what is known to be right."""
        places = self.insight.places
        own = [key for key in self.looks[0].stopped if places[key[0]].function not in self.known_right]
        return [key for key in own[-1:] if all(key in look.stopped for look in self.looks)]

    def _is_returned(self, place: Place) -> bool:
        return place.is_root and not place.targets and place.function == self.contract.name

    def _fitting(self, key: Key, *, same_shape: bool) -> Iterator[tuple[_Member, Any]]:
        """What could stand there, the likeliest first: of the same name, of the same shape, or any at all."""
        value = self.looks[0].items.get(key)
        targets = self.insight.places[key[0]].targets
        ordered = sorted(self.pool, key=lambda member: member.names.isdisjoint(targets))
        for member in ordered:
            shape = member.values[0].shape
            fits = value is not None and shape == value.shape
            turned = value is not None and shape != value.shape and shape[::-1] == value.shape
            if value is None or (fits or turned) == same_shape:
                yield member, _turned if turned else _straight
            if value is None and member.values[0].ndim == 2:
                yield member, _turned

    def _off(self, look: Inside, case: int) -> list[str]:
        every = labels_of(self.truths[case], self.contract)
        if look.raised:
            return every
        found = [one.where for one in differences(look.value, self.truths[case], self.contract.returns, WITHIN)]
        return in_full(found, every)

    def _right_keys(self) -> tuple[frozenset[Key], frozenset[Key]]:
        """The values that the reference has too; and those of them that a variable of the same name holds in both.

        A variable that holds something else than the reference's variable of its name is not right.
        """
        table: dict[Any, list[_Member]] = {}
        for member in self.pool:
            table.setdefault(member.sizes, []).append(member)
        right, so_named = set(), set()
        for key in self.keys:
            values = [look.items[key] for look in self.looks]
            near = table.get(tuple(signature(value) for value in values), ())
            alike = [member for member in near if all(map(agree, values, member.values))]
            place = self.insight.places[key[0]]
            known = self.names.intersection(place.targets) if place.is_root and len(place.targets) == 1 else ()
            named = any(not member.names.isdisjoint(place.targets) for member in alike)
            if alike and (named or not known):
                right.add(key)
            if alike and named:
                so_named.add(key)
        return frozenset(right), frozenset(so_named)

    def _sort(self) -> tuple[list[Key], frozenset[Key]]:
        """The values that equal none of the reference's, and that nothing right was made of; and the variables that
        are surely right: of the right name, made by a right function, or that something else right was made of."""
        places = self.insight.places
        # For each variable, what right values were made of it; itself turned, or handed on, is no such value.
        made: dict[tuple[str, str], set[Any]] = {}
        excused: set[int] = set()
        doubtful: list[Key] = []
        trusted: set[Key] = set()
        for key in reversed(self.keys):
            place, value = places[key[0]], self.looks[0].items[key]
            size = signature(value)
            is_right = key in self.right and _tells(value)
            used = any(made.get((place.function, name), set()) - {size} for name in place.targets)
            if place.is_root and (key in self.so_named or (is_right and (used or self.known_right & set(place.calls)))):
                trusted.add(key)
            if is_right or used or place.around in excused:
                excused.add(key[0])
                for name in place.reads:
                    made.setdefault((place.function, name), set()).add(size)
            elif key not in self.right and place.function not in self.known_right:
                doubtful.append(key)
        return doubtful[::-1], frozenset(trusted)

    def _inputs(self) -> Iterator[_Member]:
        names = [argument.name for argument in self.contract.arguments]
        tables = [dict(inputs_of(names, case)) for case in self.cases]
        for name in tables[0]:
            if all(name in table for table in tables):
                yield _member((), [table[name] for table in tables])


def _members(places: Sequence[Place], looks: Sequence[Inside]) -> Iterator[_Member]:
    for key in looks[0].items:
        if all(key in look.items for look in looks):
            place = places[key[0]]
            names = place.targets if place.is_root else ()
            named = names[key[2] : key[2] + 1] if key[2] >= 0 else names[:1] if len(names) == 1 else ()
            yield _member(named, [look.items[key] for look in looks])


def _member(names: Sequence[str], values: Sequence[Array]) -> _Member:
    return _Member(frozenset(names), tuple(values), tuple(signature(value) for value in values))


def _distinct(members: Sequence[_Member]) -> list[_Member]:
    """Each value once, under all of its names."""
    found: dict[Any, _Member] = {}
    for member in members:
        key = (member.sizes, member.values[0].shape)
        names = member.names | (found[key].names if key in found else frozenset())
        found[key] = _Member(names, member.values, member.sizes)
    return list(found.values())


def _tells(value: Array) -> bool:
    """Can this value not be met by chance?"""
    if value.dtype.kind != "f" or not np.isfinite(value).all():
        return False
    return bool(np.ptp(value)) if value.size > 1 else float(value.flat[0]) != round(float(value.flat[0]))


def _straight(member: _Member, case: int) -> Any:
    value = member.values[case]
    return value.item() if value.ndim == 0 else value


def _turned(member: _Member, case: int) -> Any:
    return member.values[case].T.copy()
