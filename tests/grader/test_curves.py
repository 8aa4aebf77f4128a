"""Live curves: at most ten messages a second, finite points only, none but from checks that are always visible."""

from __future__ import annotations

from typing import Any

import pytest

from grader.bundling.exercise_toml import CheckSpec
from grader.events import CurveGrew
from grader.exam.curves import LiveCurve, Pace, curve_data
from grader.hearing import Hearing
from grader.messages import BadMessage, read_curve, read_final
from grader.verdict import Visibility
from tests.grader.test_messages import FINAL

SPECS = {
    "open": CheckSpec("open", 1, "Open", Visibility.ALWAYS),
    "outcome": CheckSpec("outcome", 1, "Outcome", Visibility.OUTCOME),
}
CURVE: dict[str, Any] = {"event": "curve", "check": "open", "name": "loss", "points": [[1, 2.5], [2, 1]]}
MARK: dict[str, Any] = {"check": "open", "what": "loss", "value": 0.1, "threshold": 0.2, "lower_is_better": True}


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_at_most_ten_pass_within_any_second() -> None:
    clock = Clock()
    pace, sent = Pace(clock), []
    for tick in range(3_000):
        clock.now = 100 + tick / 1000
        if pace.allows(is_last=tick % 7 == 0):
            sent.append(clock.now)
    assert len(sent) >= 28
    assert all(later - earlier >= 1.0 for earlier, later in zip(sent, sent[10:], strict=False))


def test_what_must_wait_goes_out_with_the_next_points() -> None:
    clock = Clock()
    told: list[Any] = []
    curve = LiveCurve("loss", lambda name, points: told.append((name, points)), Pace(clock))
    for step in range(1, 4):
        curve.add(step, 1 / step)
    curve.add(4, float("nan"))
    curve.end()
    assert told == [("loss", [[1, 1.0]]), ("loss", [[2, 0.5], [3, 0.333333]])]


def test_without_a_listener_nothing_is_kept() -> None:
    curve = LiveCurve("loss", None, Pace())
    curve.add(1, 2.0)
    curve.end()


def test_a_long_curve_is_thinned_for_its_picture() -> None:
    data = curve_data([1.0] * 1_000 + [float("inf")])
    assert len(data) <= 201
    assert data[0] == {"step": 1, "loss": 1.0}


def test_new_points_become_an_event() -> None:
    events: list[Any] = []
    hearing = Hearing(SPECS, events.append)
    hearing.hear(CURVE)
    assert isinstance(events[0], CurveGrew)
    assert events[0].as_dict() == {"kind": "curve", "check": "open", "name": "loss", "points": [[1, 2.5], [2, 1]]}


def test_a_flood_of_points_is_left_out() -> None:
    events: list[Any] = []
    hearing = Hearing(SPECS, events.append)
    for _ in range(500):
        hearing.hear(CURVE)
    assert len(events) == 10
    assert not hearing.bad


@pytest.mark.parametrize(
    "changed",
    [
        {"check": "outcome"}, {"check": "other"}, {"name": 3}, {"points": [[1, float("nan")]]}, {"points": [[1]]},
        {"points": [[1, True]]}, {"points": [[1, "2"]]}, {"points": [[0, 0]] * 201}, {"points": "many"},
        {"points": [[1, 10**400]]},
    ],
)  # fmt: skip
def test_a_curve_of_another_form_or_of_a_hidden_check_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        read_curve({**CURVE, **changed}, SPECS)


def test_measurements_are_read_and_bounded() -> None:
    assert read_final({**FINAL, "measured": [MARK]}).measured == (MARK,)
    for bad in ([{}], [{**MARK, "value": float("nan")}], [MARK] * 51, [{**MARK, "what": 3}], ["x"]):
        with pytest.raises(BadMessage):
            read_final({**FINAL, "measured": bad})
