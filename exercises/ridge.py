"""The ridge of the landing page: the summit's own reference trains, and its loss is drawn upside down."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from exercises.models import Exercise, ExerciseVersion, RecordedRun
from grader import Bundle

log = logging.getLogger(__name__)

NAME = "ridge"
TRAINED_BY = "train-digits"
HIDDEN, EPOCHS, BATCH_SIZE = 30, 1, 6
# Rate and seed. The first run is the ridge, the others are the ranges behind it, from far to near.
RUNS = ((0.5, 19), (1.0, 7), (0.8, 11))
TRAINED_WITHIN_S = 120


@dataclass(frozen=True)
class Ridge:
    """One run in figures: the loss before the first step and after each one."""

    losses: Sequence[float]
    behind: Sequence[Sequence[float]]
    read_right: float

    hidden = HIDDEN
    epochs = EPOCHS
    batch_size = BATCH_SIZE

    @property
    def steps(self) -> int:
        return len(self.losses) - 1

    @property
    def first(self) -> float:
        return self.losses[0]

    @property
    def last(self) -> float:
        return self.losses[-1]

    @property
    def read_of_hundred(self) -> int:
        """How many of a hundred unseen digits it read right at the end."""
        return round(100 * self.read_right)


def read_ridge() -> Ridge | None:
    """The recorded run; None where the curriculum has nothing that trains. One query."""
    recorded = RecordedRun.objects.filter(name=NAME).first()
    return None if recorded is None else Ridge(**recorded.figures)


def record_ridge() -> None:
    """Run the published reference once for each of its versions and keep the figures."""
    exercise = Exercise.objects.filter(slug=TRAINED_BY).select_related("published").defer("published__bundle").first()
    recipe = "" if exercise is None or exercise.published is None else _recipe(exercise.published)
    RecordedRun.objects.filter(name=NAME).exclude(recipe=recipe).delete()
    if exercise is None or exercise.published is None or RecordedRun.objects.filter(name=NAME).exists():
        return
    try:
        runs = _train(Bundle.from_bytes(bytes(exercise.published.bundle)))
    except (subprocess.SubprocessError, ValueError) as error:
        # Better a landing page without its picture than no site.
        log.warning("The reference of %s does not train: %s", TRAINED_BY, getattr(error, "stderr", None) or error)
        return
    RecordedRun.objects.create(name=NAME, recipe=recipe, figures=_figures(runs))


def _recipe(version: ExerciseVersion) -> str:
    """What the figures depend on: the sources, carried ones included, and the settings."""
    settings_ = json.dumps([version.content_hash, HIDDEN, EPOCHS, BATCH_SIZE, RUNS])
    return "sha256:" + hashlib.sha256(settings_.encode()).hexdigest()


def _figures(runs: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    front, *behind = runs
    return {
        "losses": front["losses"],
        "behind": [run["losses"] for run in behind],
        "read_right": front["read_right"],
    }


def _train(bundle: Bundle) -> Sequence[Mapping[str, Any]]:
    order = {
        "reference": bundle.reference,
        "mine": [earlier.reference for earlier in bundle.carried],
        "runs": [
            {"hidden": HIDDEN, "epochs": EPOCHS, "batch_size": BATCH_SIZE, "rate": rate, "seed": seed}
            for rate, seed in RUNS
        ],
    }
    done = subprocess.run(
        [sys.executable, "-m", "exercises.training_run"],
        cwd=settings.BASE_DIR,
        # One thread: arrays this small only wait for the others.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=TRAINED_WITHIN_S,
        check=True,
    )
    runs: list[Mapping[str, Any]] = json.loads(done.stdout)
    return runs
