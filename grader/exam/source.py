"""What the text of the submission says, extracted in the learner's cage before any of its code ran."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]


class Source:
    """Facts of the syntax tree, aliases followed. Nothing here runs the learner's code."""

    def __init__(self, facts: Facts) -> None:
        functions = facts.get("functions")
        self._functions: Mapping[str, Any] = functions if isinstance(functions, dict) else {}
        self._calls = _names(facts.get("calls"))
        self._imports = _names(facts.get("imports"))

    @property
    def names(self) -> Sequence[str]:
        """The functions that are defined by `def`."""
        return tuple(self._functions)

    def calls(self, name: str) -> bool:
        """Is `name` called or used anywhere: "einsum", "numpy.linalg.solve", "linalg"?"""
        return any(_matches(dotted, name) for dotted in (*self._calls, *self._imports))

    def calls_in(self, function: str) -> Sequence[str]:
        """The dotted names that `function` calls, e.g. "numpy.exp"."""
        return _names(self._of(function).get("calls"))

    def loops_in(self, function: str) -> int:
        """How many loops and comprehensions stand in `function`."""
        loops = self._of(function).get("loops")
        return loops if isinstance(loops, int) else 0

    def operators_in(self, function: str) -> Sequence[str]:
        """The operators of `function`, e.g. "@"."""
        return _names(self._of(function).get("operators"))

    def dump(self, function: str) -> str | None:
        """What tells two versions of a function apart, white space and comments aside."""
        dump = self._of(function).get("dump")
        return dump if isinstance(dump, str) else None

    def line_of(self, function: str) -> int | None:
        line = self._of(function).get("line")
        return line if isinstance(line, int) else None

    def holds_line(self, function: str, line: int) -> bool:
        """Does this line belong to `function`?"""
        facts = self._of(function)
        first, last = facts.get("line"), facts.get("end")
        return isinstance(first, int) and isinstance(last, int) and first <= line <= last

    def assigned_in(self, function: str) -> Sequence[str]:
        """The names that `function` assigns."""
        return _names(self._of(function).get("assigns"))

    def takes(self, function: str, count: int) -> bool | None:
        """Can `function` be called with `count` arguments? None where the text does not tell."""
        facts = self._of(function)
        names, required = facts.get("arguments"), facts.get("required")
        if not isinstance(names, (list, tuple)) or not isinstance(required, int):
            return None
        return required <= count and (count <= len(names) or bool(facts.get("star")))

    def arguments_of(self, function: str) -> Sequence[str]:
        return _names(self._of(function).get("arguments"))

    def _of(self, function: str) -> Mapping[str, Any]:
        facts = self._functions.get(function)
        return facts if isinstance(facts, dict) else {}


def _names(found: Any) -> tuple[str, ...]:
    return tuple(name for name in found if isinstance(name, str)) if isinstance(found, (list, tuple)) else ()


def _matches(dotted: str, name: str) -> bool:
    return dotted == name or dotted.endswith("." + name) or f".{name}." in f".{dotted}."
