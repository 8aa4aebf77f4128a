"""The search for the exact name: each answer worked out once, a bound by work, and what was found in time stands."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from grader.bundling.mistake_files import Mistake
from grader.diagnosis.diagnosing import diagnose
from grader.diagnosis.exact import exact
from grader.diagnosis.explaining import Allowance, Explaining
from grader.diagnosis.variants import Variant, Variants
from grader.exam.calling import Recorded
from grader.exam.subject import Call, Raised, Reply, Returned
from grader.verdict import LearnerError
from tests.grader.diagnosis.taking import bundle_of, exact_names, take, with_changes

BACKPROP = "05-backprop/05-two-layer-backprop"
LONG = Allowance(float("inf"), float("inf"))
REFERENCE = "def f(x):\n    return x + 1\n\n\ndef g(x):\n    return f(x) * 2\n\n\ndef h(x):\n    return x\n"


def mistake(name: str) -> Mistake:
    return next(one for one in bundle_of(BACKPROP).mistakes if one.path == f"mistakes/{name}.py")


def probe(name: str, value: float, reply: Reply) -> Recorded:
    return Recorded("check", Call(name, (value,)), reply)


@pytest.fixture
def evaluations(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a call of each function was worked out."""
    counts: Counter[str] = Counter()
    plainly = Variant.explains

    def counting(self: Variant, call: Call, reply: Reply) -> bool:
        counts[call.name] += 1
        return plainly(self, call, reply)

    monkeypatch.setattr(Variant, "explains", counting)
    return counts


def test_no_answer_is_worked_out_twice(evaluations: Counter[str]) -> None:
    probes = [probe("h", 3.0, Returned(3.0)), probe("f", 1.0, Returned(2.0)), probe("g", 1.0, Returned(4.0))]
    explaining = Explaining(Variants(REFERENCE, []), probes, LONG)
    assert explaining.explain()
    assert explaining.explain()
    assert evaluations == {"f": 1, "g": 1, "h": 1}


def test_a_pair_costs_little_more_than_its_two_mistakes(evaluations: Counter[str]) -> None:
    two = (mistake("error_sign"), mistake("grads_b2_mean"))
    found = diagnose(take(bundle_of(BACKPROP), with_changes(bundle_of(BACKPROP), *two)))
    assert exact_names(found) == {one.diagnosis for one in two}
    assert sum(evaluations.values()) < 300


@pytest.mark.parametrize(
    ("reply", "is_explained"),
    [
        (Returned(2.0), True),
        (Returned(2.0, {"mutated": [0]}), False),
        (Returned(np.float64(2.0)), True),
        (Returned("2.0"), False),
        (Raised(LearnerError("TypeError", "no")), False),
    ],
)
def test_an_answer_is_explained_by_value_and_by_what_was_changed(reply: Reply, is_explained: bool) -> None:
    assert Explaining(Variants(REFERENCE, []), [probe("f", 1.0, reply)], LONG).explain() is is_explained


def test_an_exception_is_explained_by_its_type_and_text() -> None:
    variants = Variants("def f(x):\n    raise ValueError(f'not {x}')\n", [])
    for text, is_explained in (("not 1.0", True), ("not 2.0", False)):
        probes = [probe("f", 1.0, Raised(LearnerError("ValueError", text)))]
        assert Explaining(variants, probes, LONG).explain() is is_explained


def test_a_name_that_was_found_stands_when_the_time_is_up_in_the_search_for_a_second() -> None:
    sitting = take(bundle_of(BACKPROP), with_changes(bundle_of(BACKPROP), mistake("error_sign")))
    variants = Variants(sitting.paper.reference, sitting.paper.mistakes, sitting.paper.mine)

    def too_late() -> list[Recorded]:
        raise TimeoutError

    assert exact_names(exact(sitting, variants, [], too_late)) == {"error-sign"}


def test_functions_that_the_exam_has_asked_enough_are_not_asked_again() -> None:
    sitting = take(bundle_of(BACKPROP), with_changes(bundle_of(BACKPROP), mistake("grads_b2_mean")))
    asked: list[str] = []
    plainly = sitting.subject.call_all
    sitting.subject.call_all = lambda calls: asked.extend(call.name for call in calls) or plainly(calls)  # type: ignore[method-assign, func-returns-value]
    assert exact_names(diagnose(sitting)) == {"averaged-twice"}
    assert set(asked) <= {"loss_and_grads"}
