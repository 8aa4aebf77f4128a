"""A value by hand: related to the right one where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.verdict import CheckOutcome, CheckResult
from tests.grader.in_process import sit
from tests.grader.sample_bundles import DOUBLE_EXAM, double_bundle

BY_HAND = 'exam.expect(exam.call("double", np.array([1.0, 4.0])), equals=[2.0, 8.0], because="twice 1, twice 4")'
TWO_OWN = 'exam.expect(exam.call("double", np.array([2.0, 8.0])), equals=exam.call("double", np.array([1.0, 4.0])){})'
TWICE_TOO_MUCH = "def double(x):\n    return 4 * x\n"


def first(folder: Path, line: str) -> CheckResult:
    exam = DOUBLE_EXAM.replace(BY_HAND, line)
    results = sit(double_bundle(folder, exam=exam), TWICE_TOO_MUCH, visible_only=True).results
    assert results["by-hand"].outcome is CheckOutcome.FAILED
    return results["by-hand"]


def test_an_answer_is_related_to_the_value_by_hand(tmp_path: Path) -> None:
    kinds = [figure["kind"] for figure in first(tmp_path, BY_HAND).figures]
    assert kinds == ["compare", "relation", "case"]


@pytest.mark.parametrize("part", ["", "[::1]", "[None][0]"])
def test_of_two_own_answers_neither_is_the_right_one(part: str, tmp_path: Path) -> None:
    result = first(tmp_path, TWO_OWN.format(part))
    assert [figure["kind"] for figure in result.figures] == ["compare"]
    assert "right" not in result.message
