"""The hill as two pictures: from the side for a wide window, from the front for a narrow one.

The land comes from the catalogue alone and is worked out once; a learner's signs are laid on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exercises.curves import path_of
from exercises.hill import Camp, Hill, Step
from exercises.hill_front import contour_transforms, front
from exercises.hill_labels import LINE
from exercises.hill_profile import profile
from exercises.hill_shapes import SHARE_OF_GAP, CampOutline, CampPlace, Flag, Label, Shape, StepPlace

PLATE_SIZE = 22
REACH = 14.0  # what a pointer can hit around a step, where there is room
INDEX_EVERY = 4
HERE_LARGER = 1.45
TAG_APART, TAG_ABOVE, TAG_BELOW = 14, 14, 28
# Left of these, words that end at their step would begin outside the picture.
NAMES_BELOW_TO, HERE_ABOVE_TO = 300, 150


# Numbers go into the page as text, so that no language puts a comma into them.
@dataclass(frozen=True)
class Text:
    """Words at a place; `anchor` as SVG has it."""

    x: str
    y: str
    anchor: str


@dataclass(frozen=True)
class StepMark:
    """The sign of one step, as a square around its place."""

    step: Step
    x: str
    y: str
    left: str
    top: str
    size: str
    tag: Text
    is_stop: bool


@dataclass(frozen=True)
class CampMark:
    """The plate of a camp with its number, and its name where there is room."""

    camp: Camp
    x: str
    number_y: str
    left: str
    top: str
    name: CampName | None


@dataclass(frozen=True)
class CampName:
    """The lines of a camp's name, each with its height, and the line that leads there from the plate."""

    x: str
    lines: Sequence[tuple[str, str]]
    below: str
    leader: str


@dataclass(frozen=True)
class FlagMark:
    """A flag and what is reached there."""

    x: int
    y: int
    words: str


@dataclass(frozen=True)
class Contour:
    path: str
    is_index: bool
    transform: str = ""


@dataclass(frozen=True)
class Picture:
    """One view of the hill."""

    kind: str
    shape: Shape
    contours: Sequence[Contour]
    trail: str
    done: str
    camps: Sequence[CampMark]
    flags: Sequence[FlagMark]
    steps: Sequence[StepMark]
    spot: str
    reach: str
    here: Text | None


def pictures_of(hill: Hill) -> list[Picture]:
    """Both views; none of an empty hill."""
    if not hill.camps:
        return []
    outlines = tuple(CampOutline(camp.stage.title, len(camp.steps), bool(camp.stage.summit)) for camp in hill.camps)
    side, face = profile(outlines), front(outlines)
    lines = [Contour(path, k % INDEX_EVERY == INDEX_EVERY - 1) for k, path in enumerate(side.contours)]
    nested = [
        Contour(path, k % INDEX_EVERY == INDEX_EVERY - 1, moved)
        for k, (path, moved) in enumerate(zip(face.contours, contour_transforms(face), strict=True))
    ]
    return [_picture("wide", side, lines, hill), _picture("narrow", face, nested, hill)]


def _picture(kind: str, shape: Shape, contours: Sequence[Contour], hill: Hill) -> Picture:
    marks = list(_marks(shape, hill))
    here = next((mark for mark in marks if mark.step.is_here), None)
    reached = shape.trail.length if here is None else shape.steps[marks.index(here)].walked
    return Picture(
        kind=kind,
        shape=shape,
        contours=contours,
        trail=path_of(shape.trail.between(reached, shape.trail.length)),
        done=path_of(shape.trail.between(0, reached)),
        camps=list(_camps(shape, hill)),
        flags=[_flag(flag, hill) for flag in shape.flags],
        steps=marks,
        spot=_text(shape.radius),
        reach=_text(min(REACH, shape.radius / SHARE_OF_GAP / 2)),
        here=None if here is None else _here(shape, shape.steps[marks.index(here)]),
    )


def _marks(shape: Shape, hill: Hill) -> Iterator[StepMark]:
    steps = [step for camp in hill.camps for step in camp.steps]
    stop = next((i for i, step in enumerate(steps) if step.is_here), len(steps) - 1)
    for i, (step, place) in enumerate(zip(steps, shape.steps, strict=True)):
        half = shape.radius * (HERE_LARGER if step.is_here else 1)
        yield StepMark(
            step=step,
            x=_text(place.x),
            y=_text(place.y),
            left=_text(place.x - half),
            top=_text(place.y - half),
            size=_text(2 * half),
            tag=_tag(shape, place),
            is_stop=i == stop,
        )


def _tag(shape: Shape, place: StepPlace) -> Text:
    """Where a step's name shows: in the sky above the path, and away from the nearer edge."""
    if shape.is_front:
        side = 1 if place.x < shape.width / 2 else -1
        return _beside(place, side, -TAG_ABOVE)
    if place.x < NAMES_BELOW_TO and not place.falls:
        return _beside(place, 1, TAG_BELOW)
    return _beside(place, 1 if place.falls else -1, -TAG_ABOVE)


def _here(shape: Shape, place: StepPlace) -> Text:
    """Where “You are here” stands: in the sky from the side, as names of camps stand on the land."""
    if shape.is_front:
        return _beside(place, 1 if place.x < shape.width / 2 else -1, TAG_BELOW)
    if place.falls:
        return _beside(place, 1, -TAG_ABOVE)
    if place.x < HERE_ABOVE_TO:
        return Text(_text(place.x - TAG_APART), _text(place.y - 2 * TAG_BELOW), "start")
    return _beside(place, -1, -TAG_ABOVE)


def _beside(place: StepPlace, side: int, drop: float) -> Text:
    return Text(_text(place.x + side * TAG_APART), _text(place.y + drop), "start" if side > 0 else "end")


def _camps(shape: Shape, hill: Hill) -> Iterator[CampMark]:
    for camp, place in zip(hill.camps, shape.camps, strict=True):
        yield CampMark(
            camp=camp,
            x=_text(place.x),
            number_y=_text(place.y + 4.3),
            left=_text(place.x - PLATE_SIZE / 2),
            top=_text(place.y - PLATE_SIZE / 2),
            name=None if place.label is None else _name(place, place.label),
        )


def _name(place: CampPlace, label: Label) -> CampName:
    return CampName(
        x=_text(label.x),
        lines=[(_text(label.y + i * LINE), line) for i, line in enumerate(label.lines)],
        below=_text(label.y + len(label.lines) * LINE),
        leader=path_of([(place.x, place.y), (label.x, label.y - LINE + 3)]),
    )


def _text(number: float) -> str:
    return f"{number:.1f}"


def _flag(flag: Flag, hill: Hill) -> FlagMark:
    return FlagMark(round(flag.x), round(flag.y), hill.camps[flag.camp].stage.summit)
