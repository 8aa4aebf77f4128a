"""Hold an answer against the reference's: which part differs, where most, by how much, and how the two relate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.contract import Declared, FunctionContract, bind_arguments, type_name
from grader.exam.batching import smaller_batch
from grader.exam.casework import case_of
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind
from grader.exam.numerals import apart_in_words, number_in_words, size_in_words
from grader.exam.relations import Situation, ratio, relate
from grader.exam.subject import Returned

if TYPE_CHECKING:
    from grader.exam.calling import Desk

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Difference:
    """One part of an answer that is not right. `path` leads to it: (1, "W1")."""

    where: str
    path: tuple[int | str, ...]
    got: Any
    truth: Any

    @property
    def is_numeric(self) -> bool:
        return _numeric(self.got) and _numeric(self.truth) and np.shape(self.got) == np.shape(self.truth)

    @property
    def is_whole(self) -> bool:
        """Labels, places, yes and no: an error has no size."""
        return all(np.asarray(one).dtype.kind in "biu" for one in (self.got, self.truth))

    def worst(self) -> tuple[tuple[int, ...], float, float]:
        """Where the largest error is, its size, and the error of the whole array relative to the right one."""
        got, truth = np.asarray(self.got, dtype=np.float64), np.asarray(self.truth, dtype=np.float64)
        gap = np.where(np.isfinite(got), np.abs(got - truth), np.inf)
        place = tuple(int(index) for index in np.unravel_index(int(np.argmax(gap)), gap.shape))
        relative = float(np.linalg.norm(gap) / max(float(np.linalg.norm(truth)), 1e-12))
        return place, float(gap[place]), relative


def differences(got: Any, truth: Any, returns: Sequence[Declared], tolerance: float) -> list[Difference]:
    """Every part of `got` that is not within `tolerance` of `truth`."""
    if len(returns) == 1:
        return list(_differing(got, truth, returns[0].name, (), tolerance))
    names = [part.name or f"value {place + 1}" for place, part in enumerate(returns)]
    if not isinstance(got, (list, tuple)) or len(got) != len(names):
        return [Difference("", (), got, truth)]
    return [
        found
        for place, (part, one, name) in enumerate(zip(got, truth, names, strict=True))
        for found in _differing(part, one, name, (place,), tolerance)
    ]


def _differing(got: Any, truth: Any, where: str, path: tuple[int | str, ...], tolerance: float) -> Iterator[Difference]:
    if isinstance(truth, Mapping) and isinstance(got, Mapping) and set(got) == set(truth):
        for key, part in truth.items():
            yield from _differing(got[key], part, f'{where}["{key}"]', (*path, key), tolerance)
    elif isinstance(truth, (list, tuple)) and isinstance(got, (list, tuple)) and len(got) == len(truth):
        for place, (part, one) in enumerate(zip(got, truth, strict=True)):
            yield from _differing(part, one, f"{where}[{place}]", (*path, place), tolerance)
    elif not equal(got, truth, tolerance):
        yield Difference(where, path, got, truth)


def equal(got: Any, truth: Any, tolerance: float) -> bool:
    """Numbers within `tolerance` (absolute near 0, relative beyond 1); anything else exactly. NaN equals nothing."""
    if _numeric(got) and _numeric(truth):
        a, b = np.asarray(got), np.asarray(truth)
        if a.shape != b.shape:
            return False
        if a.dtype.kind in "biu" and b.dtype.kind in "biu":
            return bool(np.array_equal(a, b))
        with np.errstate(all="ignore"):
            gap = np.abs(a - b.astype(np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64))
            return bool((gap <= tolerance * (1 + np.abs(b))).all() and np.isfinite(b).all())
    if isinstance(truth, (list, tuple)) and isinstance(got, (list, tuple)):
        return len(got) == len(truth) and all(map(equal, got, truth, repeat(tolerance)))
    if isinstance(truth, Mapping) and isinstance(got, Mapping):
        return set(got) == set(truth) and all(equal(got[key], truth[key], tolerance) for key in truth)
    if any(isinstance(one, (np.ndarray, Mapping, list, tuple)) for one in (got, truth)):
        return False
    return type(got) is type(truth) and bool(got == truth)


def _numeric(value: Any) -> bool:
    if isinstance(value, (bool, int, float, complex, np.generic)):
        return True
    return isinstance(value, np.ndarray) and value.dtype.kind in "biufc"


def compare(desk: Desk, name: str, args: tuple[Any, ...], tolerance: float, because: str) -> Any:
    """The learner's answer where it equals the reference's. Raises CheckFailed with the relation where there is one."""
    truth = _truth(desk, name, args)
    got = desk.call(name, args)
    _judge(desk, name, args, got, truth, tolerance, because)
    return got


def compare_unread(desk: Desk, name: str, args: tuple[Any, ...], tolerance: float, because: str) -> None:
    """The same without the answer; where the desk may ask ahead, a failure is raised when the desk settles."""
    if not desk.may_ask_ahead:
        compare(desk, name, args, tolerance, because)
        return
    # The author may change an array in the next line.
    args = _kept(args)
    truth = _truth(desk, name, args)
    desk.ask_ahead(name, args, lambda got: _judge(desk, name, args, got, truth, tolerance, because))


def _kept(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(_kept(part) for part in value)
    return {key: _kept(part) for key, part in value.items()} if type(value) is dict else value


def _truth(desk: Desk, name: str, args: tuple[Any, ...]) -> Any:
    truth = desk.reference.answer(name, args)
    if desk.fail_contract(desk.contract_of(name), args, truth) is not None:
        raise AuthorFault(f"`{name}` of reference.py breaks its own contract.")
    return truth


def _judge(desk: Desk, name: str, args: tuple[Any, ...], got: Any, truth: Any, tolerance: float, because: str) -> None:
    contract = desk.contract_of(name)
    found = differences(got, truth, contract.returns, tolerance)
    if found:
        raise difference_failure(desk, contract, args, found[0], because)


def difference_failure(
    desk: Desk, contract: FunctionContract, args: tuple[Any, ...], first: Difference, because: str
) -> CheckFailed:
    """The first difference as a failed check."""
    relation = relate(first.got, first.truth, situation_of(desk, contract, args, first))
    label = f"`{_from_answer(first.where)}`" if first.where else f"The answer of `{contract.name}`"
    ends = [part for part in (relation.sentence if relation else "", because) if part]
    figures: list[Mapping[str, Any]] = [relation.as_figure()] if relation else []
    open_text, safe_text, compared = _told(label, first)
    return CheckFailed(
        FailureKind.VALUE,
        " ".join([open_text, *ends]),
        " ".join([safe_text, *ends]),
        figures=[*compared, *figures, *case_of(contract, args).figures()],
        safe_figures=figures,
        relation=relation,
        where=first.where or contract.name,
        function=contract.name,
    )


def _from_answer(where: str) -> str:
    return f"answer{where}" if where.startswith("[") else where


def _told(label: str, first: Difference) -> tuple[str, str, list[Mapping[str, Any]]]:
    if not first.is_numeric:
        asked, got = short(first.truth), short(first.got)
        figure = {"kind": "compare", "expected": asked, "got": got}
        return f"{label} should be {asked}; yours is {got}.", f"{label} is not what it should be.", [figure]
    place, absolute, relative = first.worst()
    if first.is_whole:
        safe = f"{label} {'is not right at every place' if place else 'should be another number'}."
    else:
        safe = f"{label} is off: largest error {size_in_words(absolute)}, relative error {size_in_words(relative)}."
    asked, got = entries_in_words(first.truth, first.got, place)
    figure = {"kind": "compare", "expected": asked, "got": got}
    if not place:
        return f"{label} should be {asked}; yours is {got}.", safe, [figure]
    where = entry_in_words(place)
    return f"{label} is off, most at {where}: expected {asked}, yours {got}.", safe, [figure]


def situation_of(desk: Desk, contract: FunctionContract, args: tuple[Any, ...], part: Difference) -> Situation:
    """What the relations may use: inputs by name, named lengths, the author's function, another batch size."""
    names = [argument.name for argument in contract.arguments]
    inputs = dict(zip(names, args, strict=False))

    def again(changed: Mapping[str, Any]) -> Any:
        answer = desk.reference.answer_or_none(contract.name, tuple(changed[name] for name in names[: len(args)]))
        return follow(answer, part.path)

    def factor_elsewhere() -> tuple[float, Mapping[str, int]] | None:
        fewer = smaller_batch(contract, args)
        if fewer is None:
            return None
        reply = desk.subject.call_all(desk.calls_of(contract.name, [fewer]))[0]
        truth = follow(desk.reference.answer_or_none(contract.name, fewer), part.path)
        got = follow(reply.value, part.path) if isinstance(reply, Returned) else None
        if not _numeric(got) or not _numeric(truth):
            return None
        factor = ratio(np.asarray(got, dtype=np.float64), np.asarray(truth, dtype=np.float64))
        return None if factor is None else (factor, bind_arguments(contract.arguments, fewer))

    return Situation(inputs, bind_arguments(contract.arguments, args), again, factor_elsewhere)


def follow(answer: Any, path: Sequence[int | str]) -> Any:
    """The part of an answer that `path` leads to, or None."""
    for step in path:
        try:
            answer = answer[step]
        except (KeyError, IndexError, TypeError):
            return None
    return answer


def short(value: Any) -> str:
    """A value for a sentence: four significant digits, long arrays by their shape."""
    if isinstance(value, (float, np.floating)):
        return number_in_words(float(value))
    if isinstance(value, np.ndarray) and value.size > 12:
        return type_name(value)
    if isinstance(value, np.ndarray):
        return np.array2string(
            value,
            separator=", ",
            max_line_width=1_000,
            formatter={"float_kind": lambda entry: number_in_words(float(entry)), "int": str},
        ).replace("\n", "")
    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= 120 else type_name(value)


def entries_in_words(truth: Any, got: Any, place: tuple[int, ...]) -> tuple[str, str]:
    """The right entry and the other one, told so that they differ."""
    entries = np.asarray(truth)[place], np.asarray(got)[place]
    if any(entry.dtype.kind == "f" for entry in entries) and all(entry.dtype.kind in "iuf" for entry in entries):
        return apart_in_words(float(entries[0]), float(entries[1]))
    return short(entries[0]), short(entries[1])


def entry_in_words(place: Sequence[int]) -> str:
    if len(place) == 1:
        return f"entry {place[0]}"
    if len(place) == 2:
        return f"row {place[0]}, column {place[1]}"
    return f"entry {tuple(place)}"
