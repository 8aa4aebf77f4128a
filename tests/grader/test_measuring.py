"""Marks: measured over many seeds of the reference, stored with the exercise, held against it by the proof."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.bundle import Bundle
from grader.bundling.errors import BundleError
from grader.bundling.measured_json import distribution_of, read_measured_json, to_json
from grader.grading import grade_on
from grader.messages import Final
from grader.proof.marks import as_text, findings_in_marks
from grader.proof.measuring import NothingToMeasure, measure
from tests.grader.sample_bundles import double_bundle, sample_bundle
from tests.grader.uncaged import UncagedPair

VALUES = [0.96 + 0.0001 * (seed % 100) for seed in range(300)]
READS = distribution_of("reads", "share", 0.95, lower_is_better=False, values=VALUES)
MARK = {"check": "reads", "what": "share", "threshold": 0.95, "lower_is_better": False, "value": 0.97}


def with_measured(bundle: Bundle, *distributions: object) -> Bundle:
    known = {(one.check, one.what): one for one in distributions}  # type: ignore[attr-defined]  # distributions
    return replace(bundle, measured=known)


def test_a_distribution_survives_its_file() -> None:
    assert read_measured_json(to_json([READS])) == {("reads", "share"): READS}
    assert (READS.seeds, READS.worst, sum(READS.counts)) == (300, 0.96, 300)
    assert READS.bound == pytest.approx(0.96495 - 5 * READS.deviation)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"check": "a"}]', to_json([READS]).replace("0.95,", "NaN,")])
def test_a_file_that_was_not_written_by_measuring_is_refused(text: str) -> None:
    if text == "{}":
        assert read_measured_json(text) == {}
        return
    with pytest.raises(BundleError):
        read_measured_json(text)


def test_a_fair_mark_has_no_finding(tmp_path: Path) -> None:
    assert list(findings_in_marks(with_measured(double_bundle(tmp_path), READS), [MARK])) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"seeds": 299}, "299 seeds; 300 are asked"),
        ({"threshold": 0.949, "deviation": 0.01}, "never measured"),
        ({"deviation": 0.01}, "within five deviations"),
        ({"quantiles": {"0": 0.94, "100": 0.99}}, "missed the mark"),
        ({"lower_is_better": True}, "never measured"),
        ({"what": "loss"}, "never measured"),
    ],
)
def test_a_mark_that_was_not_measured_well_is_found(changed: dict[str, object], says: str, tmp_path: Path) -> None:
    bundle = with_measured(double_bundle(tmp_path), replace(READS, **changed))  # type: ignore[arg-type]  # by name
    assert says in " ".join(str(finding) for finding in findings_in_marks(bundle, [MARK]))


def test_what_is_measured_and_no_longer_asked_is_found(tmp_path: Path) -> None:
    found = list(findings_in_marks(with_measured(double_bundle(tmp_path), READS), []))
    assert "asks for no such mark" in found[0].sentence


def test_an_author_sees_the_histogram() -> None:
    text = as_text(READS)
    assert "reads: share, 300 seeds of the reference" in text
    assert text.count("█") > 20
    assert "asked: at least 0.95" in text


def test_measuring_trains_once_with_each_seed(tmp_path: Path, pair: UncagedPair) -> None:
    bundle = sample_bundle("training-run", tmp_path)
    found = {(one.check, one.what): one for one in measure(bundle, pair, seeds=4)}
    loss = found["loss-falls", "mean loss in the last epoch"]
    assert (loss.seeds, loss.threshold, loss.lower_is_better) == (4, 0.3, True)
    assert loss.quantiles["0"] < loss.quantiles["100"] < 0.3
    assert ("loss-falls-hidden", "loss on unseen examples") in found


def test_a_grading_tells_what_was_reached(tmp_path: Path, pair: UncagedPair) -> None:
    finals: list[Final] = []
    bundle = sample_bundle("learning", tmp_path)
    grade_on(pair, bundle, bundle.reference, seed=1, on_final=finals.append)
    (one,) = finals[0].measured
    assert (one["check"], one["threshold"]) == ("reads", 0.85)
    assert one["value"] > 0.85


def test_an_exercise_without_marks_has_nothing_to_measure(tmp_path: Path, pair: UncagedPair) -> None:
    with pytest.raises(NothingToMeasure):
        measure(double_bundle(tmp_path), pair, seeds=1)
