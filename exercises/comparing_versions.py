"""Two versions of a solution side by side: which lines went, which came, and what stayed between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Unchanged lines that stay in view around a change; a longer stretch is folded.
CONTEXT = 3
# Finding the fewest changes takes time that grows with the square of the length.
MOST_LINES_MATCHED = 1_500
# As an editor counts them: a form feed or a separator of the Unicode tables ends no line of Python.
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Line:
    """One line of one version: its number there, and its text, of which `changed` is not in the line beside it."""

    number: int
    text: str
    before: str = ""
    changed: str = ""
    after: str = ""


@dataclass(frozen=True)
class Block:
    """Lines that are the same in both versions, or what one holds instead of the other."""

    is_same: bool
    is_folded: bool
    old: Sequence[Line]
    new: Sequence[Line]


@dataclass(frozen=True)
class Comparison:
    """All blocks from top to bottom, and how many lines came and went."""

    blocks: Sequence[Block]
    added: int
    removed: int

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed)


def compare(old: str, new: str) -> Comparison:
    """What changed from `old` to `new`, line by line."""
    lines = lines_of(old), lines_of(new)
    changes = list(_changes(*lines))
    return Comparison(
        blocks=list(_blocks(*lines, changes)),
        added=sum(change.new_end - change.new_start for change in changes),
        removed=sum(change.old_end - change.old_start for change in changes),
    )


@dataclass(frozen=True)
class _Change:
    """Lines `old_start` to `old_end` gave way to `new_start` to `new_end`; either may be none."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def lines_of(source: str) -> list[str]:
    """The lines of a source as an editor numbers them."""
    lines = LINE_END.split(source)
    return lines[:-1] if lines[-1] == "" else lines


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Change]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old_middle), len(new_middle)) > MOST_LINES_MATCHED:
        yield _Change(head, len(old) - tail, head, len(new) - tail)
        return
    matcher = SequenceMatcher(None, old_middle, new_middle)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield _Change(head + old_start, head + old_end, head + new_start, head + new_end)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines, or characters, both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _blocks(old: Sequence[str], new: Sequence[str], changes: Sequence[_Change]) -> Iterator[Block]:
    at_old = at_new = 0
    for change in [*changes, _Change(len(old), len(old), len(new), len(new))]:
        is_first, is_last = at_old == at_new == 0, change.old_start == len(old) and change.new_start == len(new)
        yield from _same(old, at_old, at_new, change.old_start, keep_head=not is_first, keep_tail=not is_last)
        if change.old_end > change.old_start or change.new_end > change.new_start:
            yield _changed(old, new, change)
        at_old, at_new = change.old_end, change.new_end


def _same(
    old: Sequence[str], at_old: int, at_new: int, until: int, *, keep_head: bool, keep_tail: bool
) -> Iterator[Block]:
    """The unchanged lines from `at_old` to `until`; what is far from a change is folded."""
    head = at_old + (CONTEXT if keep_head else 0)
    tail = until - (CONTEXT if keep_tail else 0)
    # A fold that hides less than it says is none.
    parts = [(at_old, head, False), (head, tail, True), (tail, until, False)]
    if tail - head < CONTEXT:
        parts = [(at_old, until, False)]
    for start, end, is_folded in parts:
        if end > start:
            shift = at_new - at_old
            yield Block(
                is_same=True,
                is_folded=is_folded,
                old=[Line(number + 1, old[number]) for number in range(start, end)],
                new=[Line(number + 1 + shift, old[number]) for number in range(start, end)],
            )


def _changed(old: Sequence[str], new: Sequence[str], change: _Change) -> Block:
    went, came = old[change.old_start : change.old_end], new[change.new_start : change.new_end]
    pairs = list(zip(went, came, strict=False)) if len(went) == len(came) else []
    marked = [_marked(*pair) for pair in pairs]
    return Block(
        is_same=False,
        is_folded=False,
        old=[
            Line(change.old_start + 1 + place, text, *(marked[place][0] if marked else ("", "", text)))
            for place, text in enumerate(went)
        ],
        new=[
            Line(change.new_start + 1 + place, text, *(marked[place][1] if marked else ("", "", text)))
            for place, text in enumerate(came)
        ],
    )


Parts = tuple[str, str, str]


def _marked(old: str, new: str) -> tuple[Parts, Parts]:
    """Both lines in three parts: what they share at the beginning, what differs, what they share at the end.

    Lines that share less than half are two different lines: nothing of them is marked.
    """
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    indent = min(head, len(old) - len(old.lstrip()))
    if 2 * (head - indent + tail) < max(len(old.strip()), len(new.strip())):
        return ("", "", old), ("", "", new)
    return _parts(old, head, tail), _parts(new, head, tail)


def _parts(text: str, head: int, tail: int) -> Parts:
    end = len(text) - tail
    return text[:head], text[head:end], text[end:]
