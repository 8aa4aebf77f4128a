"""Listening in on functions of a submission: reports before the answer, everything as it was afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.grader.learner.uncaged_learner import Learner, loaded

SOURCE = """
def step(X, params):
    X += 1
    return float(X.sum()), {"w": 2 * params["w"]}

alias = step

def run(X, w):
    for _ in range(3):
        step(X, {"w": w})
    return 0

def named(X, w):
    alias(params={"w": w}, X=X)
    return 0

class Net:
    def grow(self, n): return n + 1

def with_class(n): return Net().grow(n)
def failing(X, w):
    step(X, {"w": w})
    raise ValueError("later")
def odd(X, w):
    step(X, {"w": {1}})
"""


def called(learner: Learner, name: str, *args: Any, **options: Any) -> tuple[list[Any], tuple[Any, ...]]:
    """The reports that came, and the answer."""
    learner.send("call", name, args, options)
    reports: list[Any] = []
    while True:
        message = learner.receive()
        if message[0] != "heard":
            return reports, message
        reports += message[1]


def test_each_call_is_reported_with_what_it_was_given(tmp_path: Path) -> None:
    with loaded(SOURCE, tmp_path) as learner:
        reports, answer = called(learner, "run", np.zeros(2), np.ones(1), listen=["step"])
        assert answer[0] == "value"
        assert [name for name, _, _ in reports] == ["step"] * 3
        assert [given[0].tolist() for _, given, _ in reports] == [[0, 0], [1, 1], [2, 2]]
        assert [came[0] for _, _, came in reports] == [2.0, 4.0, 6.0]
        assert called(learner, "run", np.zeros(2), np.ones(1))[0] == []


def test_an_alias_and_names_of_arguments_make_no_difference(tmp_path: Path) -> None:
    with loaded(SOURCE, tmp_path) as learner:
        (report,), _ = called(learner, "named", np.zeros(2), np.ones(1), listen=["step"])
        assert report[1][0].tolist() == [0, 0]
        assert report[1][1]["w"].tolist() == [1]


def test_a_method_can_be_listened_to(tmp_path: Path) -> None:
    with loaded(SOURCE, tmp_path) as learner:
        reports, answer = called(learner, "with_class", 4, listen=["Net.grow"])
        assert (reports, answer[1]) == ([("Net.grow", (4,), 5)], 5)


@pytest.mark.parametrize("name", ["nothing", "Nobody.grow", "Net.shrink"])
def test_what_is_not_there_is_not_listened_to(tmp_path: Path, name: str) -> None:
    with loaded(SOURCE, tmp_path) as learner:
        assert called(learner, "with_class", 4, listen=[name])[0] == []


def test_reports_are_out_before_an_error(tmp_path: Path) -> None:
    with loaded(SOURCE, tmp_path) as learner:
        reports, answer = called(learner, "failing", np.zeros(2), np.ones(1), listen=["step"])
        assert len(reports) == 1
        assert answer[:3] == ("error", "ValueError", "later")


def test_what_cannot_be_sent_is_left_out_of_the_report(tmp_path: Path) -> None:
    source = SOURCE.replace('2 * params["w"]', "1")
    with loaded(source, tmp_path) as learner:
        reports, _ = called(learner, "odd", np.zeros(2), np.ones(1), listen=["step"])
        assert reports == [("step", None, (2.0, {"w": 1}))]


def test_a_sketch_tells_length_loss_and_direction(tmp_path: Path) -> None:
    source = """
def f(X, y, params): return float(len(X)), {"w": params["w"]}
def run(X, sign):
    import numpy as np
    params = {"w": np.ones(2)}
    for _ in range(60):
        loss, grads = f(X, X, params)
        params = {"w": params["w"] + sign * 0.01 * grads["w"]}
    return 0
"""
    with loaded(source, tmp_path) as learner:
        for sign in (-1.0, 1.0):
            reports, _ = called(learner, "run", np.zeros((5, 2)), sign, listen=["f"], sketch=True)
            assert [report[:3] for report in reports] == [("f", 5, 5.0)] * 60
            moves = [report[3] for report in reports if report[3] is not None]
            assert 10 < len(moves) < 60
            assert moves == pytest.approx([sign] * len(moves))


def test_an_answered_function_is_asked_of_the_examiner(tmp_path: Path) -> None:
    with loaded(SOURCE, tmp_path) as learner:
        learner.send("call", "with_class", (4,), {"answered": ["Net.grow"]})
        assert learner.receive() == ("callback", "Net.grow", (4,))
        learner.reply("answer", 40)
        assert learner.receive()[:2] == ("value", 40)
        assert learner.value("with_class", 4) == 5


def test_a_refusal_is_an_error_at_the_line_of_the_call(tmp_path: Path) -> None:
    with loaded("def f(x): return x\ndef g():\n    return f(1)\n", tmp_path) as learner:
        learner.send("call", "g", (), {"answered": ["f"]})
        assert learner.receive()[0] == "callback"
        learner.reply("refused", "no answer")
        assert learner.receive()[:4] == ("error", "TypeError", "no answer", 3)
