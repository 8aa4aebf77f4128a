"""What the examiner says is believed only where the schema lets it through."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.bundling.exercise_toml import CheckSpec
from grader.messages import BadMessage, read_check, read_final, read_started
from grader.verdict import CheckOutcome, Visibility

SPECS = {"values": CheckSpec("values", 2, "The title", Visibility.HIDDEN, 3.0)}
CHECK: dict[str, Any] = {"id": "values", "outcome": "failed", "reason": None, "message": "off", "figures": []}
FINAL: dict[str, Any] = {
    "attempted": True, "fault": None, "ending": "finished", "error": None, "diagnoses": [], "pictures": [],
    "calls": {}, "lengths": {}, "measured": [],
}  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def test_a_result_takes_its_title_and_points_from_the_bundle() -> None:
    result = read_check({**CHECK, "title": "forged", "points": 99, "visibility": "always"}, SPECS)
    assert (result.title, result.points, result.visibility) == ("The title", 3.0, Visibility.HIDDEN)
    assert result.outcome is CheckOutcome.FAILED


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "other"}, {"outcome": "great"}, {"message": 3}, {"figures": [{"kind": "x"}] * 9}, {"figures": ["x"]},
        {"figures": [{"kind": "x", "data": float("nan")}]}, {"figures": [{"data": 1}]}, {"reason": 1},
        {"figures": [{"kind": "x", "data": "y" * 300_000}]},
    ],
)  # fmt: skip
def test_a_result_of_another_form_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        read_check({**CHECK, **changed}, SPECS)


@pytest.mark.parametrize(
    "changed",
    [
        {"attempted": 1}, {"fault": "nobody"}, {"ending": "happily"}, {"error": "text"}, {"diagnoses": [{}]},
        {"pictures": [{"kind": "image"}] * 13}, {"calls": {"f": "many"}}, {"calls": []},
        {"error": {"type": "E", "message": "", "line": -1, "column": None, "traceback": ""}},
        {"lengths": {"f": [{"n": "five"}]}},
    ],
)  # fmt: skip
def test_a_last_word_of_another_form_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        read_final({**FINAL, **changed})


def test_long_texts_are_cut() -> None:
    assert len(read_check({**CHECK, "message": "x" * 10_000}, SPECS).message) == 2000


@given(st.dictionaries(st.sampled_from([*CHECK, *FINAL, "check"]), ANYTHING))
def test_anything_is_either_read_or_refused(message: dict[str, Any]) -> None:
    for read in (lambda: read_check(message, SPECS), lambda: read_started(message, SPECS), lambda: read_final(message)):
        try:
            read()
        except BadMessage:
            continue
