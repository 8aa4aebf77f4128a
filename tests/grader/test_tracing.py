"""A shape trace from start to end: on a visible input, of the function asked for, and plain data whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.bundle import Bundle
from grader.carrying import carried
from grader.messages import BadMessage, read_trace
from grader.sandbox.ending import Ended, EndedBy, ProcessEnd
from grader.sandbox.job import Job
from grader.tracing import CouldNotTrace, trace_on
from tests.grader.earlier_bundles import EIGHT_TIMES, eight_times
from tests.grader.sample_bundles import DOUBLE_EXAM, DOUBLE_STARTER, DOUBLE_TABLE, double_bundle
from tests.grader.uncaged import UncagedPair

WITH_HALVES = """
def double(x):
    return halves(x) * 4

def halves(x):
    y = x / 2
    return y
"""


def traced(bundle: Bundle, source: str | bytes, **options: Any) -> dict[str, Any]:
    return trace_on(UncagedPair(), bundle, source, carried(bundle), **options)


def test_the_shapes_through_a_function_and_its_helpers(tmp_path: Path) -> None:
    told = traced(double_bundle(tmp_path), WITH_HALVES)
    assert (told["function"], told["truncated"], told["error"]) == ("double", False, None)
    assert [(row["function"], row["line"], row["name"], row["shape"]) for row in told["rows"]] == [
        ("double", 2, "x", [2]),
        ("halves", 5, "x", [2]),
        ("halves", 6, "y", [2]),
        ("halves", 7, "y", [2]),
        ("double", 3, "halves(x) * 4", [2]),
    ]
    assert set(told["rows"][0]) == {"line", "function", "name", "step", "kind", "shape", "dtype", "times"}


def test_earlier_functions_are_there_and_are_not_followed(tmp_path: Path) -> None:
    told = traced(eight_times(tmp_path), EIGHT_TIMES)
    assert [(row["function"], row["name"]) for row in told["rows"]] == [
        ("eight_times", "x"),
        ("eight_times", "y"),
        ("eight_times", "four_times(y)"),
    ]


def test_a_generic_call_is_chosen_over_one_of_length_one(tmp_path: Path) -> None:
    exam = DOUBLE_EXAM.replace(
        'exam.expect(exam.call("double", np.array([1.0, 4.0])), equals=[2.0, 8.0], because="twice 1, twice 4")',
        'exam.call("double", np.ones(1))\n    exam.call("double", np.ones(3))',
    )
    told = traced(double_bundle(tmp_path, exam=exam), "def double(x):\n    return 2 * x\n")
    assert told["rows"][0]["shape"] == [3]


def test_a_visible_check_that_fails_before_does_not_stop_it(tmp_path: Path) -> None:
    exam = DOUBLE_EXAM.replace(
        '    exam.expect(exam.call("double"', '    exam.holds(False, "no")\n    exam.expect(exam.call("double"'
    )
    told = traced(double_bundle(tmp_path, exam=exam), "def double(x):\n    return 2 * x\n")
    assert told["error"] is None
    assert len(told["rows"]) == 2, "the contract's own lengths serve where no check gets as far as the call"


def test_hidden_checks_take_no_part(tmp_path: Path) -> None:
    exam = DOUBLE_EXAM.replace("exam.normal(7) * 1000", "1 / 0").replace("exam.normal(n)", "1 / 0")
    assert traced(double_bundle(tmp_path, exam=exam), "def double(x):\n    return 2 * x\n")["error"] is None


def test_an_error_comes_with_the_rows_before_it(tmp_path: Path) -> None:
    told = traced(double_bundle(tmp_path), "def double(x):\n    y = 2 * x\n    return y @ x[:, None].T\n")
    assert [row["name"] for row in told["rows"]] == ["x", "y"]
    assert (told["error"]["type"], told["error"]["line"]) == ("ValueError", 3)


TWO = DOUBLE_TABLE + '\n[[functions]]\nname = "halve"\narguments = ["x: (n,)"]\nreturns = ["y: (n,)"]\n'
TWO_STARTER = DOUBLE_STARTER + DOUBLE_STARTER.replace("double", "halve")
TWO_REFERENCE = "def double(x):\n    return 2 * x\ndef halve(x):\n    return x / 2\n"


def two_functions(folder: Path) -> Bundle:
    return double_bundle(folder, table=TWO, reference=TWO_REFERENCE, **{"starter.py": TWO_STARTER})


def test_of_several_functions_the_last_that_is_written_or_the_one_asked_for(tmp_path: Path) -> None:
    bundle = two_functions(tmp_path)
    only_first = "def double(x):\n    return 2 * x\n" + DOUBLE_STARTER.replace("double", "halve")
    assert traced(bundle, only_first)["function"] == "double"
    assert traced(bundle, TWO_REFERENCE)["function"] == "halve"
    assert traced(bundle, TWO_REFERENCE, function="double")["function"] == "double"
    told = traced(bundle, only_first, function="halve")
    assert (told["rows"], told["error"]["type"]) == ([], "NotAttempted")


def test_a_function_that_no_visible_check_calls_gets_an_input_by_its_contract(tmp_path: Path) -> None:
    told = traced(two_functions(tmp_path), TWO_REFERENCE)
    assert told["error"] is None
    assert [row["name"] for row in told["rows"]] == ["x", "x / 2"]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def double(x:\n", "SyntaxError"),
        ("def double(x):\n    return x\n1 / 0\n", "ZeroDivisionError"),
        (DOUBLE_STARTER, "NotAttempted"),
        ("def other(x):\n    return x\n", "Missing"),
        ("x" * 70_000, "SourceTooLong"),
        (b"\x00", "NotText"),
        ("import os\nos._exit(3)\n", "NoAnswer"),
        ("def double(x):\n    import os\n    os._exit(3)\n", "NoAnswer"),
    ],
)
def test_what_cannot_be_followed_says_why(tmp_path: Path, source: str | bytes, kind: str) -> None:
    told = traced(double_bundle(tmp_path), source)
    assert (told["rows"], told["truncated"]) == ([], False)
    assert told["error"]["type"] == kind
    assert told["error"]["message"]


def test_one_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    bundle = double_bundle(tmp_path, table="limits = { wall_s = 1 }\n" + DOUBLE_TABLE)
    assert traced(bundle, "def double(x):\n    while True: pass\n")["error"]["type"] == "TimedOut"


def test_it_stops_on_request(tmp_path: Path) -> None:
    told = traced(double_bundle(tmp_path), "def double(x):\n    while True: pass\n", should_stop=lambda: True)
    assert told["error"]["type"] == "Stopped"


def test_a_fault_of_the_author_is_not_told_as_the_learners(tmp_path: Path) -> None:
    with pytest.raises(CouldNotTrace, match="does not load"):
        traced(double_bundle(tmp_path, exam="import nothing_of_that_name\n"), "def double(x):\n    return x\n")


class Scripted:
    """A pair of cages that says what it is told to."""

    def __init__(self, cause: EndedBy, *messages: dict[str, Any]) -> None:
        self.cause, self.messages = cause, messages

    def run(self, job: Job, *, on_message: Callable[[dict[str, Any]], None], should_stop: Any = None) -> Ended:
        for message in self.messages:
            on_message(message)
        return Ended(self.cause, "the layer", ProcessEnd(), ProcessEnd(), b"", False, 0.1, 0.0)


def test_without_a_cage_there_is_no_trace(tmp_path: Path) -> None:
    bundle = double_bundle(tmp_path)
    with pytest.raises(CouldNotTrace, match="the layer"):
        trace_on(Scripted(EndedBy.REFUSED), bundle, "x = 1\n", carried(bundle))


def test_an_examiner_that_says_nonsense_is_not_believed(tmp_path: Path) -> None:
    bundle = double_bundle(tmp_path)
    pair = Scripted(EndedBy.EXAMINER_DONE, {"event": "reading"}, {"event": "trace", "trace": [1]})
    assert trace_on(pair, bundle, "x = 1\n", carried(bundle))["error"]["type"] == "NoAnswer"


ROW = {
    "line": 1, "function": "f", "name": "x", "step": "given", "kind": "array", "dtype": "", "shape": [1], "times": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"rows": [{**ROW, "shape": ["1"]}]},
        {"rows": [{**ROW, "line": -1}]},
        {"rows": [{**ROW, "name": 1}]},
        {"rows": [{**ROW, "times": "many"}]},
        {"rows": [1]},
        {"rows": [ROW] * 201},
        {"truncated": 1},
        {"function": None},
        {"error": "x"},
        {"error": {"type": "E", "message": None, "line": 1}},
    ],
)
def test_a_trace_is_held_against_a_schema(changed: dict[str, Any]) -> None:
    sound = {"function": "f", "rows": [ROW], "truncated": False, "error": None}
    assert read_trace({"trace": sound}) == sound
    with pytest.raises(BadMessage):
        read_trace({"trace": {**sound, **changed}})
