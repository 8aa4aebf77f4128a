"""Submissions while everything around them is killed and restarted at random moments."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.integration.disturbed_site import DisturbedSite, embedded_site, site_on_servers
from tests.integration.patient_learners import PatientLearners

pytestmark = [pytest.mark.integration, pytest.mark.sandbox, pytest.mark.xdist_group("own sites")]

SITES: dict[str, Callable[[], AbstractContextManager[DisturbedSite]]] = {
    "embedded": embedded_site,
    "postgresql and redis": site_on_servers,
}
CALM_S = (0.1, 1.5)
# A site that is hit again before it has recovered never grades, however well it recovers.
RECOVERS_WITHIN_S = 30.0
EACH = 5
# Each of the six kinds once.
LEAST_ACCIDENTS = 6

SIGN_IN = """
from config.benching.seeding import sign_in
answer = sign_in({count})
"""
STATES = """
from django.db.models import Count
from exercises.models import CheckOutcome, Submission
rows = list(Submission.objects.values("pk", "state", "outcome", "faults", "last_fault"))
counted = dict(CheckOutcome.objects.values("submission").annotate(n=Count("pk")).values_list("submission", "n"))
answer = [
    {"id": str(row["pk"]), "state": row["state"], "outcome": row["outcome"], "faults": row["faults"],
     "why": row["last_fault"], "checks": counted.get(row["pk"], 0)}
    for row in rows
]
"""


@contextmanager
def disturbed(site: DisturbedSite, learners: PatientLearners, seed: int) -> Iterator[Counter[str]]:
    """Inside, every kind of accident happens again and again, in random order; yields how often.

    Each waits until the site has graded something since the last one.
    """
    chance = random.Random(seed)
    ended = threading.Event()
    happened: Counter[str] = Counter()
    accidents = [
        site.kill_worker,
        site.kill_grading_process,
        site.kill_fork_servers,
        site.kill_web,
        site.kill_broker,
        site.disturb_database,
    ]

    def go_on() -> None:
        while True:
            for accident in chance.sample(accidents, len(accidents)):
                if ended.wait(chance.uniform(*CALM_S)):
                    return
                before = len(learners.verdicts)
                accident()
                happened[accident.__name__] += 1
                hit_at = time.monotonic()
                while len(learners.verdicts) == before and time.monotonic() - hit_at < RECOVERS_WITHIN_S:
                    if ended.wait(0.05):
                        return

    thread = threading.Thread(target=go_on, name="accidents")
    thread.start()
    try:
        yield happened
    finally:
        ended.set()
        thread.join(30)


def hand_in_and_count(kind: str, learners: int) -> None:
    seed = random.randrange(2**32)
    with SITES[kind]() as site:
        began = time.monotonic()
        patient = PatientLearners(site.port)
        told = patient.verdicts
        with disturbed(site, patient, seed) as accidents:
            while len(told) < learners * EACH or accidents.total() < LEAST_ACCIDENTS:
                patient.hand_in(site.ask(SIGN_IN.format(count=learners)), each=EACH)
        took_s = time.monotonic() - began
        rows = {row["id"]: row for row in site.ask(STATES)}
    faults = sum(row["faults"] for row in rows.values())
    print(f"\n{kind}, seed {seed}: {len(told)} in {took_s:.0f} s, {dict(accidents)}, {faults} faults of ours")
    assert [one for one in told if one.submission_id not in rows] == [], "nothing is lost"
    assert [one for one in told if (one.state, one.outcome) != ("graded", one.expected)] == [], "every verdict is right"
    assert [row for row in rows.values() if row["state"] in {"queued", "grading"}] == [], "nothing is stuck"
    graded = [row for row in rows.values() if row["state"] == "graded"]
    assert len({row["checks"] for row in graded}) == 1, "each is recorded once, with all its checks"
    assert [row for row in rows.values() if row["faults"] and not row["why"]] == [], "the operator is told why"


@pytest.mark.parametrize("kind", SITES)
def test_fifty_while_everything_is_killed(kind: str) -> None:
    hand_in_and_count(kind, learners=10)


@pytest.mark.long
@pytest.mark.parametrize("kind", SITES)
def test_a_thousand_while_everything_is_killed(kind: str) -> None:
    hand_in_and_count(kind, learners=200)
