"""The summit's own reference trains once for each of its versions, in the cages that learners' code runs in.

An author's code is no more trusted than a learner's: what comes back is held against what such a run can say.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import grader
from exercises.models import Exercise, ExerciseVersion, RecordedRun
from exercises.ridge import BATCH_SIZE, EPOCHS, HIDDEN, NAME
from grader import Bundle, IsolationUnavailable, Verdict
from grader.verdict import Ending, Outcome

TRAINED_BY = "train-digits"
# Rate and seed. The first run is the ridge, the others are the ranges behind it, from far to near.
RUNS = ((0.5, 19), (1.0, 7), (0.8, 11))
DIGITS = 10
# Chance alone begins at log 10, near 2.3.
HIGHEST_LOSS = 100.0
PLACES = 4
MOST_SIGNS_SAID = 300
TRAINING = Path(__file__).with_name("training_run.py")

Figures = Mapping[str, Any]


class DoesNotTrain(Exception):
    """The reference broke, was stopped, or told what no training tells."""


def record_ridge() -> str:
    """Keep the figures of the published reference, unless they are there; return why there are no new ones, else "".

    Without isolation the last ones stay: they are of a real run, if of an earlier version.
    """
    exercise = Exercise.objects.filter(slug=TRAINED_BY).select_related("published").defer("published__bundle").first()
    recorded = RecordedRun.objects.filter(name=NAME)
    if exercise is None or exercise.published is None:
        recorded.delete()
        return ""
    recipe = _recipe(exercise.published)
    if recorded.filter(recipe=recipe).exists():
        return ""
    try:
        figures = train(Bundle.from_bytes(bytes(exercise.published.bundle)))
    except IsolationUnavailable as refused:
        return f"The ridge of the landing page is not drawn anew: code cannot be isolated here. {refused}"
    except DoesNotTrain as reason:
        # Better a landing page without its picture than no site.
        recorded.delete()
        return f"The landing page has no ridge: the reference of {TRAINED_BY} does not train. {reason}"
    finally:
        # Nothing else of a load needs the cages.
        grader.close()
    RecordedRun.objects.update_or_create(name=NAME, defaults={"recipe": recipe, "figures": figures})
    return ""


def train(bundle: Bundle) -> Figures:
    """The figures of its reference. Raises IsolationUnavailable, DoesNotTrain."""
    order, steps = _order()
    # The text first, then the call, which the reference's own module carries out.
    training = f"{TRAINING.read_text(encoding='utf-8')}\n{order}"
    return figures_of(grader.run_scratch(bundle, bundle.reference, training), steps=steps)


def figures_of(verdict: Verdict, *, steps: int) -> Figures:
    """What the run told, if a run of `steps` steps can tell it. Raises IsolationUnavailable, DoesNotTrain."""
    if verdict.ending is Ending.ISOLATION_UNAVAILABLE:
        raise IsolationUnavailable("cage", _why(verdict), "`python -m grader selftest` names the layer.")
    if verdict.outcome is not Outcome.PASSED:
        raise DoesNotTrain(_why(verdict))
    points = _points(verdict, steps + 1)
    front, *behind = ([_number(point, f"run_{run}", HIGHEST_LOSS) for point in points] for run in range(len(RUNS)))
    if front[-1] >= front[0]:
        raise DoesNotTrain("Its loss does not fall.")
    return {"losses": front, "behind": behind, "read_right": _number(points[-1], "read_right", 1.0)}


def _why(verdict: Verdict) -> str:
    """One line: what is written of a stranger stays short and moves no cursor."""
    error = verdict.error
    why = f"It ended so: {verdict.ending}." if error is None else f"{error.type}: {error.message}"
    return "".join(sign if sign.isprintable() else " " for sign in why[:MOST_SIGNS_SAID])


def _points(verdict: Verdict, count: int) -> list[Mapping[str, Any]]:
    """What was tracked: one point for each step, in their order, and nothing beside it."""
    told = [picture.get("data") for picture in verdict.pictures]
    points = told[0] if len(told) == 1 and isinstance(told[0], list) else []
    if len(points) != count or not all(isinstance(point, dict) for point in points):
        raise DoesNotTrain(f"It did not tell the {count} losses of {count - 1} steps.")
    if [point.get("step") for point in points] != list(range(count)):
        raise DoesNotTrain("Its steps are not told one after the other.")
    return points


def _number(point: Mapping[str, Any], name: str, most: float) -> float:
    number: Any = point.get(name)
    if type(number) not in (int, float) or not 0 <= number <= most:
        raise DoesNotTrain(f"{name} is no number from 0 to {most:g} at step {point['step']}.")
    return round(float(number), PLACES)


def _recipe(version: ExerciseVersion) -> str:
    """What the figures depend on: the sources, carried ones included, and the settings."""
    settings_ = json.dumps([version.content_hash, HIDDEN, EPOCHS, BATCH_SIZE, RUNS])
    return "sha256:" + hashlib.sha256(settings_.encode()).hexdigest()


def _order() -> tuple[str, int]:
    """The call that goes with the training's text, and how many steps it takes. The cages see no file of ours."""
    # Reading the digits takes NumPy, which the pages that show a ridge never need.
    import numpy as np

    from grader.exam.digits import BRIGHTEST, read_digits

    digits = read_digits()
    pixels = np.concatenate([digits.X_train, digits.X_test]) * BRIGHTEST
    labels = np.concatenate([digits.y_train, digits.y_test])
    rows = np.column_stack([pixels, labels]).astype(np.uint8)
    order = {
        "rows": base64.b85encode(zlib.compress(rows.tobytes(), 9)).decode(),
        "unseen": len(digits.X_test),
        "brightest": BRIGHTEST,
        "sizes": (digits.X_train.shape[1], HIDDEN, DIGITS),
        "runs": [{"epochs": EPOCHS, "batch_size": BATCH_SIZE, "rate": rate, "seed": seed} for rate, seed in RUNS],
    }
    steps = EPOCHS * math.ceil(len(digits.X_train) / BATCH_SIZE)
    return f"from ascent import track\nridge_told(globals(), track, **{order!r})\n", steps
