"""The values that the reference computes on its way: what could stand in the place of a learner's value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.diagnosis.insight import Array, Inside, Key, agree, signature
from grader.diagnosis.turns import WAYS, alike_by_turns, is_of_turns, size_of, sizes_by_turns
from grader.learner.looked_at import Place


@dataclass(frozen=True)
class Member:
    """A value of the reference, in each case. `names`: the variables that hold it."""

    names: frozenset[str]
    values: tuple[Array, ...]
    sizes: tuple[Any, ...]


# What a member gives in one of the cases.
Given = Callable[[int], Any]


class Pool:
    """Each value once, under all of its names."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = _distinct(members)
        self.names = frozenset(name for member in self._members for name in member.names)
        self._by_sizes: dict[Any, list[Member]] = {}
        self._by_number: dict[Any, list[Member]] = {}
        self._rows: dict[int, set[Any]] = {}
        for member in self._members:
            self._by_sizes.setdefault(member.sizes, []).append(member)
            self._by_number.setdefault(size_of(member.values[0]), []).append(member)

    def alike(self, key: Key, values: Sequence[Array]) -> list[Member]:
        """The members that equal these values, one for each case; those of a loop also row by row or as a sum."""
        near = self._by_sizes.get(tuple(signature(value) for value in values), ())
        found = [member for member in near if all(map(agree, values, member.values))]
        if found or not is_of_turns(key):
            return found
        near = [member for size in sizes_by_turns(values[0]) for member in self._by_number.get(size, ())]
        return [member for member in near if all(map(alike_by_turns, values, member.values))]

    def alike_at_turn(self, turn: int, values: Sequence[Array]) -> bool:
        """Are these the rows or columns of one member that a loop comes to at this turn?"""
        if turn not in self._rows:
            both = [each for member in self._members for each in (member.values, [one.T for one in member.values])]
            self._rows[turn] = {tuple(_size_of_row(one, turn) for one in each) for each in both}
        sizes = tuple(size_of(value) for value in values)
        return sizes in self._rows[turn]

    def fitting(
        self, key: Key, values: Sequence[Array] | None, targets: Sequence[str], *, same_shape: bool
    ) -> Iterator[tuple[Member, Given]]:
        """What could stand there, the likeliest first: of the same name, of the same shape, or any at all."""
        ordered = sorted(self._members, key=lambda member: member.names.isdisjoint(targets))
        if values is not None and is_of_turns(key):
            yield from _by_turns(ordered, values) if same_shape else ()
            return
        for member in ordered:
            if values is not None:
                yield from _once(member, values[0], same_shape=same_shape)
                continue
            yield member, _straight(member)
            if member.values[0].ndim == 2:
                yield member, _turned(member)


def members_of(places: Sequence[Place], looks: Sequence[Inside]) -> Iterator[Member]:
    """Every value that all the looks have."""
    for key in looks[0].items:
        if all(key in look.items for look in looks):
            place = places[key[0]]
            names = place.targets if place.is_root else ()
            named = names[key[2] : key[2] + 1] if key[2] >= 0 else names[:1] if len(names) == 1 else ()
            yield member_of(named, [look.items[key] for look in looks])


def member_of(names: Sequence[str], values: Sequence[Array]) -> Member:
    return Member(frozenset(names), tuple(values), tuple(signature(value) for value in values))


def _distinct(members: Sequence[Member]) -> list[Member]:
    found: dict[Any, Member] = {}
    for member in members:
        key = (member.sizes, member.values[0].shape)
        names = member.names | (found[key].names if key in found else frozenset())
        found[key] = Member(names, member.values, member.sizes)
    return list(found.values())


def _once(member: Member, value: Array, *, same_shape: bool) -> Iterator[tuple[Member, Given]]:
    """A yes or a no only where one stood."""
    own, shape = member.values[0].shape, value.shape
    turned = own != shape and own[::-1] == shape
    both = [one.dtype.kind == "b" for one in (member.values[0], value)]
    if (own == shape or turned) == same_shape and both[0] == both[1]:
        yield member, _turned(member) if turned else _straight(member)


def _by_turns(members: Sequence[Member], values: Sequence[Array]) -> Iterator[tuple[Member, Given]]:
    """First every member as rows, then as shares, then whole; the same numbers turned but once."""
    for way in WAYS:
        seen: set[Any] = set()
        for member in members:
            given = [way(one, value) for one, value in zip(member.values, values, strict=True)]
            number = size_of(member.values[0])
            if number not in seen and all(one is not None for one in given):
                seen.add(number)
                yield member, given.__getitem__


def _size_of_row(value: Array, turn: int) -> Any:
    return size_of(value[turn]) if value.ndim and turn < len(value) and value.dtype.kind == "f" else None


def _straight(member: Member) -> Given:
    return lambda case: member.values[case].item() if member.values[case].ndim == 0 else member.values[case]


def _turned(member: Member) -> Given:
    return lambda case: member.values[case].T.copy()
