"""Follow one call line by line: what each name of the learner's functions becomes, by its shape and kind.

Bounded in rows, in lines followed and in time: past a bound the call goes on unwatched. Nothing of the learner's
is called here, only types, shapes and lengths are looked at.
"""

from __future__ import annotations

import ast
import inspect
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

from grader.learner.assigning import Line, lines_of
from grader.learner.described import Described, described, entries

MOST_ROWS = 200
# Of a loop the first rounds are told; how many there were stands beside them.
ROUNDS = 2
MOST_LINES = 50_000
MOST_S = 1.0
MOST_NAME = 80
MOST_PARTS = 8

Row = dict[str, Any]


@dataclass
class _Running:
    """One call of one function: the line that is being executed, and whether an exception is on its way out."""

    line: int = 0
    raising: bool = False


@dataclass
class Tracer:
    """The block in which calls are followed. `file`: whose functions; `source`: its text."""

    file: str
    source: bytes
    rows: list[Row] = field(default_factory=list)
    truncated: bool = False

    def __post_init__(self) -> None:
        self._lines: dict[int, Line] = lines_of(self.source)
        self._running: dict[FrameType, _Running] = {}
        self._seen: Counter[tuple[int, str, str]] = Counter()
        self._first: dict[tuple[int, str, str], Row] = {}
        self._lines_left = MOST_LINES
        self._until = time.monotonic() + MOST_S

    def __enter__(self) -> Tracer:
        sys.settrace(self._enter)
        return self

    def __exit__(self, *_raised: object) -> None:
        sys.settrace(None)
        self._running.clear()

    def told(self) -> dict[str, Any]:
        """What was seen, as plain data."""
        return {"rows": self.rows, "truncated": self.truncated}

    def _enter(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename != self.file or frame.f_code.co_name.startswith("<"):
            return None
        self._running[frame] = _Running(frame.f_lineno)
        for name in _arguments(frame.f_code):
            self._note(frame, frame.f_lineno, name, "given", frame.f_locals.get(name))
        return self._step

    def _step(self, frame: FrameType, event: str, argument: Any) -> Any:
        running = self._running.get(frame)
        if running is None or self._is_enough():
            return None
        if event == "exception":
            running.raising = True
        elif event == "line":
            self._finish(frame, running, frame.f_lineno)
            running.line, running.raising = frame.f_lineno, False
        elif event == "return":
            self._finish(frame, running, 0)
            if not running.raising:
                self._returned(frame, running.line, argument)
            del self._running[frame]
        return self._step

    def _is_enough(self) -> bool:
        self._lines_left -= 1
        if self._lines_left < 0 or time.monotonic() > self._until:
            self.truncated = True
            sys.settrace(None)
        return self.truncated

    def _finish(self, frame: FrameType, running: _Running, going_to: int) -> None:
        """The statement that the frame leaves has bound its names."""
        statement = self._lines.get(running.line)
        if statement is None or running.raising or statement.goes_on_at(going_to):
            return
        if not statement.binds_on_the_way_to(going_to):
            return
        for target in statement.targets:
            found, value = _looked_up(target, frame)
            if found:
                self._note(frame, statement.first, _label(target), "assigned", value)

    def _returned(self, frame: FrameType, line: int, value: Any) -> None:
        statement = self._lines.get(line)
        if statement is None or statement.returned is None:
            return
        expression = statement.returned
        parts = expression.elts if isinstance(expression, ast.Tuple) else []
        if type(value) is tuple and len(parts) == len(value) <= MOST_PARTS:
            for part, each in zip(parts, value, strict=True):
                self._note(frame, statement.first, ast.unparse(part), "returned", each)
        else:
            self._note(frame, statement.first, ast.unparse(expression), "returned", value)

    def _note(self, frame: FrameType, line: int, name: str, step: str, value: Any) -> None:
        for label, each in [(name, value), *entries(name, value)]:
            self._add(frame.f_code.co_name, line, label, step, described(each))

    def _add(self, function: str, line: int, name: str, step: str, seen: Described) -> None:
        place = (line, name, step)
        self._seen[place] += 1
        if self._seen[place] > ROUNDS:
            self._first.get(place, {})["times"] = self._seen[place]
        elif len(self.rows) >= MOST_ROWS:
            self.truncated = True
        else:
            row = {"line": line, "function": _short(function), "name": _short(name), "step": step, "times": 1}
            self.rows.append({**row, **seen.as_dict()})
            self._first.setdefault(place, self.rows[-1])


def _arguments(code: CodeType) -> tuple[str, ...]:
    """The names of all arguments, `*args` and `**options` among them."""
    starred = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + starred]


def _short(text: str) -> str:
    """A key of a dict may hold half a character, which cannot be sent."""
    return text[:MOST_NAME].encode("utf-8", "replace").decode()


def _label(target: ast.expr) -> str:
    """As `entries` writes it."""
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        key = target.slice.value
        return f'{ast.unparse(target.value)}["{key}"]' if isinstance(key, str) else ast.unparse(target)
    return ast.unparse(target)


def _looked_up(target: ast.expr, frame: FrameType) -> tuple[bool, Any]:
    """What an assignment target now holds, found without calling anything: names, and texts as keys of a dict."""
    if isinstance(target, ast.Name):
        for scope in (frame.f_locals, frame.f_globals):
            if target.id in scope:
                return True, scope[target.id]
        return False, None
    if isinstance(target, ast.Subscript):
        found, owner = _looked_up(target.value, frame)
        key = target.slice.value if isinstance(target.slice, ast.Constant) else None
        if found and type(owner) is dict and type(key) is str:
            return key in owner, owner.get(key)
    return False, None
