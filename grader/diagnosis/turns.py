"""What a loop computes, all its turns together: rows of an array of the reference's, or shares of a sum of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.diagnosis.insight import Array, Inside, Key
from grader.exam.relations import same
from grader.learner.looking import EVERY_TURN, FEW_TURNS, MOST_LATER_NOTES, MOST_TURNS

WITHIN = 1e-9
Repeated = tuple[int, int]


def is_of_turns(key: Key) -> bool:
    return key[1] == EVERY_TURN


def with_turns_together(looks: Sequence[Inside]) -> list[Inside]:
    """One value, its turns stacked, for each place that all the calls passed as often as only a loop does."""
    tables = [_by_place(look.items) for look in looks]
    stacks = [{place: _stacked(turns) for place, turns in table.items()} for table in tables]
    repeated = {place for table in tables for place, turns in table.items() if len(turns) > FEW_TURNS}
    loops = {place for place in repeated if all(stack.get(place) is not None for stack in stacks)}
    return [
        replace(look, items=dict(_in_order(look.items, stack, loops)))
        for look, stack in zip(looks, stacks, strict=True)
    ]


def alike_by_turns(value: Array, member: Array) -> bool:
    """Are the turns the rows, the columns or the entries of `member`, do they add up to it, or end with it?"""
    turned = [member, member.T] if member.ndim > 1 else [member]
    rows = any(_same(value.ravel(), one.ravel()) for one in turned)
    return rows or any(_same(one, member) for one in _after(value))


def sizes_by_turns(value: Array) -> set[Any]:
    """What to look members up by that `value` may be alike to."""
    return {size_of(one) for one in (value, *_after(value))}


def size_of(value: Array) -> tuple[int, str]:
    """Equal for the same numbers in whatever shape."""
    with np.errstate(all="ignore"):
        return value.size, f"{np.linalg.norm(value.astype(np.float64).ravel()):.7e}"


def rows_for(member: Array, value: Array) -> Array | None:
    """The member as something for each turn; None where its rows or columns are not as many, or not like that."""
    for one in (member, member.T):
        if one.size == value.size and (value.ndim == 1 or np.squeeze(one).shape == np.squeeze(value).shape):
            return one.reshape(value.shape)
    return None


def shares_for(member: Array, value: Array) -> Array | None:
    """At each turn an equal share of the member."""
    if member.shape != value.shape[1:]:
        return None
    return np.array(np.broadcast_to(member / len(value), value.shape))


def whole_for(member: Array, value: Array) -> Array | None:
    """At each turn the whole member: what is added up stands there after the last one."""
    return np.array(np.broadcast_to(member, value.shape)) if member.shape == value.shape[1:] else None


# How a member of the reference may come of what is given at each turn, the likeliest first.
WAYS = (rows_for, shares_for, whole_for)


def is_a_counter(key: Key, value: Array) -> bool:
    """The number of the turn itself tells nothing."""
    return value.dtype.kind == "i" and value.ndim == 0 and int(value) == key[1]


def _after(value: Array) -> tuple[Array, Array]:
    """What is left after the last turn, if it was added up, and if not."""
    with np.errstate(all="ignore"):
        return np.asarray(value.sum(axis=0)), np.asarray(value[-1])


def _same(one: Array, other: Array) -> bool:
    return one.shape == other.shape and same(one.astype(np.float64), other.astype(np.float64), WITHIN)


def _by_place(items: Mapping[Key, Array]) -> dict[Repeated, list[Array]]:
    """The values of each place in the order of its turns; none where not all could be noted."""
    found: dict[Repeated, dict[int, Array]] = {}
    for (place, turn, part), value in items.items():
        found.setdefault((place, part), {})[turn] = value
    if sum(turn >= FEW_TURNS for turns in found.values() for turn in turns) >= MOST_LATER_NOTES:
        return {}
    return {
        place: [turns[turn] for turn in sorted(turns)]
        for place, turns in found.items()
        if len(turns) < MOST_TURNS and sorted(turns) == list(range(len(turns)))
    }


def _stacked(turns: Sequence[Array]) -> Array | None:
    if len({one.shape for one in turns}) != 1:
        return None
    stack = np.stack(turns)
    return None if stack.dtype.kind == "i" and _counts(stack) else stack


def _counts(stack: Array) -> bool:
    """0, 1, 2 …, again and again in an inner loop: such numbers are everywhere, and tell nothing."""
    return stack.ndim == 1 and stack[0] == 0 and np.array_equal(stack, np.arange(len(stack)) % max(stack.max() + 1, 1))


def _in_order(
    items: Mapping[Key, Array], stacks: Mapping[Repeated, Array | None], loops: set[Repeated]
) -> Iterator[tuple[Key, Array]]:
    """The first two turns each for itself, or all of them where the first one was."""
    for (place, turn, part), value in items.items():
        stack = stacks.get((place, part)) if (place, part) in loops else None
        if stack is None and turn < FEW_TURNS:
            yield (place, turn, part), value
        elif stack is not None and turn == 0:
            yield (place, EVERY_TURN, part), stack
