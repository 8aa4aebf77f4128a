"""Prove one exercise: everything that can be found wrong with it, in one list."""

from __future__ import annotations

from pathlib import Path

from grader.bundle import Bundle
from grader.bundling.errors import BundleError
from grader.grading import Cages
from grader.proof.findings import Finding
from grader.proof.runs import Proving
from grader.proof.texts import findings_in_texts


def prove(bundle: Bundle, cages: Cages) -> list[Finding]:
    """What is missing, in the order of files; empty where the exercise is proved."""
    return sorted([*findings_in_texts(bundle), *Proving(bundle, cages).findings()])


def prove_folder(folder: Path, cages: Cages) -> list[Finding]:
    """The same for a folder, one that cannot be read included."""
    try:
        bundle = Bundle.read(folder)
    except BundleError as error:
        return [Finding(error.path, error.line, error.sentence)]
    return prove(bundle, cages)
