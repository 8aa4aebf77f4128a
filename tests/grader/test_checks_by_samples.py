"""Each kind of check against a folder of submissions: the unusual right ones pass, the wrong ones fail as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.grading import grade_on
from grader.verdict import CheckOutcome, Outcome
from tests.grader.sample_bundles import SAMPLES, sample_bundle
from tests.grader.uncaged import UncagedPair

KINDS = sorted(folder.name for folder in SAMPLES.iterdir())
RIGHT = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/right/*.py"))
WRONG = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/wrong/*.py"))


def header(source: str, key: str) -> str:
    found = re.search(rf"^# {key}: (.*)$", source, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", RIGHT)
def test_a_right_submission_passes(path: str, tmp_path: Path, pair: UncagedPair) -> None:
    bundle = sample_bundle(path.split("/")[0], tmp_path)
    for seed in (1, 2, 3):
        verdict = grade_on(pair, bundle, (SAMPLES / path).read_text(), seed=seed)
        failed = [check.message for check in verdict.checks if check.outcome is CheckOutcome.FAILED]
        assert verdict.outcome is Outcome.PASSED, (failed, verdict.error)
        assert verdict.score == 1


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_submission_fails_its_check_with_its_sentence(path: str, tmp_path: Path, pair: UncagedPair) -> None:
    source = (SAMPLES / path).read_text()
    verdict = grade_on(pair, sample_bundle(path.split("/")[0], tmp_path), source, seed=1)
    failed = [check for check in verdict.checks if check.outcome is CheckOutcome.FAILED]
    assert verdict.outcome is Outcome.FAILED, verdict.error
    assert [check.id for check in failed] == [header(source, "fails")], [check.message for check in failed]
    assert header(source, "says") in failed[0].message
