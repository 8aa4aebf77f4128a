"""What a learner's page does, against a real site."""

from __future__ import annotations

from typing import Any

from tests.integration.real_site import PROJECT, Site
from tests.waiting import wait_until

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
