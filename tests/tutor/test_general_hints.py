"""Whatever the engine can find by itself has hints, and no hint is left over."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import grader
from grader.diagnosis.patterns import PATTERNS
from grader.exam.relations import RelationKind
from grader.exam.training_health import ILLS
from grader.exam.updates import FAULTS
from tutor.general_hints import general_hints

ENGINE = Path(grader.__file__).parent
# Each is called with the name of a finding first.
NAMING = {"Told", "Condition", "_diagnosis", "Health", "_failure"}
WHERE = [*sorted((ENGINE / "diagnosis").glob("*.py")), *(ENGINE / "exam" / f"{name}.py" for name in ("updates",))]
TRAINING = [ENGINE / "exam" / f"{name}.py" for name in ("training", "training_loop", "relabelling", "accuracies")]


def named_in(path: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    firsts = [
        call.args[0]
        for call in calls
        if call.args and getattr(call.func, "id", getattr(call.func, "attr", "")) in NAMING
    ]
    texts = {one.value for one in firsts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return {text for text in texts if text and " " not in text}


def findings() -> set[str]:
    found = {name for path in (*WHERE, *TRAINING) for name in named_in(path)}
    return found | set(PATTERNS) | {kind.value for kind in RelationKind} | set(FAULTS) | set(ILLS)


def test_every_finding_has_hints() -> None:
    found = findings()
    assert {"divided-again", "carry-forgotten", "first-wrong-line", "last-batch-dropped", "flat", "sign"} <= found
    assert sorted(found - set(general_hints())) == []


def test_no_hint_is_left_over() -> None:
    assert sorted(set(general_hints()) - findings()) == []


@pytest.mark.parametrize("name", sorted(general_hints()))
def test_a_hint_is_a_few_short_sentences(name: str) -> None:
    hints = general_hints()[name]
    for text in (hints.look, hints.idea, hints.by_hand):
        assert text.strip() == text
        assert text[-1] in ".?"
        assert len(text) <= 150
