"""Each kind of check against a folder of submissions: the unusual right ones pass, the wrong ones fail as they say.

`samples/<kind>/right/*.py` pass; with `# shows: title` their verdict holds a picture of that title. `wrong/*.py` fail
the check of `# fails:` and no other, and its message holds what `# says:` says.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.grading import Cages, grade_on
from grader.verdict import CheckOutcome, Outcome
from tests.grader.sample_bundles import SAMPLES, sample_bundle
from tests.grader.uncaged import UncagedPair

pytestmark = pytest.mark.sandbox


def kind_of(path: str) -> str:
    """The first folder of a sample."""
    return path.partition("/")[0]


RIGHT = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/right/*.py"))
WRONG = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/wrong/*.py"))
# One of each kind runs uncaged, where it counts what is covered, a wrong one where there is one; the others run as a
# learner's code does. What a budget asks of the kernel is only told of a cage.
MEASURED = {kind_of(path): path for path in reversed([*WRONG, *RIGHT]) if "unwatched" not in path}
KINDS = sorted(folder.name for folder in SAMPLES.iterdir())
SEEDS = (1, 2)
# Checks that only the right ones are there for: the others find what the standard probes, or a like check, look at.
ASKED_BESIDE = {
    "standard": {"by-hand", "loss"},
    "standard-sums": {"by-hand"},
    "callbacks": {"twice", "hidden"},
    "gradient": {"central"},
    "training-run": {"loss-falls-hidden"},
}


def headers(source: str, key: str) -> list[str]:
    return re.findall(rf"^# {key}: (.*)$", source, re.MULTILINE)


def header(source: str, key: str) -> str:
    (found,) = headers(source, key)
    return found


@pytest.fixture
def taken(path: str, request: pytest.FixtureRequest) -> Cages:
    """What the submission at `path` runs in."""
    cages: Cages = UncagedPair(is_measured=True) if path in MEASURED.values() else request.getfixturevalue("cages")
    return cages


@pytest.mark.parametrize("path", RIGHT)
def test_a_right_submission_passes(path: str, tmp_path: Path, taken: Cages) -> None:
    source, bundle = (SAMPLES / path).read_text(), sample_bundle(path.split("/")[0], tmp_path)
    for seed in SEEDS[:1] if path in MEASURED.values() else SEEDS:
        verdict = grade_on(taken, bundle, source, seed=seed)
        failed = [check.message for check in verdict.checks if check.outcome is CheckOutcome.FAILED]
        assert verdict.outcome is Outcome.PASSED, (failed, verdict.error)
        assert verdict.score == 1
        assert set(headers(source, "shows")) <= {picture["title"] for picture in verdict.pictures}


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_submission_fails_its_check_with_its_sentence(path: str, tmp_path: Path, taken: Cages) -> None:
    source = (SAMPLES / path).read_text()
    verdict = grade_on(taken, sample_bundle(path.split("/")[0], tmp_path), source, seed=1)
    failed = [check for check in verdict.checks if check.outcome is CheckOutcome.FAILED]
    assert verdict.outcome is Outcome.FAILED, verdict.error
    assert [check.id for check in failed] == [header(source, "fails")], [check.message for check in failed]
    assert header(source, "says") in failed[0].message


@pytest.mark.parametrize("kind", KINDS)
def test_each_check_of_the_samples_catches_a_wrong_submission(kind: str, tmp_path: Path) -> None:
    asked = {check.id for check in sample_bundle(kind, tmp_path).table.checks}
    caught = {header(path.read_text(), "fails") for path in (SAMPLES / kind).glob("wrong/*.py")}
    assert asked <= caught | ASKED_BESIDE.get(kind, set())
