"""Which expression, given its right value, mends the answer? The reference's values stand in for the learner's.

First every value on the learner's way is held against all that the reference computes; only those that equal none
are tried, in the order of execution, each with the values that could stand there, on two cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.expressions import Expression, expression_at
from grader.diagnosis.insight import Array, Case, Inside, Insight, Key, inputs_of, look_at_reference, signature
from grader.diagnosis.labels import in_full, labels_of
from grader.diagnosis.mended import Mended
from grader.diagnosis.pool import Given, Member, Pool, member_of, members_of
from grader.diagnosis.turns import is_a_counter, is_of_turns, with_turns_together
from grader.exam.comparing import differences
from grader.exam.sitting import Sitting
from grader.learner.looked_at import Place
from grader.learner.looking import Swap

WITHIN = 1e-7
MOST_CALLS = 160
# Of the values that are not right: how many are tried, and with how many values each, round by round.
ROUNDS = ((0, 2, 10, True), (2, 8, 8, True), (0, 3, 30, False))


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
        self.looks = with_turns_together(self.insight.look([(case, None) for case in self.cases]))
        if len(self.looks) < len(self.cases):
            return False
        places, right = look_at_reference(self.sitting, self.contract.name, self.cases)
        self.pool = Pool([*self._inputs(), *members_of(places, with_turns_together(right))])
        self.truths = [look.value for look in right]
        self.off = [self._off(look, case) for case, look in enumerate(self.looks)]
        if any(look.raised for look in right) or not all(self.off):
            return False
        common = [key for key in self.looks[0].items if all(key in look.items for look in self.looks)]
        self.keys = [key for key in common if not is_a_counter(key, self.looks[0].items[key])]
        self.right, self.so_named = self._right_keys()
        self.doubtful, self.trusted = self._sort()
        return True

    def found(self) -> Mended | None:
        partly: Mended | None = None
        whole: Mended | None = None
        for first, last, most, same_shape in ROUNDS:
            for key in self._tried(same_shape=same_shape)[first:last]:
                mended = self._mended_at(key, most, same_shape=same_shape)
                if mended is not None and not mended.left and not mended.is_all_there_is:
                    return mended if whole is None else replace(whole, inside=mended)
                if mended is not None and mended.is_all_there_is:
                    # Any function is mended where it ends: look further inside.
                    whole = whole or mended
                partly = partly or mended
        return whole or partly or self._stop()

    def _stop(self) -> Mended | None:
        """Nothing is wrong before an exception: then where it stops is where it goes wrong."""
        doubtful = any(_tells(self.looks[0].items[key]) for key in self.doubtful)
        if doubtful or not all(look.raised for look in self.looks):
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
        answers = self.insight.look([(self.cases[0], Swap(*key, given(0))) for _, given in members])
        best: tuple[int, Any] | None = None
        for (member, given), answer in zip(members, answers, strict=False):
            left = self._off(answer, 0)
            if left and self.looks[0].raised and key not in self._stopped():
                continue
            if len(left) < len(self.off[0]) and set(left) < set(self.off[0]) and (best is None or len(left) < best[0]):
                best = len(left), (member, given)
        return None if best is None else self._confirmed(key, *best[1])

    def _confirmed(self, key: Key, member: Member, given: Given) -> Mended | None:
        """The same swap on every case."""
        answers = self.insight.look([(case, Swap(*key, given(place))) for place, case in enumerate(self.cases)])
        if len(answers) < len(self.cases):
            return None
        left = [self._off(answer, place) for place, answer in enumerate(answers)]
        if not all(set(now) < set(then) for now, then in zip(left, self.off, strict=True)):
            return None
        right = tuple(np.asarray(given(place)) for place in range(len(self.cases)))
        return self._told(key, member, tuple(dict.fromkeys(name for names in left for name in names)), right)

    def _told(self, key: Key, member: Member | None, left: tuple[str, ...], given: tuple[Array, ...] = ()) -> Mended:
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
        is_first = not unsure and not self._belongs_elsewhere(here, member) and self._is_traced(key, earlier, member)
        stopped, alone = key in self._stopped(), self._is_one_line(here.function)
        expression = self._expression(key, given) if alone and given and not left else None
        return Mended(here, key[2], self._every_wrong(), left, right, is_first, stopped, alone, expression)

    def _is_one_line(self, function: str) -> bool:
        """Is it one `return` of one expression?"""
        roots = [place for place in self.insight.places if place.function == function and place.is_root]
        return len(roots) == 1 and not roots[0].targets

    def _expression(self, key: Key, right: tuple[Array, ...]) -> Expression | None:
        """What the value was made of, and what it should have been."""
        if key[1] != 0 or key[2] >= 0:
            return None
        places, names = self.insight.places, [argument.name for argument in self.contract.arguments]
        return expression_at(
            key[0],
            places,
            [look.items for look in self.looks],
            right=right,
            inputs=[dict(inputs_of(names, case)) for case in self.cases],
            is_last=places[key[0]].is_root,
            is_a_step=key in self.right,
        )

    def _is_traced(self, key: Key, earlier: Sequence[Key], member: Member | None) -> bool:
        """Is it known where the value comes from, and that no other would do?"""
        if member is not None and member.values[0].dtype.kind in "biu":
            # Some whole number mends a length wherever it is used.
            return False
        if any(self.looks[0].items[one].dtype.kind == "b" for one in earlier):
            # Another branch may have been the right one.
            return False
        if is_of_turns(key):
            # What is added up in a variable may have begun with the wrong number.
            added_up = member is not None and member.values[0].shape == self.looks[0].items[key].shape[1:]
            return not (added_up and self.insight.places[key[0]].is_root)
        # What a loop collects it hands on unseen.
        looped = [one for one in earlier if is_of_turns(one)]
        return not looped or (key not in self.right and self.right.issuperset(looped))

    def _belongs_elsewhere(self, here: Place, member: Member | None) -> bool:
        """Is the value that mends it the one of another variable of the learner's?"""
        if member is None or not member.names or member.names & set(here.targets):
            return False
        return any(member.names & set(place.targets) for place in self.insight.places if place.is_root)

    def _order(self, key: Key) -> int:
        return self.keys.index(key) if key in self.keys else len(self.keys)

    def _tried(self, *, same_shape: bool) -> list[Key]:
        """The places where a right value may be missing, and where one could stand."""
        returned = [key for key in self.keys if key in self.right and self._is_returned(self.insight.places[key[0]])]
        places = [*self.doubtful, *self._stopped(), *returned]
        return [key for key in places if any(True for _ in self._fitting(key, same_shape=same_shape))]

    def _stopped(self) -> list[Key]:
        """The innermost expression that an exception ended, outside of what is known to be right."""
        places = self.insight.places
        own = [key for key in self.looks[0].stopped if places[key[0]].function not in self.known_right]
        return [key for key in own[-1:] if all(key in look.stopped for look in self.looks)]

    def _is_returned(self, place: Place) -> bool:
        return place.is_root and not place.targets and place.function == self.contract.name

    def _fitting(self, key: Key, *, same_shape: bool) -> Iterator[tuple[Member, Given]]:
        values = [look.items[key] for look in self.looks] if key in self.keys else None
        return self.pool.fitting(key, values, self.insight.places[key[0]].targets, same_shape=same_shape)

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
        right, so_named = set(), set()
        for key in self.keys:
            values = [look.items[key] for look in self.looks]
            alike = self.pool.alike(key, values)
            if not alike and self.looks[0].raised and _tells(values[0]) and self.pool.alike_at_turn(key[1], values):
                # An exception has ended a loop before it could be seen to be one.
                right.add(key)
            place = self.insight.places[key[0]]
            known = self.pool.names.intersection(place.targets) if place.is_root and len(place.targets) == 1 else ()
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

    def _inputs(self) -> Iterator[Member]:
        names = [argument.name for argument in self.contract.arguments]
        tables = [dict(inputs_of(names, case)) for case in self.cases]
        for name in tables[0]:
            if all(name in table for table in tables):
                yield member_of((), [table[name] for table in tables])


def _tells(value: Array) -> bool:
    """Can this value not be met by chance?"""
    if value.dtype.kind != "f" or not np.isfinite(value).all():
        return False
    return bool(np.ptp(value)) if value.size > 1 else float(value.flat[0]) != round(float(value.flat[0]))
