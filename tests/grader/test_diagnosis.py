"""Diagnosis on the two-layer network: single mistakes, pairs, unlisted bugs; a wrong name is worse than none."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader import Bundle
from grader.bundling.mistake_files import Mistake, as_submission, changes_of
from grader.diagnosis.diagnosing import diagnose
from grader.verdict import Certainty, Diagnosis
from tests.grader.in_process import sit
from tests.grader.sample_bundles import DOUBLE, double_bundle, sample_bundle

CURRICULUM = Path(__file__).parents[2] / "curriculum"
BACKPROP = CURRICULUM / "05-backprop" / "05-two-layer-backprop"
PAIRS_TRIED = 40


@cache
def backprop() -> Bundle:
    return Bundle.read(BACKPROP)


def with_changes(*mistakes: Mistake) -> str:
    source = backprop().reference
    for mistake in mistakes:
        source = as_submission(source, changes_of(backprop().reference, mistake.source).source)
    return source


def named(source: str, bundle: Bundle | None = None) -> list[Diagnosis]:
    return diagnose(sit(bundle or backprop(), source))


def exact_names(found: list[Diagnosis]) -> set[str]:
    return {one.id for one in found if one.certainty is Certainty.EXACT}


@pytest.mark.parametrize("mistake", backprop().mistakes, ids=lambda mistake: Path(mistake.path).stem)
def test_each_listed_mistake_is_named(mistake: Mistake) -> None:
    assert exact_names(named(with_changes(mistake))) == {mistake.diagnosis}


@pytest.mark.parametrize(("computing_s", "waiting_s", "is_named"), [(1.0, 5.0, True), (2.0, 0.0, False)])
def test_a_busy_machine_loses_no_name_but_a_long_search_ends(
    computing_s: float, waiting_s: float, is_named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    computing, waiting = (itertools.chain([0.0], itertools.repeat(spent)) for spent in (computing_s, waiting_s))
    clocks = SimpleNamespace(process_time=lambda: next(computing), monotonic=lambda: next(waiting))
    monkeypatch.setattr("grader.diagnosis.explaining.time", clocks)
    assert bool(exact_names(named(with_changes(backprop().mistakes[0])))) is is_named


def test_two_mistakes_are_both_named_or_the_earliest_alone() -> None:
    changes = {one.path: changes_of(backprop().reference, one.source).names for one in backprop().mistakes}
    apart = [
        (one, other)
        for one, other in itertools.combinations(backprop().mistakes, 2)
        if not changes[one.path] & changes[other.path]
    ]
    assert len(apart) > 200
    for one, other in apart[:: len(apart) // PAIRS_TRIED]:
        found = exact_names(named(with_changes(one, other)))
        assert found, (one.path, other.path)
        assert found <= {one.diagnosis, other.diagnosis}


UNLISTED = [
    ("dA1 = dZ2 @ params[\"W2\"]", "dA1 = dZ2 @ np.abs(params[\"W2\"])"),
    ("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = dA1 * A1 * (1 + A1)"),
    ("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = dA1 * (1 - A1)"),
    ('"W1": dZ1.T @ X', '"W1": dZ1.T @ X + 1e-3 * params["W1"]'),
    ('"b2": dZ2.sum(axis=0)', '"b2": dZ2[0]'),
    ('"W2": dZ2.T @ A1', '"W2": dZ2.T @ A1 * 1.01'),
    ("return cross_entropy(Z2, y), grads", "return cross_entropy(Z2, y) + 0.01, grads"),
    ("return dZ2 / len(y)", "return dZ2 / dZ2.shape[1]"),
    ("S = Z2 - Z2.max(axis=1, keepdims=True)", "S = Z2 - Z2.max()"),
    ('params["W2"].T + params["b2"]', 'params["W2"].T - params["b2"]'),
    ('params["W1"].T + params["b1"]', 'params["W1"].T + 2 * params["b1"]'),
    ("dZ2[np.arange(len(y)), y] -= 1", "dZ2[np.arange(len(y)), y] += 1"),
    ("dZ2[np.arange(len(y)), y] -= 1", "dZ2[:, y] -= 1"),
    ("np.mean(", "np.median("),
    ("sigmoid(X @", "np.tanh(X @"),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(UNLISTED)))
def test_an_unlisted_bug_gets_no_exact_name(place: int) -> None:
    old, new = UNLISTED[place]
    source = backprop().reference.replace(old, new)
    assert source != backprop().reference
    sitting = sit(backprop(), source)
    assert sitting.failures
    assert exact_names(diagnose(sitting)) == set()


def test_the_first_wrong_link_is_named() -> None:
    source = backprop().reference.replace("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = dA1 * A1 * (1 + A1)")
    found = {one.certainty: one for one in named(source)}
    assert found[Certainty.LOCALISED].where == "loss_and_grads"
    assert "`forward`, `cross_entropy` and `output_error` are right" in found[Certainty.LOCALISED].sentence
    assert 'Off: `grads["W1"]` and `grads["b1"]`.' in found[Certainty.LOCALISED].sentence


@pytest.mark.parametrize(
    ("source", "name", "says"),
    [
        ("def double(x):\n    y = 2 * x\n", "missing-return", "ends without `return`"),
        ("def double(x):\n    return doubel(x)\n", "unknown-name", "Is `double` meant?"),
        ("import numpy as np\n\n\ndef double(x):\n    return x + np.ones(3)\n", "shape-mismatch", "(2,) and (3,)"),
        ("import numpy as np\n\n\ndef double(x):\n    return np.ones((5, 3)) @ x\n", "shape-mismatch", "are 3 and 2"),
        ("def double(x):\n    return 4 * x // 2 - 0.5\n", "integer-division", "`//`"),
        ("def double(x):\n    x *= 2\n    return x\n", "changed-the-input", "writes into `x`"),
    ],
)  # fmt: skip
def test_a_pattern_of_an_error_is_named(source: str, name: str, says: str, tmp_path: Path) -> None:
    found = [one for one in named(source, double_bundle(tmp_path)) if one.certainty is Certainty.PATTERN]
    assert [one.id for one in found] == [name]
    assert says in found[0].sentence


def test_the_generator_that_everyone_shares_is_named(tmp_path: Path) -> None:
    source = "import numpy as np\n\n\ndef init(n, rng):\n    return np.random.rand(n)\n"
    found = named(source, sample_bundle("determinism", tmp_path))
    assert [one.id for one in found] == ["global-random"]
    assert found[0].sentence.startswith("`np.random.rand` uses the generator that everyone shares")


def test_a_right_submission_has_no_diagnosis(tmp_path: Path) -> None:
    assert named(DOUBLE, double_bundle(tmp_path)) == []


def test_two_mistakes_that_look_alike_are_not_named(tmp_path: Path) -> None:
    files = {
        "mistakes/a.py": "# fails: by-hand\n# diagnosis: a\ndef double(x):\n    return x\n",
        "mistakes/b.py": "# fails: by-hand\n# diagnosis: b\ndef double(x):\n    return 1 * x\n",
    }
    assert exact_names(named("def double(x):\n    return x + 0\n", double_bundle(tmp_path, **files))) == set()
