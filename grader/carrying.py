"""Which earlier functions come along to a grading, and whose: the learner's own or the reference's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grader.bundle import Bundle
from grader.bundling.carried import CarriedExercise
from grader.learner.own_modules import PACKAGE, Earlier


class CarriedAs(StrEnum):
    OWN = "own"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Carried:
    """What a submission finds in `mine`. `missing`: the exercise of each function that does not come along."""

    earlier: tuple[Earlier, ...] = ()
    missing: Mapping[str, str] | None = None

    def as_settings(self) -> dict[str, Any]:
        """For the loader in the learner's cage."""
        return {"mine": [each.as_dict() for each in self.earlier], "missing": dict(self.missing or {})}

    def told(self, source: bytes) -> dict[str, str]:
        """For the verdict: own or reference by exercise, empty where the source never mentions `mine`."""
        if PACKAGE.encode() not in source:
            return {}
        named = {each.exercise: CarriedAs.REFERENCE.value for each in self.earlier}
        return {**named, **{each.exercise: CarriedAs.OWN.value for each in self.earlier if each.own}}

    def with_only(self, own: str, bundle: Bundle) -> Carried:
        """The same functions, all but `own` from the reference; all of them where it is ""."""
        mine = {each.exercise: each.source for each in self.earlier if each.own and own in each.names}
        return carried(bundle, mine, [name for each in self.earlier for name in each.names if name != own])

    @property
    def own_functions(self) -> dict[str, str]:
        """The exercise of each function that is the learner's own."""
        return {name: each.exercise for each in self.earlier if each.own for name in each.names}


def carried(
    bundle: Bundle, mine: Mapping[str, str] | None = None, from_reference: Collection[str] | None = None
) -> Carried:
    """What comes along to `bundle`.

    `mine`: the learner's own passing sources by exercise. `from_reference`: the functions for which the reference
    stands in; where it is not given, those that `mine` does not give. A function that is in neither is missing.
    """
    earlier: list[Earlier] = []
    missing: dict[str, str] = {}
    for exercise in bundle.carried:
        source = (mine or {}).get(exercise.slug)
        standing_in = _standing_in(exercise, source, from_reference)
        own = tuple(name for name in exercise.names if source is not None and name not in standing_in)
        if source is not None and own:
            earlier.append(Earlier(exercise.slug, source, own, own=True))
        if standing_in:
            earlier.append(Earlier(exercise.slug, exercise.reference, standing_in, own=False))
        missing |= {name: exercise.slug for name in exercise.names if name not in (*own, *standing_in)}
    return Carried(tuple(earlier), missing)


def references_of(bundle: Bundle) -> tuple[Earlier, ...]:
    """All that comes along, by the references: what the author's own code builds on."""
    return carried(bundle).earlier


def _standing_in(
    exercise: CarriedExercise, source: str | None, from_reference: Collection[str] | None
) -> tuple[str, ...]:
    if from_reference is None:
        return exercise.names if source is None else ()
    return tuple(name for name in exercise.names if name in from_reference)
