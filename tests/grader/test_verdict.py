"""The verdict: JSON both ways, and what a learner may see of it."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from grader.bundling.exercise_toml import CheckSpec
from grader.events import CheckEnded, CheckStarted
from grader.verdict import (
    Certainty,
    CheckOutcome,
    CheckResult,
    Diagnosis,
    Ending,
    Fault,
    LearnerError,
    Outcome,
    Output,
    Resources,
    Verdict,
    Visibility,
)

TEXT = st.text(max_size=40)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
RESULTS = st.builds(
    CheckResult,
    id=TEXT,
    task=st.integers(1, 9),
    title=TEXT,
    visibility=st.sampled_from(Visibility),
    outcome=st.sampled_from(CheckOutcome),
    reason=st.none() | TEXT,
    points=st.floats(0.5, 5),
    message=TEXT,
    figures=st.lists(st.dictionaries(TEXT, PLAIN, max_size=3), max_size=2).map(tuple),
)
ERRORS = st.builds(
    LearnerError,
    type=TEXT,
    message=TEXT,
    line=st.none() | st.integers(1, 99),
    column=st.none() | st.integers(0, 99),
    traceback=TEXT,
)
VERDICTS = st.builds(
    Verdict,
    exercise=TEXT,
    version=TEXT,
    source_sha256=TEXT,
    seed=st.integers(0, 2**48),
    attempted=st.booleans(),
    outcome=st.sampled_from(Outcome),
    fault=st.none() | st.sampled_from(Fault),
    ending=st.sampled_from(Ending),
    score=st.floats(0, 1),
    error=st.none() | ERRORS,
    checks=st.lists(RESULTS, max_size=3).map(tuple),
    diagnoses=st.lists(
        st.builds(Diagnosis, id=TEXT, where=TEXT, sentence=TEXT, certainty=st.sampled_from(Certainty)), max_size=2
    ).map(tuple),
    output=st.builds(Output, stdout=TEXT, stderr=TEXT, truncated=st.booleans()),
    pictures=st.lists(st.dictionaries(TEXT, PLAIN, max_size=3), max_size=2).map(tuple),
    resources=st.builds(
        Resources,
        wall_ms=st.floats(0, 1e5),
        cpu_ms=st.floats(0, 1e5),
        peak_mb=st.floats(0, 1e3),
        overhead_ms=st.floats(0, 1e5),
        calls=st.dictionaries(TEXT, st.integers(0, 99), max_size=2),
    ),
)
SECRET = CheckResult(
    "no-dot",
    1,
    "Without np.dot",
    Visibility.HIDDEN,
    CheckOutcome.FAILED,
    message="secret 3.1",
    figures=({"kind": "case"},),
)


def a_verdict(*checks: CheckResult, **changed: object) -> Verdict:
    verdict = Verdict("x", "sha256:0", "0", 42, True, Outcome.FAILED, None, Ending.FINISHED, 0.5, checks=checks)
    return replace(verdict, **changed)  # type: ignore[arg-type]  # test data


@given(VERDICTS)
def test_a_verdict_survives_json(verdict: Verdict) -> None:
    assert Verdict.from_dict(json.loads(json.dumps(verdict.as_dict()))) == verdict


@given(VERDICTS, st.booleans())
def test_a_learner_never_sees_the_seed_nor_fine_times(verdict: Verdict, passed: bool) -> None:
    shown = verdict.for_learner(passed)
    assert "seed" not in shown
    assert shown["resources"]["wall_ms"] % 10 == 0
    assert shown["resources"]["calls"] == {}
    json.dumps(shown)


def test_a_hidden_check_shows_only_that_it_failed() -> None:
    shown = a_verdict(SECRET).for_learner(False)["checks"][0]
    assert shown["outcome"] == "failed"
    assert shown["title"] == "A hidden check"
    assert not any(secret in json.dumps(shown) for secret in ("no-dot", "np.dot", "3.1", "case"))


def test_a_hidden_check_stays_hidden_after_a_pass() -> None:
    assert "np.dot" not in json.dumps(a_verdict(SECRET).for_learner(True))


def test_a_check_for_afterwards_opens_with_the_pass() -> None:
    later = replace(SECRET, visibility=Visibility.AFTER_PASS)
    assert a_verdict(later).for_learner(False)["checks"][0]["message"] == ""
    assert a_verdict(later).for_learner(True)["checks"][0]["message"] == "secret 3.1"
    assert a_verdict(later, outcome=Outcome.PASSED).for_learner(False)["checks"][0]["title"] == "Without np.dot"


def test_what_went_wrong_on_our_side_is_not_shown() -> None:
    error = LearnerError("AuthorFault", "exam.py:12: the hidden input was 7")
    shown = a_verdict(outcome=Outcome.COULD_NOT_CHECK, fault=Fault.AUTHOR, error=error).for_learner(False)
    assert shown["error"] is None


def test_events_name_a_hidden_check_neutrally_and_alike() -> None:
    spec = CheckSpec("no-dot", 1, "Without np.dot", Visibility.HIDDEN)
    started, ended = CheckStarted(spec).as_dict(), CheckEnded(SECRET).as_dict()
    assert started["check"] == ended["id"]
    assert "dot" not in started["check"]
    listed = spec.for_learner(passed=False)
    assert (listed["id"], listed["title"]) == (ended["id"], ended["title"])
