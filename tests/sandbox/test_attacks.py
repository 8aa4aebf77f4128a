"""Every attack of the corpus is contained: judged, nothing shown, nothing left, nobody reached."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import grader
from grader import Bundle, Verdict
from grader.process_slot import slot
from tests.sandbox.attack_files import Attack, attacks, is_contained
from tests.sandbox.planting import SECRET, SECRET_FILE, Planted, descendants, open_descriptors, planted
from tests.waiting import wait_until

pytestmark = pytest.mark.sandbox

BUNDLE = Path(__file__).parent / "bundles" / "solve"
GOOD = b"""
import numpy as np

def solve(A, b):
    A, x = A.astype(float), b.astype(float)
    for k in range(len(b)):
        for i in range(len(b)):
            if i != k:
                factor = A[i, k] / A[k, k]
                A[i] -= factor * A[k]
                x[i] -= factor * x[k]
    return x / np.diag(A)
"""
# Two fork servers, and for each one child that waits.
PROCESSES = 4


@pytest.fixture(scope="module")
def solve() -> Bundle:
    return Bundle.read(BUNDLE)


@pytest.fixture(scope="module")
def others() -> set[int]:
    """Processes of other tests of this run."""
    grader.close()
    return descendants(os.getpid())


@pytest.fixture(scope="module")
def canaries() -> Iterator[Planted]:
    with planted() as plan:
        yield plan


@pytest.fixture(scope="module")
def descriptors(solve: Bundle, canaries: Planted, others: set[int]) -> int:
    """How many are open once everything is warm."""
    assert grader.grade(solve, GOOD).outcome == "passed"
    return open_descriptors(slot())


def shown(verdict: Verdict, events: list[dict[str, Any]]) -> str:
    """Everything that reaches the learner, passed or not."""
    forms = [verdict.for_learner(passed) for passed in (False, True)]
    return json.dumps([forms, events], default=str, ensure_ascii=False)


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_it_is_contained(attack: Attack, solve: Bundle, canaries: Planted, descriptors: int, others: set[int]) -> None:
    events: list[dict[str, Any]] = []
    verdict = grader.grade(solve, attack.source, on_event=lambda event: events.append(event.as_dict()))

    assert is_contained(attack, verdict), (verdict.outcome, verdict.ending, verdict.fault, verdict.error)
    if attack.never_shown:
        assert not re.search(attack.never_shown, shown(verdict, events))
    # The next child is made ready while the last one is still being reaped.
    wait_until(lambda: len(descendants(os.getpid()) - others) <= PROCESSES, "every sandbox is gone", within_s=1.0)
    assert canaries.touched == []
    assert canaries.strays() == set()
    assert SECRET_FILE.read_text() == SECRET
    assert open_descriptors(slot()) == descriptors
    assert grader.grade(solve, GOOD).outcome == "passed"


def test_the_corpus_is_whole() -> None:
    assert len(attacks()) == 73
