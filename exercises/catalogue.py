"""Bring the catalogue up to the curriculum on disk: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from exercises.curriculum_folder import BundleEntry, Curriculum, StageEntry, read_curriculum
from exercises.models import Exercise, ExerciseVersion, Stage
from exercises.statement import render_statement
from grader import Bundle

# Stages that left the curriculum keep their rows as long as old exercises refer to them, out of the way.
RETIRED_FROM = 1000


@dataclass
class Loaded:
    """What a load changed, by the names of the exercises."""

    stages: int
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def exercises(self) -> int:
        return len(self.added) + len(self.changed) + len(self.unchanged)


def load_curriculum(root: Path) -> Loaded:
    """Read the bundles below `root` and publish them in the order of their folders.

    A bundle whose content changed becomes a new version; an exercise that is no longer there is
    unpublished, its submissions stay. Loading the same folder again changes nothing.
    Raises CurriculumRefused before anything is stored.
    """
    curriculum = read_curriculum(root)
    with transaction.atomic():
        stages = _store_stages(curriculum.stages)
        loaded = Loaded(stages=len(curriculum.stages))
        _store_exercises(curriculum, stages, loaded)
        _unpublish_others(curriculum, loaded)
        _drop_empty_stages(curriculum.stages)
    return loaded


def _store_stages(entries: Iterable[StageEntry]) -> dict[str, Stage]:
    stored = {stage.slug: stage for stage in Stage.objects.all()}
    wanted = {entry.slug: entry for entry in entries}
    places = {slug: wanted[slug].number if slug in wanted else RETIRED_FROM + stored[slug].pk for slug in stored}
    if any(stage.number != places[slug] for slug, stage in stored.items()):
        # Numbers are unique: make room before they are dealt out anew.
        for stage in stored.values():
            _update(stage, {"number": RETIRED_FROM + stage.pk})
    for slug, entry in wanted.items():
        values = {
            "number": entry.number,
            "title": entry.title,
            "summary": entry.summary,
            "summit": entry.summit,
        }
        if slug in stored:
            _update(stored[slug], values)
        else:
            stored[slug] = Stage.objects.create(slug=slug, **values)
    return stored


def _store_exercises(curriculum: Curriculum, stages: Mapping[str, Stage], loaded: Loaded) -> None:
    stored = {
        exercise.uuid: exercise for exercise in Exercise.objects.select_related("published").defer("published__bundle")
    }
    _free_names(curriculum, stored)
    addresses = {
        entry.bundle.slug: reverse("exercise", args=[entry.stage, entry.bundle.slug]) for entry in curriculum.exercises
    }
    for entry in curriculum.exercises:
        exercise = stored.get(UUID(entry.bundle.uuid))
        values = _values(entry, stages[entry.stage])
        if exercise is None:
            exercise = Exercise.objects.create(uuid=UUID(entry.bundle.uuid), **values)
            outcome = loaded.added
        else:
            is_new = _update(exercise, values)
            is_new |= exercise.published is None or exercise.published.content_hash != entry.bundle.version
            outcome = loaded.changed if is_new else loaded.unchanged
        _publish(exercise, entry.bundle, addresses)
        outcome.append(exercise.slug)


def _values(entry: BundleEntry, stage: Stage) -> dict[str, Any]:
    bundle = entry.bundle
    return {
        "slug": bundle.slug,
        "stage": stage,
        "position": entry.position,
        "title": bundle.title,
        "summary": bundle.summary,
        "minutes": bundle.minutes,
        "concepts": list(bundle.concepts),
        "requires": list(bundle.requires),
    }


def _publish(exercise: Exercise, bundle: Bundle, addresses: Mapping[str, str]) -> None:
    """Make `bundle` the version that learners get; a version that was there before is taken up again."""
    html = render_statement(bundle.statement, links=_links(bundle, addresses))
    version = exercise.published
    if version is None or version.content_hash != bundle.version:
        version, _ = ExerciseVersion.objects.defer("bundle").get_or_create(
            exercise=exercise,
            content_hash=bundle.version,
            defaults={"bundle": bundle.to_bytes(), "statement_html": html, **_contents(bundle)},
        )
        exercise.published = version
        exercise.save(update_fields=["published"])
    # Which names in a statement are links depends on the other exercises, not on the bundle alone.
    _update(version, {"statement_html": str(html)})


def _links(bundle: Bundle, addresses: Mapping[str, str]) -> dict[str, str]:
    """Where the names in a statement lead; the exercise's own name and functions stay plain code."""
    own = {bundle.slug, *(function.name for function in bundle.functions)}
    return {name: address for name, address in addresses.items() if name not in own}


def _contents(bundle: Bundle) -> dict[str, Any]:
    """What the exercise page shows of a bundle, worked out once."""
    return {
        "starter": bundle.starter,
        "tasks": [[number, title] for number, title in bundle.tasks],
        "checks": [
            {
                "id": check.id,
                "task": check.task,
                "title": check.title,
                "visibility": str(check.visibility),
            }
            for check in bundle.checks
        ],
        "functions": [function.name for function in bundle.functions],
    }


def _free_names(curriculum: Curriculum, stored: Mapping[UUID, Exercise]) -> None:
    """Names are unique: whoever holds one that now belongs to another exercise gives it up first."""
    wanted = {entry.bundle.slug: UUID(entry.bundle.uuid) for entry in curriculum.exercises}
    for uuid, exercise in stored.items():
        if wanted.get(exercise.slug, uuid) != uuid:
            _update(exercise, {"slug": f"{exercise.slug[:50]}-{uuid.hex[:8]}"})


def _unpublish_others(curriculum: Curriculum, loaded: Loaded) -> None:
    here = [entry.bundle.uuid for entry in curriculum.exercises]
    gone = Exercise.objects.filter(published__isnull=False).exclude(uuid__in=here)
    loaded.unpublished += gone.values_list("slug", flat=True)
    gone.update(published=None)


def _drop_empty_stages(entries: Iterable[StageEntry]) -> None:
    kept = [entry.slug for entry in entries]
    Stage.objects.exclude(slug__in=kept).filter(exercises__isnull=True).delete()


def _update(row: Stage | Exercise | ExerciseVersion, values: Mapping[str, Any]) -> bool:
    """Store what differs; True if anything did."""
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, values[name])
    if differing:
        row.save(update_fields=differing)
    return bool(differing)
