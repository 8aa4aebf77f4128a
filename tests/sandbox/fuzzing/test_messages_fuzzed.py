"""What an examiner may say, whoever has taken it over: lines that are messages, and messages that are verdicts."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from grader.bundling.exercise_toml import CheckSpec
from grader.messages import BadMessage, read_check, read_final, read_started
from grader.sandbox.control_reader import MAX_LINE_BYTES, ControlReader, ControlViolation
from grader.verdict import (
    Certainty,
    CheckOutcome,
    Ending,
    Fault,
    Outcome,
    Resources,
    Verdict,
    Visibility,
)
from tests.sandbox.fuzzing.fuzzing import few_or_many, fuzz

SPECS = {name: CheckSpec(name, 1, "A title", Visibility.HIDDEN) for name in ("values", "shapes")}

text = st.text(st.characters(), max_size=30) | st.sampled_from(["\0", "\ud800", "x" * 5000])
number = st.integers(-(2**70), 2**70) | st.floats() | st.sampled_from([10**4000, -1, 0])
anything = st.recursive(
    st.none() | st.booleans() | number | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=15,
)


def near(*values: Any) -> st.SearchStrategy[Any]:
    """Mostly what may stand there, sometimes anything."""
    return st.sampled_from(values) | anything


table = st.fixed_dictionaries(
    {"kind": near("table", "image", "heat")}, optional={"title": anything, "data": anything, "alt": anything}
)
error = st.fixed_dictionaries(
    {"type": near("ValueError"), "message": near("no"), "traceback": near("")},
    optional={"line": near(1, -1, 10**9), "column": near(0)},
)
diagnosis = st.fixed_dictionaries(
    {"id": near("a"), "where": near("dW"), "sentence": near("so"), "certainty": near(*map(str, Certainty))}
)
checks = st.fixed_dictionaries(
    {"id": near("values", "shapes", "none"), "outcome": near(*map(str, CheckOutcome)), "message": near("off")},
    optional={"reason": near(None, "because"), "figures": st.lists(table | anything, max_size=10) | anything},
)
finals = st.fixed_dictionaries(
    {
        "attempted": near(True),
        "fault": near(None, *map(str, Fault)),
        "ending": near(*map(str, Ending)),
        "error": st.none() | error | anything,
        "diagnoses": st.lists(diagnosis | anything, max_size=9) | anything,
        "pictures": st.lists(table | anything, max_size=13) | anything,
        "calls": near({"f": 1}) | st.dictionaries(text, number, max_size=3),
        "lengths": near({"f": [{"n": 3}]}) | st.dictionaries(text, st.lists(anything, max_size=3), max_size=3),
    },
)


def refused_or(read: Callable[[Mapping[str, Any]], object]) -> Callable[[Mapping[str, Any]], None]:
    def holds(message: Mapping[str, Any]) -> None:
        try:
            read(message)
        except BadMessage:
            pass

    return holds


@few_or_many
def test_a_result_is_read_or_refused(examples: int) -> None:
    def holds(message: Mapping[str, Any]) -> None:
        result = read_check(message, SPECS)
        assert (result.title, result.visibility) == ("A title", Visibility.HIDDEN)
        goes_both_ways(checks=(result,))

    fuzz(checks | st.dictionaries(text, anything), refused_or(holds), examples)


@few_or_many
def test_a_check_that_starts_is_known_or_refused(examples: int) -> None:
    message = st.fixed_dictionaries({"check": near("values")}) | st.dictionaries(text, anything)
    fuzz(message, refused_or(lambda message: read_started(message, SPECS)), examples)


@few_or_many
def test_a_last_word_makes_a_whole_verdict_or_is_refused(examples: int) -> None:
    def holds(message: Mapping[str, Any]) -> None:
        final = read_final(message)
        goes_both_ways(
            fault=final.fault,
            ending=final.ending,
            error=final.error,
            diagnoses=final.diagnoses,
            pictures=final.pictures,
            resources=Resources(calls=final.calls),
        )

    fuzz(finals | st.dictionaries(text, anything), refused_or(holds), examples)


def goes_both_ways(**parts: Any) -> None:
    """A verdict of these parts survives being stored, and can be shown."""
    told = {"fault": None, "ending": Ending.FINISHED, **parts}
    verdict = Verdict("solve", "sha256:0", "0" * 64, 1, True, Outcome.FAILED, score=0.5, **told)
    stored = json.dumps(verdict.as_dict(), allow_nan=False)
    assert json.dumps(Verdict.from_dict(json.loads(stored)).as_dict()) == stored
    for passed in (False, True):
        assert "seed" not in verdict.for_learner(passed)


lines = st.one_of(
    st.dictionaries(text, anything, max_size=3).map(lambda message: json.dumps(message).encode()),
    anything.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=60),
    st.integers(0, 200_000).map(lambda depth: b"[" * depth),
    st.sampled_from([b"9" * 5000, b'{"a": NaN}', b'{"a": 1e999}', b"\xff\xfe{}", b"{}"]),
)
parts = st.lists(st.tuples(lines, st.sampled_from([b"\n", b"", b"\n\n", b"\r\n"])).map(b"".join), max_size=4)


@few_or_many
def test_a_control_stream_is_messages_or_a_violation(examples: int) -> None:
    def holds(sent: list[bytes]) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.setblocking(False)
            reader = ControlReader(ours)
            try:
                for part in sent:
                    theirs.send(part or b"\n")
                    for message in reader.messages():
                        assert type(message) is dict
            except (ControlViolation, BlockingIOError):
                pass
            assert len(reader._pending) <= MAX_LINE_BYTES + (1 << 20)

    fuzz(parts, holds, examples)
