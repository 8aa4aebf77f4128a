"""What is said beside a wrong gradient: whether it fits the learner's own loss, and which others are off."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.exam.own_loss import RIGHT_FOR_OWN_LOSS
from grader.verdict import CheckOutcome, CheckResult
from tests.grader.in_process import sit
from tests.grader.sample_bundles import SAMPLES, sample_bundle

PLAIN = (SAMPLES / "gradient" / "right" / "plain.py").read_text()
MEAN = "float(np.mean(error**2))"
GRADS = 'grads = {"w": 2 * X.T @ error / len(y), "b": np.array([2 * error.mean()])}'


def fit_with(tmp_path: Path, loss: str, grads: str) -> CheckResult:
    source = PLAIN.replace(MEAN, loss).replace(GRADS, grads)
    return sit(sample_bundle("gradient", tmp_path), source).results["fit"]


def grads(w: str, b: str) -> str:
    return f'grads = {{"w": {w}, "b": np.array([{b}])}}'


SUMMED = grads("2 * X.T @ error", "2 * error.sum()")
FOURTH = grads("4 * X.T @ error**3 / len(y)", "4 * (error**3).mean()")


@pytest.mark.parametrize(
    ("loss", "gradients"),
    [("float((error**2).sum())", SUMMED), ("float(np.mean(error**4))", FOURTH)],
    ids=["a sum", "another power"],
)
def test_a_gradient_that_is_right_for_another_loss_is_told_so_and_fails(
    loss: str, gradients: str, tmp_path: Path
) -> None:
    result = fit_with(tmp_path, loss, gradients)
    assert result.outcome is CheckOutcome.FAILED
    assert RIGHT_FOR_OWN_LOSS in result.message


@pytest.mark.parametrize(
    ("loss", "gradients"),
    [
        (MEAN, SUMMED),
        ("float(np.mean(error**4))", SUMMED),
        ("0.0", grads("0 * X[0]", "0.0")),
        ("float((error**2).sum())", grads("2 * X.T @ error", "error.sum()")),
        (MEAN, grads("(2 * X.T @ error / len(y)).astype('f4').astype(float) * (1 + 8e-6)", "2 * error.mean()")),
    ],
    ids=["the right loss", "neither", "a loss that never moves", "one gradient of two", "hardly wrong"],
)
def test_it_is_said_only_where_it_is_the_truth(loss: str, gradients: str, tmp_path: Path) -> None:
    result = fit_with(tmp_path, loss, gradients)
    assert result.outcome is CheckOutcome.FAILED
    assert RIGHT_FOR_OWN_LOSS not in result.message


def test_a_wrong_loss_alone_fails_no_gradient(tmp_path: Path) -> None:
    assert fit_with(tmp_path, "float((error**2).sum())", GRADS).outcome is CheckOutcome.PASSED


def test_each_wrong_gradient_is_named_with_its_relation(tmp_path: Path) -> None:
    result = fit_with(tmp_path, MEAN, grads("-2 * X.T @ error / len(y)", "error.mean()"))
    assert '`grads["w"]` is off' in result.message
    assert "except for its sign" in result.message
    assert '`grads["b"]` is off too: your numbers are half of the right ones' in result.message


def test_a_right_one_beside_it_is_not_named(tmp_path: Path) -> None:
    result = fit_with(tmp_path, MEAN, grads("-2 * X.T @ error / len(y)", "2 * error.mean()"))
    assert "off too" not in result.message
