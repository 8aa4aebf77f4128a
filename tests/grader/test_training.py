"""Training runs: what a loop or a run suffers from is named, its loss is a live curve, two seeds decide."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from grader.bundle import Bundle
from grader.diagnosis.diagnosing import diagnose
from grader.events import CurveGrew, Event
from grader.exam.training_health import Signs, health_of
from grader.grading import grade_on
from grader.verdict import Certainty, CheckOutcome, Outcome
from tests.grader.in_process import sit
from tests.grader.sample_bundles import SAMPLES, sample_bundle
from tests.grader.test_checks_by_samples import header
from tests.grader.uncaged import UncagedPair

ILL = sorted(
    path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/wrong/*.py") if "# health:" in path.read_text()
)
RUN = (SAMPLES / "training-run" / "reference.py").read_text()


def run_bundle(folder: Path) -> Bundle:
    return sample_bundle("training-run", folder)


@pytest.mark.parametrize("path", ILL)
def test_what_a_training_suffers_from_is_named(path: str, tmp_path: Path) -> None:
    source = (SAMPLES / path).read_text()
    sitting = sit(sample_bundle(path.split("/")[0], tmp_path), source)
    found = [(one.id, one.certainty) for one in diagnose(sitting)]
    assert found == [(header(source, "health"), Certainty.HEALTH)], sitting.failures[0].cause


def test_every_ill_and_every_fault_has_a_sample() -> None:
    named = {header((SAMPLES / path).read_text(), "health") for path in ILL}
    asked = {
        "update-before-gradient", "same-batch-every-time", "last-batch-dropped", "labels-left-behind", "averaged-twice",
        "gradient-of-the-sum", "stale-gradients", "starts-anew", "test-data-trained-on", "diverged", "flat",
        "dead-units", "saturated", "wrong-sign", "over-fitting", "answers-memorised", "cannot-learn-one-batch",
    }  # fmt: skip
    assert asked <= named


def test_the_loss_is_told_while_it_falls_and_is_a_picture_in_the_end(tmp_path: Path, pair: UncagedPair) -> None:
    events: list[Event] = []
    verdict = grade_on(pair, run_bundle(tmp_path), RUN, seed=1, on_event=events.append)
    assert verdict.outcome is Outcome.PASSED
    curves = [event.as_dict() for event in events if isinstance(event, CurveGrew)]
    assert {(curve["check"], curve["name"]) for curve in curves} == {("loss-falls", "loss")}
    points = [point for curve in curves for point in curve["points"]]
    assert [epoch for epoch, _ in points] == list(range(1, 41))
    (picture,) = [picture for picture in verdict.pictures if picture["kind"] == "curve"]
    assert [[point["step"], point["loss"]] for point in picture["data"]] == [[step, round(y, 4)] for step, y in points]
    assert points[-1][1] < points[0][1]
    assert picture["title"].startswith("Loss after 40 epochs: 0.")


def test_a_hidden_training_has_neither_curve_nor_figures(tmp_path: Path, pair: UncagedPair) -> None:
    events: list[Event] = []
    # Fails in the hidden phase alone: its trainings are the third and the fourth of this process.
    source = RUN.replace(
        "    for _ in", "    seen.append(1)\n    lr = 0.0 if X.sum() != first[0] else lr\n    for _ in"
    )
    source = source.replace("def begin", "seen, first = [], [FIRST]\n\n\ndef begin")
    bundle = run_bundle(tmp_path)
    source = source.replace("FIRST", repr(_first_sum(bundle)))
    verdict = grade_on(pair, bundle, source, seed=1, on_event=events.append)
    failed = {check.id: check for check in verdict.checks if check.outcome is CheckOutcome.FAILED}
    assert set(failed) == {"loss-falls-hidden"}
    assert failed["loss-falls-hidden"].message == (
        "After 40 epochs the mean loss should be at most 0.3; yours does not get there. "
        "The loss hardly moved: too little of the gradient reaches the parameters."
    )
    assert {event.spec.id for event in events if isinstance(event, CurveGrew)} == {"loss-falls"}


def _first_sum(bundle: Bundle) -> float:
    """What identifies the data of the open check."""
    sitting = sit(bundle, RUN, visible_only=True)
    return float(sitting.records[0].call.args[0].sum())


def test_one_unlucky_seed_fails_nobody_and_two_do(tmp_path: Path) -> None:
    unlucky = (SAMPLES / "training-run" / "right" / "unlucky_first_seed.py").read_text()
    calls = [record.call.args[-1] for record in sit(run_bundle(tmp_path), unlucky, visible_only=True).records]
    assert calls == [0, 1]
    sitting = sit(run_bundle(tmp_path / "b"), RUN.replace("- lr * grads", "- 1e-6 * lr * grads"), visible_only=True)
    assert [record.call.args[-1] for record in sitting.records] == [0, 1]
    assert [failure.check.id for failure in sitting.failures] == ["loss-falls"]


@pytest.mark.parametrize(
    "signs",
    [
        Signs([2.3, 1.9, 1.5]),
        Signs([2.3, 1.9, 1.5], moves=[-1.0] * 40, activations=np.random.default_rng(0).uniform(0.1, 0.9, (50, 8))),
        Signs([0.7, 0.68, 0.5], held_out=0.55),
        # A rectified unit that is off for half of the examples is no saturated unit.
        Signs([2.3, 1.9], activations=np.maximum(np.random.default_rng(0).uniform(-1, 1, (50, 8)), 0)),
        Signs([math.pi]),
        Signs([]),
    ],
)  # fmt: skip
def test_where_nothing_is_plain_nothing_is_named(signs: Signs) -> None:
    assert health_of(signs) is None
