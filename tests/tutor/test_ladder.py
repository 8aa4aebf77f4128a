"""Which ladders there are, and when a rung opens."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from grader import Bundle
from tests.verdicts import stored_verdict
from tutor.general_hints import general_hints
from tutor.ladder import OPENS_AFTER, ladders, still_closed_for

NOON = datetime.fromisoformat("2026-03-01T12:00:00+00:00")


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return Bundle.read(Path(settings.CURRICULUM_DIR) / "02-neuron" / "01-one-neuron")


def verdict(bundle: Bundle, **changes: Any) -> dict[str, Any]:
    checks = [
        {"id": check.id, "task": check.task, "title": check.title, "visibility": str(check.visibility)}
        for check in bundle.checks
    ]
    return stored_verdict(checks, **changes)


def keys(bundle: Bundle, verdict: dict[str, Any] | None) -> list[str]:
    return [ladder.key for ladder in ladders(bundle, verdict)]


def test_before_the_first_verdict_each_task_has_one(bundle: Bundle) -> None:
    assert keys(bundle, None) == ["task:1", "task:2", "task:3", "task:4"]


def test_a_named_mistake_has_its_own_six_rungs(bundle: Bundle) -> None:
    found = ladders(bundle, verdict(bundle, failed=["sum-by-hand"], diagnoses=["products-not-summed"]))
    assert [ladder.key for ladder in found] == ["diagnosis:products-not-summed"]
    assert len(found[0].rungs) == 6
    assert found[0].title == bundle.hints.diagnoses["products-not-summed"].sentence


def test_a_mistake_found_in_two_places_has_one_ladder(bundle: Bundle) -> None:
    twice = verdict(bundle, diagnoses=["bias-forgotten", "bias-forgotten", "sigmoid-mirrored"])
    assert keys(bundle, twice) == ["diagnosis:bias-forgotten", "diagnosis:sigmoid-mirrored"]


def test_without_a_name_the_tasks_of_the_failing_checks_help(bundle: Bundle) -> None:
    found = ladders(bundle, verdict(bundle, failed=["sigmoid-values", "batch-shape"]))
    assert [ladder.key for ladder in found] == ["task:2", "task:4"]
    assert [len(ladder.rungs) for ladder in found] == [3, 3]
    assert found[0].title.startswith("Task 2: ")


def test_a_diagnosis_without_hints_leaves_it_to_the_tasks(bundle: Bundle) -> None:
    assert keys(bundle, verdict(bundle, failed=["sum-by-hand"], diagnoses=["nobody-wrote-hints"])) == ["task:1"]


def test_what_the_engine_finds_by_itself_has_hints_in_any_exercise(bundle: Bundle) -> None:
    found = ladders(bundle, verdict(bundle, failed=["sum-by-hand"], diagnoses=["nobody-wrote-hints", "transposed"]))
    assert [ladder.key for ladder in found] == ["diagnosis:transposed", "task:1"]
    assert found[0].title == "It is `transposed`."
    assert [str(rung.name) for rung in found[0].rungs] == ["Where to look", "Which idea", "A smaller case, by hand"]
    assert found[0].rungs[0].text == general_hints()["transposed"].look


def test_a_ladder_is_named_by_the_first_sentence_of_the_finding(bundle: Bundle) -> None:
    told = verdict(bundle, failed=["sum-by-hand"], diagnoses=["transposed"])
    told["diagnoses"][0]["sentence"] = "`y` is `[1. 2.]`, turned. With `y.T` the rest is right."
    assert ladders(bundle, told)[0].title == "`y` is `[1. 2.]`, turned."


def test_the_first_finding_is_helped_with_and_no_second(bundle: Bundle) -> None:
    found = verdict(bundle, failed=["sum-by-hand"], diagnoses=["shape-mismatch", "transposed", "first-wrong-line"])
    assert keys(bundle, found) == ["diagnosis:shape-mismatch", "task:1"]


def test_the_hints_of_the_exercise_come_before_general_ones(bundle: Bundle) -> None:
    both = verdict(bundle, failed=["sum-by-hand"], diagnoses=["transposed", "bias-forgotten"])
    assert keys(bundle, both) == ["diagnosis:bias-forgotten"]


def test_after_an_error_before_any_check_each_task_has_one(bundle: Bundle) -> None:
    stopped = verdict(bundle, failed=["sum-by-hand"])
    for check in stopped["checks"]:
        check["outcome"] = "not_run"
    assert len(keys(bundle, stopped)) == 4


def test_once_everything_passes_there_is_none(bundle: Bundle) -> None:
    assert keys(bundle, verdict(bundle)) == []


def test_a_rung_opens_at_once_after_another_try() -> None:
    assert not still_closed_for(opened_at=NOON, now=NOON, code_changed_and_run=True)


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (timedelta(), OPENS_AFTER),
        (timedelta(minutes=2), timedelta(minutes=1)),
        (OPENS_AFTER, timedelta()),
        (timedelta(days=1), timedelta()),
    ],
)
def test_a_rung_opens_after_three_minutes(later: timedelta, left: timedelta) -> None:
    assert still_closed_for(opened_at=NOON, now=NOON + later, code_changed_and_run=False) == left
