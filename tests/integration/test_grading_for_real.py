"""Submissions through real processes: the web server, PostgreSQL, Redis, a Celery worker and its sandboxes."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.integration.real_site import PROJECT, Site, descendants, is_running
from tests.waiting import wait_until

pytestmark = [pytest.mark.integration, pytest.mark.sandbox, pytest.mark.xdist_group("integration")]

EXERCISE = "/learn/02-neuron/dense-layer/"
BUNDLE = PROJECT / "curriculum" / "02-neuron" / "05-dense-layer"
ENDLESS = "import time\ntime.sleep(1e9)\n"
FINAL = {"graded", "could_not_check", "superseded", "cancelled"}


def hand_in(site: Site, session: str, source: str, *, lane: str = "submit") -> str:
    body = {"source": source, "lane": lane}
    status, answer = site.request("POST", f"{EXERCISE}submissions/", session=session, body=body)
    assert status == 201, answer
    return str(answer["submission"]["id"])


def look_at(site: Site, submission_id: str, session: str) -> dict[str, Any]:
    status, answer = site.request("GET", f"/submissions/{submission_id}/", session=session)
    assert status == 200
    shown: dict[str, Any] = answer["submission"]
    return shown


def reaches(
    site: Site, submission_id: str, session: str, states: set[str], *, within_s: float = 30.0
) -> dict[str, Any]:
    wait_until(lambda: look_at(site, submission_id, session)["state"] in states, f"reaches {states}", within_s=within_s)
    return look_at(site, submission_id, session)


def test_the_reference_passes_and_a_wrong_one_fails_live(site: Site) -> None:
    site.start_worker()
    [session] = site.begin(1)
    passing = hand_in(site, session, (BUNDLE / "reference.py").read_text())
    events = site.events(passing, session)
    assert events[-1]["kind"] == "state"
    verdict = events[-1]["submission"]["verdict"]
    assert (verdict["outcome"], verdict["score"], verdict["fault"]) == ("passed", 1.0, None)
    assert "seed" not in verdict
    failing = hand_in(site, session, (BUNDLE / "starter.py").read_text())
    ended = reaches(site, failing, session, FINAL)
    assert (ended["state"], ended["verdict"]["outcome"]) == ("graded", "failed")
    listed = site.request("GET", f"{EXERCISE}submissions/", session=session)[1]["submissions"]
    assert [entry["outcome"] for entry in listed] == ["failed", "passed"]
    [[solved]] = site.rows("SELECT submission_id FROM exercises_solution WHERE submission_id = %s", passing)
    assert str(solved) == passing


def test_a_run_checks_what_is_visible_and_does_not_count(site: Site) -> None:
    site.start_worker()
    [session] = site.begin(1)
    run = hand_in(site, session, (BUNDLE / "reference.py").read_text(), lane="run")
    ended = reaches(site, run, session, FINAL)
    assert ended["verdict"]["outcome"] == "passed"
    assert not site.rows("SELECT 1 FROM exercises_solution WHERE submission_id = %s", run)


def test_stop_ends_a_running_one_at_once(site: Site) -> None:
    site.start_worker()
    [session] = site.begin(1)
    endless = hand_in(site, session, ENDLESS)
    reaches(site, endless, session, {"grading"})
    stopped_at = time.monotonic()
    assert site.request("POST", f"/submissions/{endless}/stop/", session=session)[0] == 200
    ended = reaches(site, endless, session, FINAL)
    assert ended["state"] == "cancelled"
    assert time.monotonic() - stopped_at < 2


@pytest.mark.parametrize("victim", ["worker", "its process"])
def test_after_kill_9_no_sandbox_is_left_and_the_next_worker_grades_it_once(site: Site, victim: str) -> None:
    worker = site.start_worker(concurrency=1)
    [session] = site.begin(1)
    endless = hand_in(site, session, ENDLESS)
    reaches(site, endless, session, {"grading"})
    [[holder]] = site.rows("SELECT claimed_by FROM exercises_submission WHERE id = %s", endless)
    process = int(holder.split("/")[3])
    family = descendants(worker.pid if victim == "worker" else process)
    assert len(family) >= 4, "the worker process, two fork servers, a cage"
    os.kill(worker.pid if victim == "worker" else process, signal.SIGKILL)
    if victim == "worker":
        worker.wait(5)
    wait_until(lambda: not any(map(is_running, family)), "none of its sandboxes exists", within_s=1)
    if victim == "worker":
        site.start_worker(concurrency=1)
    ended = reaches(site, endless, session, FINAL)
    assert (ended["state"], ended["verdict"]["ending"]) == ("graded", "timed_out")
    [[faults]] = site.rows("SELECT faults FROM exercises_submission WHERE id = %s", endless)
    assert faults == 1


def test_of_50_at_once_none_is_lost_or_graded_twice(site: Site) -> None:
    sessions = site.begin(50)
    source = (BUNDLE / "reference.py").read_text()
    with ThreadPoolExecutor(16) as hands:
        ids = list(hands.map(lambda session: hand_in(site, session, source), sessions))
        site.start_worker()
        streams = list(hands.map(site.events, ids, sessions))
    assert {events[-1]["submission"]["verdict"]["outcome"] for events in streams} == {"passed"}
    counted = site.rows(
        "SELECT submission_id, count(*) FROM exercises_checkoutcome WHERE submission_id = ANY(%s::uuid[]) GROUP BY 1",
        ids,
    )
    assert len(counted) == 50
    assert len({count for _, count in counted}) == 1


def test_a_worker_that_is_asked_to_end_finishes_what_it_grades(site: Site) -> None:
    worker = site.start_worker()
    [session] = site.begin(1)
    submission = hand_in(site, session, "import time\ntime.sleep(1)\n" + (BUNDLE / "reference.py").read_text())
    reaches(site, submission, session, {"grading"})
    worker.terminate()
    assert worker.wait(20) == 0
    assert look_at(site, submission, session)["state"] == "graded"
    assert not site.rows("SELECT 1 FROM exercises_gradingworker")
