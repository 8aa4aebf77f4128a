"""Names of camps below their plates, so that none stands on another or on the path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exercises.curves import Point
from exercises.hill_shapes import Label

LETTER, LINE = 9.8, 17
BROADEST = 17  # letters in a line
DROPS = (42, 62, 86, 112, 140, 170)
CLEAR_OF_PATH, BETWEEN = 22, 6
LEFT, RIGHT, LOWEST = 6, 1274, 632


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right + BETWEEN
            and other.left < self.right + BETWEEN
            and self.top < other.bottom + BETWEEN
            and other.top < self.bottom + BETWEEN
        )


def names_below(plates: Sequence[Point], titles: Sequence[str], ground: Sequence[Point]) -> list[Label]:
    """A label for each plate; under its name one line is left for how far the camp is climbed."""
    taken: list[_Box] = []
    labels = []
    for (x, y), title in zip(plates, titles, strict=True):
        lines = in_two_lines(title, BROADEST)
        half = max(len(line) for line in lines) * LETTER / 2
        middle = min(max(x, LEFT + half), RIGHT - half)
        path = max((py for px, py in ground if middle - half <= px <= middle + half), default=y)
        boxes = [_box(middle, half, top, lines) for top in _tops(y, path)]
        free = (box for box in boxes if box.bottom <= LOWEST and not any(box.meets(other) for other in taken))
        box = next(free, boxes[0])
        taken.append(box)
        labels.append(Label(middle, box.top + LINE - 4, lines))
    return labels


def _tops(plate: float, path: float) -> list[float]:
    nearest = max(plate + DROPS[0] - LINE, path + CLEAR_OF_PATH)
    return [nearest + drop - DROPS[0] for drop in DROPS]


def _box(middle: float, half: float, top: float, lines: Sequence[str]) -> _Box:
    return _Box(middle - half, top, middle + half, top + LINE * (len(lines) + 1))


def in_two_lines(title: str, broadest: int) -> list[str]:
    """One line of `broadest` letters, or two as even as words allow."""
    words = title.split()
    if len(title) <= broadest or len(words) == 1:
        return [title]
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return list(min(cuts, key=lambda cut: max(map(len, cut))))
