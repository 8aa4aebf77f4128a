"""Python source as lines of pieces, each with the class that colours it, for pages that show code without an editor."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exercises.comparing_versions import lines_of

KINDS = {tokenize.NUMBER: "n", tokenize.COMMENT: "c", tokenize.STRING: "s"}
# From Python 3.12 on an f-string comes in parts.
KINDS |= {
    getattr(tokenize, name): "s"
    for name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END")
    if hasattr(tokenize, name)
}
DEFINES = ("def", "class")


@dataclass(frozen=True)
class Piece:
    """A stretch of one line; `kind` is empty where it is plain."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class _Mark:
    line: int
    start: int
    end: int
    kind: str


def highlight(source: str) -> list[list[Piece]]:
    """All lines of `source`. What is no Python stays plain from there on."""
    lines = lines_of(source)
    marks: dict[int, list[_Mark]] = {}
    for mark in _marks("\n".join(lines), lines):
        marks.setdefault(mark.line, []).append(mark)
    return [list(_pieces(line, marks.get(number, []))) for number, line in enumerate(lines)]


def _marks(source: str, lines: Sequence[str]) -> Iterator[_Mark]:
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            kind = _kind(token, before)
            before = token.string
            (first, start), (last, end) = token.start, token.end
            if not kind or last > len(lines):
                continue
            for line in range(first, last + 1):
                yield _Mark(
                    line - 1,
                    start if line == first else 0,
                    end if line == last else len(lines[line - 1]),
                    kind,
                )
    except (tokenize.TokenError, SyntaxError):
        return


def _kind(token: tokenize.TokenInfo, before: str) -> str:
    if token.type == tokenize.NAME:
        if keyword.iskeyword(token.string):
            return "k"
        return "d" if before in DEFINES else ""
    return KINDS.get(token.type, "")


def _pieces(line: str, marks: Sequence[_Mark]) -> Iterator[Piece]:
    at = 0
    for mark in marks:
        if mark.start > at:
            yield Piece(line[at : mark.start])
        if mark.end > max(at, mark.start):
            yield Piece(line[max(at, mark.start) : mark.end], mark.kind)
        at = max(at, mark.end)
    if at < len(line):
        yield Piece(line[at:])
