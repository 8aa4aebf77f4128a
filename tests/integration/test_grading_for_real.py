"""Submissions through real processes: the web server, PostgreSQL, Redis, a Celery worker and its sandboxes."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.integration.handing_in import BUNDLE, ENDLESS, EXERCISE, FINAL, hand_in, reaches
from tests.integration.real_site import Site

pytestmark = [pytest.mark.integration, pytest.mark.sandbox, pytest.mark.xdist_group("integration")]
Worker = subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def worker(site: Site) -> Iterator[Worker]:
    started = site.start_worker()
    yield started
    site.end_process(started)


def test_the_reference_passes_and_a_wrong_one_fails_live(site: Site, worker: Worker) -> None:
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


def test_a_run_checks_what_is_visible_and_does_not_count(site: Site, worker: Worker) -> None:
    [session] = site.begin(1)
    run = hand_in(site, session, (BUNDLE / "reference.py").read_text(), lane="run")
    ended = reaches(site, run, session, FINAL)
    assert ended["verdict"]["outcome"] == "passed"
    assert not site.rows("SELECT 1 FROM exercises_solution WHERE submission_id = %s", run)


def test_stop_ends_a_running_one_at_once(site: Site, worker: Worker) -> None:
    [session] = site.begin(1)
    endless = hand_in(site, session, ENDLESS)
    reaches(site, endless, session, {"grading"})
    stopped_at = time.monotonic()
    assert site.request("POST", f"/submissions/{endless}/stop/", session=session)[0] == 200
    ended = reaches(site, endless, session, FINAL)
    assert ended["state"] == "cancelled"
    assert time.monotonic() - stopped_at < 2
