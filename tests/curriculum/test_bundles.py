"""Every exercise keeps its promises: its proof holds, and what is right passes whatever inputs are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import grader
from grader import Bundle
from grader.process_slot import slot
from grader.proof.proving import prove_folder

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "curriculum").glob("*/*/exercise.toml"))
# A training takes as long as all the checks of a page without one. The proof itself has drawn from other seeds before.
SEEDS, SEEDS_OF_A_TRAINING, SEEDS_AT_LENGTH = 2, 1, 50
PLAIN_WALL_S = 10

every_exercise = pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])


@pytest.fixture(scope="module")
def engine() -> Iterator[None]:
    """Warm fork servers, ended once the module is done."""
    grader.warm()
    yield
    grader.close()


@pytest.mark.sandbox
@every_exercise
def test_an_exercise_passes_its_proof(engine: None, folder: Path) -> None:
    assert [str(finding) for finding in prove_folder(folder, slot())] == []


@pytest.mark.sandbox
@every_exercise
def test_right_solutions_pass_whatever_is_drawn(engine: None, folder: Path) -> None:
    bundle = Bundle.read(folder)
    trains = bundle.limits.get("wall_s", PLAIN_WALL_S) > PLAIN_WALL_S
    all_pass(bundle, seeds=SEEDS_OF_A_TRAINING if trains else SEEDS)


@pytest.mark.long
@pytest.mark.sandbox
@every_exercise
def test_right_solutions_pass_for_many_seeds(engine: None, folder: Path) -> None:
    all_pass(Bundle.read(folder), seeds=SEEDS_AT_LENGTH)


def all_pass(bundle: Bundle, *, seeds: int) -> None:
    for seed in range(seeds):
        for name, source in {"reference.py": bundle.reference, **bundle.alternatives}.items():
            verdict = grader.grade(bundle, source, seed=seed).as_dict()
            failed = {check["id"]: check["message"] for check in verdict["checks"] if check["outcome"] != "passed"}
            assert verdict["outcome"] == "passed", f"{name}, seed {seed}: {failed or verdict['error']}"
