"""The curriculum as it lies on disk: stages and bundles, read and checked before anything is stored."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import Bundle, BundleError

FOLDER = re.compile(r"(\d+)-[a-z0-9-]+")


@dataclass(frozen=True)
class StageEntry:
    """One stage as `stages.toml` names it."""

    slug: str
    number: int
    title: str
    summary: str
    summit: str = ""


@dataclass(frozen=True)
class BundleEntry:
    """One exercise and its place within its stage."""

    stage: str
    position: int
    bundle: Bundle


@dataclass(frozen=True)
class Curriculum:
    """All stages and exercises, in the order of the folders."""

    stages: Sequence[StageEntry]
    exercises: Sequence[BundleEntry]


class CurriculumRefused(Exception):
    """The curriculum cannot be loaded; `problems` has one line for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def read_curriculum(root: Path) -> Curriculum:
    """Read everything below `root`. Raises CurriculumRefused with all problems at once."""
    stages = _read_stages(root / "stages.toml")
    known = {stage.slug for stage in stages}
    problems: list[str] = []
    exercises: list[BundleEntry] = []
    for folder in sorted(path.parent for path in root.glob("*/*/exercise.toml")):
        try:
            exercises.append(_read_exercise(folder, known))
        except BundleError as error:
            problems.append(f"{folder}/{error}")
        except _Misplaced as error:
            problems.append(f"{folder}: {error}")
    problems += _twice(exercises)
    if problems:
        raise CurriculumRefused(problems)
    return Curriculum(stages, exercises)


class _Misplaced(ValueError):
    """A folder whose name or parent does not say where the exercise belongs."""


def _read_exercise(folder: Path, known_stages: set[str]) -> BundleEntry:
    stage = folder.parent.name
    if stage not in known_stages:
        raise _Misplaced(f"the stage “{stage}” is not in stages.toml")
    place = FOLDER.fullmatch(folder.name)
    if place is None:
        raise _Misplaced("the folder's name must be a number, a hyphen and the exercise's name")
    return BundleEntry(stage, int(place[1]), Bundle.read(folder))


def _read_stages(path: Path) -> list[StageEntry]:
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("stages", [])
        return [
            StageEntry(
                f"{entry['slug']}",
                number,
                f"{entry['title']}",
                f"{entry.get('subtitle', '')}",
                f"{entry.get('summit', '')}",
            )
            for number, entry in enumerate(entries, start=1)
        ]
    except FileNotFoundError:
        raise CurriculumRefused([f"{path}: there is no such file; it names the stages in order"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CurriculumRefused([f"{path}: {error}"]) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise CurriculumRefused([f"{path}: each of the stages needs a slug and a title"]) from error


def _twice(exercises: Sequence[BundleEntry]) -> list[str]:
    """What may stand only once but does not."""
    names = Counter(entry.bundle.slug for entry in exercises)
    numbers = Counter(str(entry.bundle.uuid) for entry in exercises)
    places = Counter((entry.stage, entry.position) for entry in exercises)
    return [
        *(f"{name}: two exercises have this name" for name, times in names.items() if times > 1),
        *(f"{number}: two exercises have this uuid" for number, times in numbers.items() if times > 1),
        *(f"{stage}: two exercises have the number {n}" for (stage, n), times in places.items() if times > 1),
    ]
