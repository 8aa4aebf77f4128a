"""The standard probes where there is little to ask: a function that no check has asked, arguments nobody can draw."""

from __future__ import annotations

from pathlib import Path

from grader.grading import grade_on
from grader.verdict import CheckOutcome, Outcome
from tests.grader.sample_bundles import DOUBLE_EXAM, DOUBLE_TABLE, a_bundle
from tests.grader.uncaged import UncagedPair

NEVER_ASKED = """
[[functions]]
name = "pick"
arguments = ["X: (n, d)", "names: list[str]"]
batch = "n"
over_batch = "rows"
returns = ["picked: (n, d)"]
"""
REFERENCE = "def double(x):\n    return 2 * x\n\n\ndef pick(X, names):\n    return X\n"


def test_a_function_that_nobody_asked_and_nobody_can_ask_is_left_alone(tmp_path: Path, pair: UncagedPair) -> None:
    bundle = a_bundle(tmp_path, table=NEVER_ASKED + DOUBLE_TABLE, exam=DOUBLE_EXAM, reference=REFERENCE)
    verdict = grade_on(pair, bundle, REFERENCE, seed=1)
    assert verdict.outcome is Outcome.PASSED, verdict.error


def test_the_probes_of_the_other_functions_still_run(tmp_path: Path, pair: UncagedPair) -> None:
    bundle = a_bundle(tmp_path, table=NEVER_ASKED + DOUBLE_TABLE, exam=DOUBLE_EXAM, reference=REFERENCE)
    verdict = grade_on(pair, bundle, REFERENCE.replace("return 2 * x", "x *= 2\n    return x"), seed=1)
    failed = {check.id: check.message for check in verdict.checks if check.outcome is CheckOutcome.FAILED}
    assert list(failed) == ["untouched"]
    assert "`double` changed `x`" in failed["untouched"]
