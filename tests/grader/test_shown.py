"""What a submission shows and tracks: live in the visible phase, kept in the verdict, never from the hidden one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.bundle import Bundle
from grader.events import Event
from grader.grading import Cages, grade_on
from grader.messages import BadMessage
from grader.shown import Shown
from grader.verdict import Ending, Outcome, Verdict
from tests.grader.sample_bundles import DOUBLE_TABLE, double_bundle
from tests.grader.uncaged import UncagedPair

# One visible check alone: of the standard probes one is visible too.
ONE_VISIBLE = 'standard = { types = "one visible check is enough here" }\n' + DOUBLE_TABLE
SHOWS = "from ascent import show, track\nimport numpy as np\n"


def graded(
    bundle: Bundle, source: str, *, cages: Cages | None = None, **options: Any
) -> tuple[Verdict, list[dict[str, Any]]]:
    events: list[Event] = []
    verdict = grade_on(cages or UncagedPair(), bundle, source, seed=1, on_event=events.append, **options)
    return verdict, [event.as_dict() for event in events]


def test_pictures_and_points_come_live_and_stay_in_the_verdict(tmp_path: Path) -> None:
    source = SHOWS + (
        "def double(x):\n    show(np.outer(x, x), as_='heat', title='outer')\n"
        "    track(1, loss=0.5)\n    track(2, loss=0.25)\n    return 2 * x\n"
    )
    verdict, events = graded(double_bundle(tmp_path, table=ONE_VISIBLE), source, visible_only=True)
    assert verdict.outcome is Outcome.PASSED
    kinds = [event["kind"] for event in events]
    assert kinds.index("started") < kinds.index("picture") < kinds.index("check")
    assert kinds.index("track") < kinds.index("check")
    heat, curve = verdict.pictures
    assert (heat["kind"], heat["title"], heat["data"]) == ("heat", "outer", [[1.0, 4.0], [4.0, 16.0]])
    assert curve["data"] == [{"step": 1, "loss": 0.5}, {"step": 2, "loss": 0.25}]
    assert curve["title"] == "Tracked by your code: loss"
    assert curve["alt"] == "2 steps: loss from 0.5 to 0.25"
    assert [event["points"] for event in events if event["kind"] == "track"] == [curve["data"]]


def test_nothing_from_the_hidden_phase_is_shown(tmp_path: Path) -> None:
    source = SHOWS + "def double(x):\n    show(x, as_='line')\n    track(len(x), loss=float(x[0]))\n    return 2 * x\n"
    verdict, events = graded(double_bundle(tmp_path, table=ONE_VISIBLE), source)
    assert verdict.outcome is Outcome.PASSED
    line, curve = verdict.pictures
    assert line["data"] == [1.0, 4.0], "the visible check's own numbers"
    assert curve["data"] == [{"step": 2, "loss": 1.0}]
    assert sum(event["kind"] in ("picture", "track") for event in events) == 2


def test_the_top_of_the_source_may_show_too_and_does_so_once(tmp_path: Path) -> None:
    source = SHOWS + "show(np.eye(3))\ntrack(0, loss=1.0)\ndef double(x):\n    return 2 * x\n"
    verdict, events = graded(double_bundle(tmp_path), source)
    assert [picture["kind"] for picture in verdict.pictures] == ["image", "curve"]
    assert [event["kind"] for event in events[:2]] == ["picture", "track"]


def test_what_was_shown_before_an_error_or_the_end_of_time_stays(tmp_path: Path) -> None:
    verdict, _ = graded(double_bundle(tmp_path), SHOWS + "track(1, loss=2.0)\n1 / 0\ndef double(x): return x\n")
    assert [picture["kind"] for picture in verdict.pictures] == ["curve"]
    bundle = double_bundle(tmp_path / "timed", table="limits = { wall_s = 1 }\n" + DOUBLE_TABLE)
    verdict, _ = graded(bundle, SHOWS + "def double(x):\n    track(1, loss=2.0)\n    while True: pass\n")
    assert verdict.ending is Ending.TIMED_OUT
    assert [picture["data"] for picture in verdict.pictures] == [[{"step": 1, "loss": 2.0}]]


def test_what_is_no_number_or_no_picture_is_left_out(tmp_path: Path) -> None:
    source = SHOWS + (
        "show([np.nan, 1.0], as_='line')\ntrack(1, loss=float('nan'), other=1)\ndef double(x):\n    return 2 * x\n"
    )
    verdict, _ = graded(double_bundle(tmp_path), source)
    assert [picture["data"] for picture in verdict.pictures] == [[{"step": 1, "other": 1.0}]]


FORGED = """
import sys
from grader.learner.serving import CallServer
def double(x):
    frame = sys._getframe()
    while type(frame.f_locals.get("self")) is not CallServer:
        frame = frame.f_back
    server = frame.f_locals["self"]
    {forged}
    return 2 * x
"""


@pytest.mark.parametrize(
    "forged",
    [
        "server._send_shown({'pictures': [{'kind': 'script', 'title': 'x', 'data': x}]})",
        "server._send_shown({'pictures': 7, 'tracked': {'step': 1}})",
        "server._send_shown({'pictures': [{'kind': ['heat'], 'title': 'x', 'data': x}]})",
        "server._send_shown({'tracked': [{'step': 'one', 'loss': 1.0}, 4, {'loss': 1.0}]})",
        "server._send_shown({'pictures': [{'kind': 'line', 'title': 1, 'data': [[1]]}] * 100})",
    ],
)
def test_a_forged_picture_is_left_out(tmp_path: Path, forged: str) -> None:
    verdict, _ = graded(double_bundle(tmp_path), FORGED.format(forged=forged))
    assert verdict.outcome is Outcome.PASSED
    assert verdict.pictures == ()


def test_forged_floods_stay_within_the_bounds(tmp_path: Path, cages: Cages) -> None:
    pictures = "for i in range(30): server._send_shown({'pictures': [{'kind': 'line', 'title': '', 'data': x}]})"
    verdict, events = graded(double_bundle(tmp_path), FORGED.format(forged=pictures), cages=cages)
    assert len(verdict.pictures) == 12
    points = "for i in range(900): server._send_shown({'tracked': [{'step': i, 'a': 1.0}] * 10})"
    verdict, events = graded(double_bundle(tmp_path / "points"), FORGED.format(forged=points), cages=cages)
    assert len(verdict.pictures[0]["data"]) == 2_000
    told = sum(event["kind"] == "track" for event in events)
    assert told <= 2 + verdict.resources.wall_ms / 100
    large = (
        "for i in range(12): server._send_shown({'pictures': [{'kind': 'line', 'title': '', 'data': x * 1e15 + many}]})"
    )
    source = FORGED.format(forged=large).replace(
        "import sys", "import sys\nimport numpy as np\nmany = np.random.normal(size=(4096, 2)) * 1e200"
    )
    verdict, events = graded(double_bundle(tmp_path / "large"), source)
    assert 3 < len(verdict.pictures) < 12, "all together stay below a megabyte"
    endless = "while True: server._send_shown({})"
    verdict, _ = graded(double_bundle(tmp_path / "endless"), FORGED.format(forged=endless), cages=cages)
    assert verdict.ending is Ending.PROTOCOL_VIOLATION


# The worker's own bounds: the examiner runs an author's code.

LINE = {"kind": "line", "title": "", "data": [1.0], "alt": ""}


@pytest.mark.parametrize(
    "message",
    [
        {"picture": {**LINE, "data": float("nan")}},
        {"picture": "line"},
        {"picture": {**LINE, "data": [0.123456789] * 60_000}},
        {},
    ],
)
def test_a_picture_is_held_against_a_schema(message: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        Shown().picture(message)


@pytest.mark.parametrize(
    "points", [[1], [{"step": "1"}], [{"step": True}], [{str(i): 1 for i in range(10)}], "x", [{}] * 2_001]
)
def test_points_are_held_against_a_schema(points: Any) -> None:
    with pytest.raises(BadMessage):
        Shown().track({"points": points})


def test_the_worker_counts_too_and_knows_when_the_visible_phase_is_over() -> None:
    shown = Shown()
    for _ in range(12):
        shown.picture({"picture": LINE})
    with pytest.raises(BadMessage, match="more was shown"):
        shown.picture({"picture": LINE})
    shown.track({"points": [{"step": 1, "loss": 1.0}] * 1_999})
    with pytest.raises(BadMessage, match="more was shown"):
        shown.track({"points": [{"step": 1}, {"step": 2}]})
    large, message = Shown(), {"picture": {**LINE, "data": [0.123456789] * 20_000}}
    for _ in range(4):
        large.picture(message)
    with pytest.raises(BadMessage, match="more was shown"):
        large.picture(message)
    shown.is_over = True
    with pytest.raises(BadMessage, match="after the visible phase"):
        shown.track({"points": [{"step": 1}]})
