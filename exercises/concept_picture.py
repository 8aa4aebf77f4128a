"""The concept graph as a picture: boxes in layers and the lines between; a chosen idea and its neighbours stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exercises.concept_layers import BOX_HEIGHT, BOX_WIDTH, Layers, lay_out
from exercises.concepts import Concepts, Idea
from exercises.hill_labels import in_two_lines

SIGN_ROOM = 30
ONE_LINE, LINE_HEIGHT = 18, 16


@dataclass(frozen=True)
class Box:
    """One idea: its corner, its words line by line, and how it stands to the chosen one."""

    idea: Idea
    x: int
    y: int
    lines: Sequence[tuple[int, str]]
    role: str
    is_stop: bool

    width, height = BOX_WIDTH, BOX_HEIGHT

    @property
    def text_x(self) -> int:
        return self.x + SIGN_ROOM

    @property
    def sign_x(self) -> int:
        return self.x + 8

    @property
    def sign_y(self) -> int:
        return self.y + BOX_HEIGHT // 2 - 8


@dataclass(frozen=True)
class Line:
    path: str
    role: str


@dataclass(frozen=True)
class ConceptPicture:
    """Boxes and lines in a picture of `width` by `height`."""

    width: int
    height: int
    boxes: Sequence[Box]
    lines: Sequence[Line]


def picture_of(concepts: Concepts, chosen: Idea | None) -> ConceptPicture:
    """The picture with `chosen` in its middle of attention."""
    layers = lay_out(tuple((slug, tuple(idea.needs)) for slug, idea in concepts.ideas.items()))
    stop = chosen.slug if chosen else next(iter(concepts.ideas), "")
    lines = (Line(edge.path, _role_of_line(edge.needed, edge.by, chosen)) for edge in layers.edges)
    return ConceptPicture(
        width=round(layers.width),
        height=layers.height,
        boxes=[_box(idea, layers, chosen, is_stop=slug == stop) for slug, idea in concepts.ideas.items()],
        # Those that stand out lie on top.
        lines=sorted(lines, key=lambda line: bool(line.role)),
    )


def _role_of_line(needed: str, by: str, chosen: Idea | None) -> str:
    if chosen is None:
        return ""
    return "needs" if by == chosen.slug else "opens" if needed == chosen.slug else ""


def _role(slug: str, chosen: Idea | None) -> str:
    if chosen is None:
        return ""
    if slug == chosen.slug:
        return "chosen"
    return "needs" if slug in chosen.needs else "opens" if slug in chosen.opens else ""


def _box(idea: Idea, layers: Layers, chosen: Idea | None, *, is_stop: bool) -> Box:
    x, y = layers.places[idea.slug]
    words = in_two_lines(idea.title, ONE_LINE)
    first = round(y + 4 - (len(words) - 1) * LINE_HEIGHT / 2)
    return Box(
        idea=idea,
        x=round(x - BOX_WIDTH / 2),
        y=round(y - BOX_HEIGHT / 2),
        lines=[(first + i * LINE_HEIGHT, line) for i, line in enumerate(words)],
        role=_role(idea.slug, chosen),
        is_stop=is_stop,
    )
