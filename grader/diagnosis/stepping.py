"""A method of the author's that takes a step of Adam: found by its numbers, and replaced by another rule.

What it is called, how it takes parameters and slopes, and what it gives back are the author's own: a step is watched
from outside, and afterwards only the numbers are exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from grader.diagnosis.adam import Means, Rates, Rule, Turn
from grader.diagnosis.leaves import Leaves, Path, at, found_in, leaves_of, put
from grader.diagnosis.variants import OWN_MODULE, Variant
from grader.diagnosis.views import Array
from grader.exam.relations import same
from grader.exam.subject import Call, Reply

LEAST_STEPS = 2
MOST_STEPS = 60
MOST_TRIED = 400
WITHIN = 1e-11
LARGEST_EPS, SMALLEST_B = 1e-2, 0.3

Method = tuple[str, str]


@dataclass(frozen=True)
class Seen:
    """One call of a method: what its object and its arguments held before, and what these and its answer hold after.

    `in_place`: the arrays of `after` that were there before, and were written into.
    """

    owner: int
    before: Leaves
    after: Leaves
    in_place: frozenset[Path]


@dataclass(frozen=True)
class Parameter:
    """Where it stands before a step, and wherever it stands after it; its slope; and where its means are kept.

    `in_place`: those of the places whose arrays are written into.
    """

    before: Path
    slope: Path
    after: tuple[Path, ...]
    m: tuple[Path, ...]
    v: tuple[Path, ...]
    in_place: frozenset[Path]


@dataclass(frozen=True)
class Roles:
    method: Method
    form: Rule
    rates: Rates
    parameters: tuple[Parameter, ...]


def methods_of(author: Variant) -> list[Method]:
    """The methods of the author's classes."""
    found = [
        (kind, name) for kind, made in author.classes().items() for name in vars(made) if not name.startswith("__")
    ]
    return [(kind, name) for kind, name in found if isinstance(vars(author.classes()[kind])[name], FunctionType)]


@dataclass
class Stepped:
    """The author's code with one method in other hands."""

    author: Variant
    method: Method
    seen: list[Seen] = field(default_factory=list)
    constants: frozenset[float] = frozenset()

    def watched(self, call: Call) -> Reply:
        """The session as it is; each call of the method is noted."""
        self.seen = []

        def note(function: Callable[..., Any], args: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
            given = {"args": args, "named": named}
            before, objects = leaves_of(given, OWN_MODULE), [one for _, one in found_in(given, OWN_MODULE)]
            returned = function(*args, **named)
            if len(self.seen) < MOST_STEPS:
                held = {**given, "returned": returned}
                old = {id(one) for one in objects if isinstance(one, np.ndarray)}
                written = frozenset(path for path, one in found_in(held, OWN_MODULE) if id(one) in old)
                self.seen.append(Seen(id(args[0]), before, leaves_of(held, OWN_MODULE), written))
            return returned

        return self._taken(call, note)

    def walked(self, call: Call, roles: Roles, rule: Rule) -> Reply:
        """The session with `rule` in the place of the author's."""
        walk = _Walk(roles, rule)
        return self._taken(call, walk.step)

    def _taken(self, call: Call, around: Callable[..., Any]) -> Reply:
        # Afresh, so that nothing of an earlier session is left in the classes.
        self.author.reload()
        kind = self.author.classes()[self.method[0]]
        function = vars(kind)[self.method[1]]
        self.constants = frozenset(_constants(kind))
        setattr(kind, self.method[1], lambda *args, **named: around(function, args, named))
        return self.author.call(call)


def _constants(kind: type) -> Iterator[float]:
    for function in vars(kind).values():
        if isinstance(function, FunctionType):
            defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
            yield from (one for one in (*defaults, *_in_code(function.__code__)) if isinstance(one, float))


def _in_code(code: CodeType) -> Iterator[Any]:
    for one in code.co_consts:
        yield from _in_code(one) if isinstance(one, CodeType) else (one,)


@dataclass
class _Walk:
    """Takes the steps of one session by another rule. What the author's step builds on is given back to it."""

    roles: Roles
    rule: Rule
    turns: dict[int, int] = field(default_factory=dict)
    kept: dict[tuple[int, int], Means] = field(default_factory=dict)
    true: dict[int, list[tuple[Path, Any, bool]]] = field(default_factory=dict)

    def step(self, function: Callable[..., Any], args: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        owner, given = id(args[0]), {"args": args, "named": named}
        for path, value, in_place in self.true.pop(owner, ()):
            put(given, path, value, in_place=in_place)
        self.turns[owner] = self.turns.get(owner, 0) + 1
        # All of them first: means that are shared hold at the end what the last parameter has left there.
        moved = [self._moved(owner, place, given) for place in range(len(self.roles.parameters))]
        held = {**given, "returned": function(*args, **named)}
        for place, parameter in enumerate(self.roles.parameters):
            means = self.kept[self._whose(owner, place)]
            stored = [*((path, means.m) for path in parameter.m), *((path, means.v) for path in parameter.v)]
            for path, value in stored:
                in_place = path in parameter.in_place
                self.true.setdefault(owner, []).append((path, np.array(at(held, path)), in_place))
                held = put(held, path, value, in_place=in_place)
            for path in parameter.after:
                held = put(held, path, moved[place], in_place=path in parameter.in_place)
        return held["returned"]

    def _moved(self, owner: int, place: int, given: Mapping[str, Any]) -> Any:
        """Where the parameter goes."""
        parameter, whose = self.roles.parameters[place], self._whose(owner, place)
        g = np.asarray(at(given, parameter.slope), dtype=np.float64)
        kept = self.kept.get(whose, Means(np.zeros(g.shape), np.zeros(g.shape)))
        turn = Turn(self.turns[owner], place, len(self.roles.parameters))
        added, self.kept[whose] = self.rule.move(self.roles.rates, kept, g, turn)
        return at(given, parameter.before) + added

    def _whose(self, owner: int, place: int) -> tuple[int, int]:
        return owner, 0 if self.rule.of_one else place


def roles_of(stepped: Stepped, forms: Sequence[Rule]) -> Roles | None:
    """Which numbers are parameters and slopes, and which the rates, so that every step is one of Adam; or None."""
    if len(stepped.seen) >= MOST_STEPS:
        return None
    owners = [one.owner for one in stepped.seen]
    owner = max(owners, key=owners.count, default=None)
    seen = [one for one in stepped.seen if one.owner == owner]
    if len(seen) < LEAST_STEPS:
        return None
    tried = _tried(seen)[:MOST_TRIED]
    for form in forms:
        for rates in _rates(seen, tried, stepped.constants, form):
            found = [one for one in tried if _fits(seen, one, rates, form)]
            once = {one[0]: one for one in reversed(found)}
            if once:
                ordered = [once[path] for path in seen[0].before if path in once]
                return Roles(stepped.method, form, rates, tuple(_with_means(seen, one, rates, form) for one in ordered))
    return None


# A parameter before, its slope, and wherever it stands afterwards.
Trial = tuple[Path, Path, tuple[Path, ...]]


def _tried(seen: Sequence[Seen]) -> list[Trial]:
    """What moves against what, by the signs of the first step; equal numbers are tried once."""
    before, after = _alike([one.before for one in seen]), _alike([one.after for one in seen])
    first = seen[0]
    found: list[Trial] = []
    for start in (paths[0] for paths in before):
        for ends in after:
            if first.after[ends[0]].shape != first.before[start].shape:
                continue
            moved = first.after[ends[0]] - first.before[start]
            slopes = (paths[0] for paths in before if first.before[paths[0]].shape == moved.shape)
            found += [(start, g, ends) for g in slopes if g != start and _is_against(moved, first.before[g])]
    return found


def _is_against(moved: Array, slope: Array) -> bool:
    return bool(moved.any()) and np.array_equal(np.sign(moved), -np.sign(slope))


def _alike(each: Sequence[Leaves]) -> list[tuple[Path, ...]]:
    """The paths that every step has, those together that hold the same numbers in every step."""
    found: dict[Any, list[Path]] = {}
    for path, first in each[0].items():
        if all(path in one and one[path].shape == first.shape for one in each):
            found.setdefault((first.shape, *(one[path].tobytes() for one in each)), []).append(path)
    return [tuple(paths) for paths in found.values()]


def _rates(seen: Sequence[Seen], tried: Sequence[Trial], constants: frozenset[float], form: Rule) -> Iterator[Rates]:
    """Out of the numbers at hand those with which some parameter takes steps of Adam."""
    held = {float(one) for one in seen[0].before.values() if one.ndim == 0} | constants
    below_one = sorted((one for one in held if SMALLEST_B < one < 1), reverse=True)
    small = [one for one in held if 0 < one <= LARGEST_EPS]
    for trial in tried:
        longest = float(np.abs(_moved(seen[0], trial)).max())
        # The first step is about as long as the rate.
        for lr in (one for one in held if one > 0 and 0.5 * one < longest < 1.1 * one):
            for eps in small:
                rates = (Rates(lr, b1, b2, eps) for b2 in below_one for b1 in below_one)
                fitting = [one for one in rates if _fits(seen, trial, one, form)]
                if fitting:
                    yield fitting[0]
                    return


def _moved(one: Seen, trial: Trial) -> Array:
    return one.after[trial[2][0]] - one.before[trial[0]]


def _fits(seen: Sequence[Seen], trial: Trial, rates: Rates, form: Rule) -> bool:
    return all(
        same(_moved(one, trial), np.asarray(added), _precision(one, trial))
        for one, (added, _) in zip(seen, _path_of(seen, trial, rates, form), strict=False)
    )


def _precision(one: Seen, trial: Trial) -> float:
    """A small step off a large number is known less well."""
    return WITHIN * (1 + float(np.abs(one.before[trial[0]]).max()) / (float(np.abs(_moved(one, trial)).max()) or 1.0))


def _path_of(seen: Sequence[Seen], trial: Trial, rates: Rates, form: Rule) -> Iterator[tuple[Any, Means]]:
    slopes = [one.before[trial[1]] for one in seen]
    kept = Means(np.zeros(slopes[0].shape), np.zeros(slopes[0].shape))
    for step, g in enumerate(slopes, 1):
        added, kept = form.move(rates, kept, g, Turn(step, 0, 1))
        yield added, kept


def _with_means(seen: Sequence[Seen], trial: Trial, rates: Rates, form: Rule) -> Parameter:
    """The parameter with the places at which the author's object holds its running means."""
    means = [kept for _, kept in _path_of(seen, trial, rates, form)]
    paths = [paths for paths in _alike([one.after for one in seen]) if paths != trial[2]]
    m, v = ([path for path in paths if _holds(seen, path[0], [getattr(one, name) for one in means])] for name in "mv")
    own = [tuple(path for each in found for path in each if path[0] == "args") for found in (m, v)]
    in_place = frozenset(path for one in seen for path in one.in_place)
    return Parameter(trial[0], trial[1], trial[2], own[0], own[1], in_place)


def _holds(seen: Sequence[Seen], path: Path, values: Sequence[Array]) -> bool:
    return all(same(one.after[path], value, WITHIN) for one, value in zip(seen, values, strict=True))
