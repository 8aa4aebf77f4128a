"""Workers that come and go: nothing that was handed in is lost, stuck or graded twice."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.handing_in import BUNDLE, ENDLESS, FINAL, hand_in, look_at, reaches
from tests.integration.real_site import Site, descendants, is_running
from tests.waiting import wait_until

pytestmark = [pytest.mark.integration, pytest.mark.sandbox, pytest.mark.xdist_group("integration")]


ENDS = {"worker": ("graded", "timed_out"), "its process": ("cancelled", "stopped")}


def holder_of(site: Site, submission: str) -> str:
    [[holder]] = site.rows("SELECT claimed_by FROM exercises_submission WHERE id = %s", submission)
    return str(holder)


@pytest.mark.parametrize("victim", ENDS)
def test_after_kill_9_no_sandbox_is_left_and_the_next_worker_grades_it_once(site: Site, victim: str) -> None:
    worker = site.start_worker(concurrency=1)
    [session] = site.begin(1)
    endless = hand_in(site, session, ENDLESS)
    reaches(site, endless, session, {"grading"})
    holder = holder_of(site, endless)
    process = int(holder.split("/")[3])
    family = descendants(worker.pid if victim == "worker" else process)
    assert len(family) >= 4, "the worker process, two fork servers, a cage"
    os.kill(worker.pid if victim == "worker" else process, signal.SIGKILL)
    if victim == "worker":
        worker.wait(5)
    wait_until(lambda: not any(map(is_running, family)), "none of its sandboxes exists", within_s=1)
    if victim == "worker":
        worker = site.start_worker(concurrency=1)
    if victim == "its process":
        # That its limit ends it is seen with the other victim.
        wait_until(lambda: holder_of(site, endless) not in ("", holder), "another process has it")
        site.request("POST", f"/submissions/{endless}/stop/", session=session)
    ended = reaches(site, endless, session, FINAL)
    assert (ended["state"], ended["verdict"]["ending"]) == ENDS[victim]
    [[faults]] = site.rows("SELECT faults FROM exercises_submission WHERE id = %s", endless)
    assert faults == 1
    site.end_process(worker)


def test_of_50_at_once_none_is_lost_or_graded_twice(site: Site) -> None:
    sessions = site.begin(50)
    source = (BUNDLE / "reference.py").read_text()
    with ThreadPoolExecutor(16) as hands:
        ids = list(hands.map(lambda session: hand_in(site, session, source), sessions))
        worker = site.start_worker()
        streams = list(hands.map(site.events, ids, sessions))
    assert {events[-1]["submission"]["verdict"]["outcome"] for events in streams} == {"passed"}
    counted = site.rows(
        "SELECT submission_id, count(*) FROM exercises_checkoutcome WHERE submission_id = ANY(%s::uuid[]) GROUP BY 1",
        ids,
    )
    assert len(counted) == 50
    assert len({count for _, count in counted}) == 1
    site.end_process(worker)


def test_a_worker_that_is_asked_to_end_finishes_what_it_grades(site: Site) -> None:
    worker = site.start_worker()
    [session] = site.begin(1)
    submission = hand_in(site, session, "import time\ntime.sleep(0.2)\n" + (BUNDLE / "reference.py").read_text())
    reaches(site, submission, session, {"grading"})
    worker.terminate()
    assert worker.wait(20) == 0
    assert look_at(site, submission, session)["state"] == "graded"
    assert not site.ready_workers()
