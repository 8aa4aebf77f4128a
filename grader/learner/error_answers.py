"""Turn what the learner's code raised into an answer, trusting nothing that the exception says of itself.

Its class may lie, its `__str__` may raise, exit or return something odd, its attributes may be anything: what
is read here comes from the interpreter's own slots.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from grader.sandbox.frame_writing import true_type_name
from grader.sentences import as_written

MAX_MESSAGE = 2_000
MAX_TRACEBACK_LINES = 40
# What our own modules raise in the cage, as a function that is closed here, is a sentence of ours.
OURS = __file__.rpartition("/")[0] + "/"
UNPRINTABLE = "(the exception's own text could not be made)"

Answer = tuple[Any, ...]
Place = tuple[int | None, int | None]
Frame = tuple[str, int | None, int | None, str]

_traceback_of = BaseException.__dict__["__traceback__"].__get__


def error_answer(error: BaseException, sources: Mapping[str, list[str]]) -> Answer:
    """The answer ("error", type, message, line, column, traceback) with the learner's own lines only.

    The message is a sentence: code stands between backticks, and those of the learner's text are signs of it.
    `sources` are the lines of the files that are theirs, by file name, the submission first: line and column
    are places in it, also where it is their earlier code that stops.
    """
    name = true_type_name(error)
    said = _message(error)
    message = said if _is_ours(_traceback_of(error)) else as_written(said)
    frames = _own_frames(_traceback_of(error), sources)
    here = [frame for frame in frames if frame[0] == next(iter(sources), None)]
    line, column = _syntax_place(error, sources) or (here[-1][1:3] if here else (None, None))
    text = "\n".join([*_told(frames, sources), f"{name}: {said}" if said else name])
    return ("error", name, message, line, column, text)


def plain_error(name: str, message: str) -> Answer:
    """An error answer that no exception stands behind."""
    return ("error", name, message, None, None, f"{name}: {message}")


def _message(error: BaseException) -> str:
    try:
        text = str(error)
        return str.encode(text, "utf-8", "replace").decode()[:MAX_MESSAGE]
    except BaseException:
        return UNPRINTABLE


def _is_ours(trace: TracebackType | None) -> bool:
    """Whether it was raised in a module of ours: nothing there raises with a text of the learner's."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename.startswith(OURS)


def _own_frames(trace: TracebackType | None, sources: Mapping[str, list[str]]) -> list[Frame]:
    """File, line, column and function of each frame in the learner's files, outermost first, the last ones kept."""
    found: list[Frame] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename in sources:
            place = next(itertools.islice(code.co_positions(), trace.tb_lasti // 2, None), None)
            column = None if place is None or place[2] is None else place[2] + 1
            found.append((code.co_filename, trace.tb_lineno, column, code.co_name))
            del found[:-MAX_TRACEBACK_LINES]
        trace = trace.tb_next
    return found


def _told(frames: list[Frame], sources: Mapping[str, list[str]]) -> list[str]:
    if not frames:
        return []
    told = ["Traceback (most recent call last):"]
    for file, line, _column, function in frames:
        told.append(f'  File "{file}", line {line}, in {function[:200]}')
        lines = sources[file]
        if line is not None and 0 < line <= len(lines):
            told.append(f"    {lines[line - 1].strip()[:200]}")
    return told


def _syntax_place(error: BaseException, sources: Mapping[str, list[str]]) -> Place | None:
    """Where the parser stopped. `isinstance` would ask the exception's own `__class__`."""
    if not issubclass(type(error), SyntaxError):
        return None
    try:
        own = error.filename in sources  # type: ignore[attr-defined]  # checked by its real type above
        line, column = error.lineno, error.offset  # type: ignore[attr-defined]  # as above
    except BaseException:
        return None
    if not own or type(line) is not int:
        return None
    return line, column if type(column) is int else None
