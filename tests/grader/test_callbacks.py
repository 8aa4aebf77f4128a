"""Functions of the exam in the learner's hands: answered, recorded, refused; nothing of it is the author's fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader.contract import parse_type
from grader.exam.callbacks import MOST_CALLS, Callbacks, CallLog, Refused, SeenCall, Served, with_markers
from grader.exam.failing import LearnerGone
from grader.exam.interludes import Interludes
from grader.exam.spying import Listening
from grader.exam.subject import Call, LearnerSubject, Returned
from grader.sandbox.frames import Callback, ChannelClosed, ProtocolViolation, decode, encode


class Scripted:
    """A learner's process that says what the script says, with the nonce it was asked with."""

    def __init__(self, *messages: Any) -> None:
        self._messages: Iterator[Any] = iter(messages)
        self._nonce = 0
        self.heard: list[Any] = []

    def send(self, nonce: int, value: Any) -> None:
        self._nonce = nonce
        self.heard.append(decode(encode(value), markers=True))

    def receive(self) -> tuple[int, Any]:
        try:
            return self._nonce, decode(encode(next(self._messages)))
        except StopIteration:
            raise ChannelClosed from None


VALUE = ("value", 7.0, {})


def served(function: Any, kind: str = "(x: (d,)) -> (d,)") -> Served:
    found = Served("grad", function, CallLog())
    found.kind = parse_type(kind)  # type: ignore[assignment]  # a function type by its text
    return found


def test_a_call_is_answered_in_the_middle_and_recorded_in_order() -> None:
    line = Scripted(("callback", "grad", (np.ones(2),)), ("callback", "f", (3,)), VALUE)
    with Callbacks({"grad": lambda x: 2 * x, "f": lambda n: n + 1}) as seen:
        reply = LearnerSubject(line).call(Call("walk", (seen.grad, [seen.f])))
    assert isinstance(reply, Returned)
    assert line.heard[0] == ("call", "walk", (Callback("grad"), [Callback("f")]), {})
    assert [(answer[0], np.asarray(answer[1]).tolist()) for answer in line.heard[1:]] == [
        ("answer", [2.0, 2.0]),
        ("answer", 4),
    ]
    assert [(call.name, call.answer if call.name == "f" else None) for call in seen.calls] == [("grad", None), ("f", 4)]


def test_what_the_learner_changes_afterwards_is_not_in_the_record() -> None:
    def spoil(x: Any) -> Any:
        x += 1
        return x

    grad = served(spoil)
    given = np.zeros(2)
    assert grad.answer((given,)).tolist() == [1.0, 1.0]
    assert grad.log.calls[0].args[0].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "takes 1 arguments (x); it was called with 0"),
        (("text",), "called with something else than it takes"),
        ((np.ones((2, 2)),), "should have shape (d,)"),
        ((np.array([np.nan]),), "every number should be finite"),
        ((np.ones(5),), "`grad` has no answer for an array of shape (5,)"),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(args: tuple[Any, ...], says: str) -> None:
    with pytest.raises(Refused):
        served(lambda x: np.eye(2) @ x).answer(args)
    reply = Interludes({"grad": served(lambda x: np.eye(2) @ x)}).reply_to(("callback", "grad", args))
    assert reply is not None
    assert reply[0] == "refused"
    assert says in reply[1]


def test_a_function_of_an_earlier_call_answers_no_more() -> None:
    reply = Interludes().reply_to(("callback", "grad", (1.0,)))
    assert reply == ("refused", "`grad` belongs to an earlier call: it answers no more.")


def test_questions_are_counted_for_each_call() -> None:
    during = Interludes({"f": Served("f", lambda: 1, CallLog(is_open=False))})
    for _ in range(MOST_CALLS):
        assert during.reply_to(("callback", "f", ())) == ("answer", 1)
    assert (during.reply_to(("callback", "f", ())) or ("",))[0] == "refused"


def test_a_record_is_bounded_in_size() -> None:
    log = CallLog()
    for _ in range(50):
        log.add(SeenCall("f", (np.zeros(200_000),), None))
    assert len(log.calls) == 20


def test_an_answer_that_cannot_be_sent_is_refused_too() -> None:
    line = Scripted(("callback", "f", ([],)), VALUE)
    f = Served("f", lambda x: {1, 2}, CallLog())
    assert isinstance(LearnerSubject(line).call(Call("walk", (f,))), Returned)
    assert line.heard[1][0] == "refused"


@pytest.mark.parametrize(
    "message",
    [
        ("callback", 3, ()), ("callback", "f", [1]), ("callback", "f"), ("heard", []), ("heard", [], 1),
    ],
)  # fmt: skip
def test_an_interlude_of_another_form_is_a_violation(message: Any) -> None:
    with pytest.raises(ProtocolViolation):
        LearnerSubject(Scripted(message, VALUE)).call(Call("walk", ()))


@pytest.mark.parametrize(
    "reports",
    [
        "none", [3], [("other", (), 1)], [("f", ())], [("f", 1, 0.5)],
    ],
)  # fmt: skip
def test_a_report_of_another_form_is_a_violation(reports: Any) -> None:
    for listening in (Listening("f"), Listening("f", on_sketch=lambda sketch: None)):
        if reports == [("f", 1, 0.5)] and listening.as_options()["sketch"] is False:
            continue
        with pytest.raises(ProtocolViolation):
            listening.hear(reports)


@pytest.mark.parametrize("sketch", [("f", -1, 0.5, None), ("f", 1.5, 0.5, None), ("f", 1, 0.5, "up")])
def test_a_sketch_of_another_form_is_a_violation(sketch: Any) -> None:
    with pytest.raises(ProtocolViolation):
        Listening("f", on_sketch=lambda heard: None).hear([sketch])


def test_after_the_block_nothing_is_recorded() -> None:
    listening = Listening("f")
    listening.hear([("f", (1,), 2)])
    listening.close()
    listening.hear([("f", (3,), 4)])
    assert [call.args for call in listening.calls] == [(1,)]


def test_a_learner_that_goes_during_a_question_is_gone() -> None:
    class Deaf(Scripted):
        def send(self, nonce: int, value: Any) -> None:
            if self.heard:
                raise ChannelClosed
            super().send(nonce, value)

    with pytest.raises(LearnerGone):
        LearnerSubject(Deaf(("callback", "f", ()))).call(Call("walk", (Served("f", lambda: 1, CallLog()),)))


def test_a_lambda_in_a_loop_keeps_the_variables_of_its_turn() -> None:
    made = [Served("f", lambda: turn, CallLog()) for turn in range(3)]  # noqa: B023 - this is what is tested
    assert [one() for one in made] == [0, 1, 2]


def test_markers_stand_for_functions_wherever_they_are() -> None:
    f, found = Served("f", abs, CallLog()), {}
    assert with_markers(({"a": [f]}, 1), found) == ({"a": [Callback("f")]}, 1)
    assert found == {"f": f}
