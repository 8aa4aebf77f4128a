"""What the examiner says, held against a schema that also bounds sizes: it runs an author's code, not ours.

Titles, tasks, points and visibility never come from a message: the worker has them from the bundle.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from grader.bundling.exercise_toml import CheckSpec
from grader.verdict import Certainty, CheckOutcome, CheckResult, Diagnosis, Ending, Fault, LearnerError, Visibility

Member = TypeVar("Member", bound=StrEnum)

MAX_SENTENCE = 2_000
MAX_TRACEBACK = 20_000
MAX_FIGURES = 8
MAX_FIGURES_BYTES = 256 * 1024
MAX_DIAGNOSES = 8
MAX_PICTURES = 12
MAX_PICTURES_BYTES = 1024 * 1024
MAX_PICTURE_BYTES = 512 * 1024
MAX_METRICS = 9
MAX_TRACE_ROWS = 200
MAX_CALLS = 200
MAX_LENGTHS = 100
MAX_DEPTH = 8
MAX_POINTS = 200
MAX_MEASURED = 50
LARGEST_POINT = 1e300


class BadMessage(Exception):
    """The examiner said something that no examiner says."""


@dataclass(frozen=True)
class Final:
    """The examiner's last word."""

    attempted: bool
    fault: Fault | None
    ending: Ending
    error: LearnerError | None
    diagnoses: tuple[Diagnosis, ...]
    pictures: tuple[Mapping[str, Any], ...]
    calls: Mapping[str, int]
    lengths: Mapping[str, tuple[Mapping[str, int], ...]]
    measured: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Curve:
    """New points of a live curve, each with its step."""

    spec: CheckSpec
    name: str
    points: Sequence[Sequence[float]]


def read_check(message: Mapping[str, Any], specs: Mapping[str, CheckSpec]) -> CheckResult:
    """A result, with everything that is known beforehand taken from the bundle."""
    spec = specs.get(_text(message, "id", 100))
    if spec is None:
        raise BadMessage("a result for a check that does not exist")
    reason = None if message.get("reason") is None else _text(message, "reason", MAX_SENTENCE)
    return CheckResult(
        id=spec.id,
        task=spec.task,
        title=spec.title,
        visibility=spec.visibility,
        outcome=_member(CheckOutcome, message.get("outcome")),
        reason=reason,
        points=spec.points,
        message=_text(message, "message", MAX_SENTENCE),
        figures=_tables(message, "figures", MAX_FIGURES, MAX_FIGURES_BYTES),
    )


def read_started(message: Mapping[str, Any], specs: Mapping[str, CheckSpec]) -> CheckSpec:
    spec = specs.get(_text(message, "check", 100))
    if spec is None:
        raise BadMessage("a check that does not exist has started")
    return spec


def read_final(message: Mapping[str, Any]) -> Final:
    attempted = message.get("attempted")
    if not isinstance(attempted, bool):
        raise BadMessage("attempted is no truth value")
    fault = message.get("fault")
    calls = message.get("calls")
    return Final(
        attempted=attempted,
        fault=None if fault is None else _member(Fault, fault),
        ending=_member(Ending, message.get("ending")),
        error=None if message.get("error") is None else _error(message["error"]),
        diagnoses=tuple(_diagnosis(one) for one in _list(message, "diagnoses", MAX_DIAGNOSES)),
        pictures=_tables(message, "pictures", MAX_PICTURES, MAX_PICTURES_BYTES),
        calls=_calls(calls),
        lengths=_lengths(message.get("lengths")),
        measured=tuple(_measured(one) for one in _list(message, "measured", MAX_MEASURED)),
    )


def read_curve(message: Mapping[str, Any], specs: Mapping[str, CheckSpec]) -> Curve:
    """New points of a live curve. What is not always visible has none."""
    spec = specs.get(_text(message, "check", 100))
    if spec is None or spec.visibility is not Visibility.ALWAYS:
        raise BadMessage("a live curve of no open check")
    points = _list(message, "points", MAX_POINTS)
    if not all(isinstance(one, list) and len(one) == 2 and all(map(_is_finite, one)) for one in points):
        raise BadMessage("a point of a curve is no pair of finite numbers")
    return Curve(spec, _text(message, "name", 40), points)


def _is_finite(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < LARGEST_POINT


def _measured(table: Any) -> Mapping[str, Any]:
    """What a run reached beside the mark it had to reach."""
    if not isinstance(table, dict) or not all(_is_finite(table.get(key)) for key in ("value", "threshold")):
        raise BadMessage("a measurement is no table of finite numbers")
    return {
        "check": _text(table, "check", 100),
        "what": _text(table, "what", 200),
        "value": float(table["value"]),
        "threshold": float(table["threshold"]),
        "lower_is_better": table.get("lower_is_better") is True,
    }


def read_picture(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """A picture that the learner's code showed."""
    return _tables({"picture": [message.get("picture")]}, "picture", 1, MAX_PICTURE_BYTES)[0]


def read_points(message: Mapping[str, Any], most: int) -> tuple[Mapping[str, float], ...]:
    """Points that the learner's code tracked."""
    found = _list(message, "points", most)
    if not all(isinstance(one, dict) and len(one) <= MAX_METRICS and _is_plain(one, 0) for one in found):
        raise BadMessage("points holds something else than tables of numbers")
    if not all(len(name) <= 100 and type(value) in (int, float) for one in found for name, value in one.items()):
        raise BadMessage("a point holds something else than numbers")
    return tuple(found)


def read_trace(message: Mapping[str, Any]) -> dict[str, Any]:
    """What was seen of one call line by line: function, rows, truncated, error."""
    found = message.get("trace")
    if not isinstance(found, dict) or not isinstance(found.get("truncated"), bool):
        raise BadMessage("a trace is no table")
    error = found.get("error")
    return {
        "function": _text(found, "function", 100),
        "rows": [_trace_row(row) for row in _list(found, "rows", MAX_TRACE_ROWS)],
        "truncated": found["truncated"],
        "error": None if error is None else _trace_error(error),
    }


def _trace_row(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict) or type(row.get("times")) is not int:
        raise BadMessage("a row of a trace is no table")
    shape = row.get("shape")
    if shape is not None and not (isinstance(shape, list) and len(shape) <= 32 and all(type(n) is int for n in shape)):
        raise BadMessage("a row of a trace has no shape")
    texts = {name: _text(row, name, 100) for name in ("function", "name", "step", "kind", "dtype")}
    return {"line": _place(row.get("line")), **texts, "shape": shape, "times": row["times"]}


def _trace_error(error: Any) -> dict[str, Any]:
    if not isinstance(error, dict):
        raise BadMessage("an error is no table")
    told = {"type": _text(error, "type", 100), "message": _text(error, "message", MAX_SENTENCE)}
    return {**told, "line": _place(error.get("line"))}


def _error(table: Any) -> LearnerError:
    if not isinstance(table, dict):
        raise BadMessage("an error is no table")
    line, column = (_place(table.get(name)) for name in ("line", "column"))
    return LearnerError(
        type=_text(table, "type", 100),
        message=_text(table, "message", MAX_SENTENCE),
        line=line,
        column=column,
        traceback=_text(table, "traceback", MAX_TRACEBACK),
    )


def _place(found: Any) -> int | None:
    if found is not None and (type(found) is not int or not 0 <= found < 1_000_000):
        raise BadMessage("a line or column is no place in a text")
    return found


def _diagnosis(table: Any) -> Diagnosis:
    if not isinstance(table, dict):
        raise BadMessage("a diagnosis is no table")
    return Diagnosis(
        id=_text(table, "id", 100),
        where=_text(table, "where", 200),
        sentence=_text(table, "sentence", MAX_SENTENCE),
        certainty=_member(Certainty, table.get("certainty")),
    )


def _calls(found: Any) -> Mapping[str, int]:
    if not isinstance(found, dict) or len(found) > MAX_CALLS:
        raise BadMessage("calls is no table of counts")
    if not all(len(name) <= 100 and type(count) is int for name, count in found.items()):
        raise BadMessage("calls is no table of counts")
    return found


def _lengths(found: Any) -> Mapping[str, tuple[Mapping[str, int], ...]]:
    """What n, d, k … were in the calls of each function."""
    if not isinstance(found, dict) or len(found) > MAX_CALLS:
        raise BadMessage("lengths is no table")
    for seen in found.values():
        if not isinstance(seen, list) or len(seen) > MAX_LENGTHS or not all(isinstance(one, dict) for one in seen):
            raise BadMessage("lengths holds something else than lists of tables")
        if not all(type(length) is int for one in seen for length in one.values()):
            raise BadMessage("a length is no whole number")
    return {name: tuple(seen) for name, seen in found.items()}


def _tables(message: Mapping[str, Any], key: str, most: int, most_bytes: int) -> tuple[Mapping[str, Any], ...]:
    found = _list(message, key, most)
    if not all(isinstance(one, dict) and isinstance(one.get("kind"), str) and _is_plain(one, 0) for one in found):
        raise BadMessage(f"{key} holds something else than tables of plain data")
    if len(json.dumps(found)) > most_bytes:
        raise BadMessage(f"{key} is too large")
    return tuple(found)


def _is_plain(value: Any, depth: int) -> bool:
    if depth > MAX_DEPTH:
        return False
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(part, depth + 1) for key, part in value.items())
    if isinstance(value, list):
        return all(_is_plain(part, depth + 1) for part in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, (bool, int, str))


def _list(message: Mapping[str, Any], key: str, most: int) -> Sequence[Any]:
    found = message.get(key)
    if not isinstance(found, list) or len(found) > most:
        raise BadMessage(f"{key} is no list of at most {most}")
    return found


def _text(message: Mapping[str, Any], key: str, most: int) -> str:
    found = message.get(key)
    if not isinstance(found, str):
        raise BadMessage(f"{key} is no text")
    return found[:most]


def _member(members: type[Member], found: Any) -> Member:
    try:
        return members(found)
    except ValueError as error:
        raise BadMessage(f"{found!r:.60} is none of what may stand there") from error
