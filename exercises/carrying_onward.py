"""Where the functions of an exercise are used again: which later exercises import them, and which ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exercises.models import Exercise, ExerciseVersion


@dataclass(frozen=True)
class Onward:
    """A later exercise that builds on an earlier one, and the functions that it imports from it; there may be none."""

    exercise: Exercise
    takes: Sequence[str]


def carried_onward(exercise: Exercise, catalogue: Sequence[Exercise]) -> list[Onward]:
    """Every exercise that imports from `exercise` or names it as needed, in the order of the climb."""
    imports = imports_of(tuple(sorted(other.published_id for other in catalogue if other.published_id is not None)))
    found = [Onward(other, imports[other.published_id or 0].get(exercise.slug, ())) for other in catalogue]
    return [each for each in found if each.takes or exercise.slug in each.exercise.requires]


@lru_cache(maxsize=4)
def imports_of(versions: tuple[int, ...]) -> Mapping[int, Mapping[str, Sequence[str]]]:
    """By version and earlier exercise the functions imported; versions never change, so a process reads them once."""
    from grader import Bundle

    rows = ExerciseVersion.objects.filter(pk__in=versions).values_list("pk", "bundle")
    return {
        pk: {earlier.slug: earlier.names for earlier in Bundle.from_bytes(bytes(stored)).carried} for pk, stored in rows
    }
