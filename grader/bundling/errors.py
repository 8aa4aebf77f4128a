"""What is wrong with an exercise on disk: file, line, sentence."""

from __future__ import annotations


class BundleError(Exception):
    """An exercise that cannot be used as it stands."""

    def __init__(self, path: str, line: int, sentence: str) -> None:
        super().__init__(f"{path}:{line}: {sentence}")
        self.path = path
        self.line = line
        self.sentence = sentence


def line_with(text: str, *needles: str) -> int:
    """The first line that holds all `needles`, counted from 1; 1 where none does."""
    for number, line in enumerate(text.splitlines(), start=1):
        if all(needle in line for needle in needles):
            return number
    return 1
