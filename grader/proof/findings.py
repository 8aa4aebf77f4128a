"""What is missing in an exercise: file, line, sentence."""

from __future__ import annotations

from dataclasses import dataclass

from grader.bundle import Bundle
from grader.bundling.errors import line_with


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


def at(bundle: Bundle, path: str, sentence: str, *needles: str) -> Finding:
    """A finding at the first line of `path` that holds all `needles`."""
    return Finding(path, line_with(bundle.text(path), *needles), sentence)
