"""Every page on PostgreSQL, in the web process as it is deployed: what SQLite lets pass shows here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.integration.handing_in import BUNDLE, FINAL, hand_in, reaches
from tests.integration.real_site import Site
from tests.permissions.addresses import Address, every_address
from tests.permissions.people import Person
from tests.permissions.rules import RULES, SIGN_IN, Rule

pytestmark = [pytest.mark.integration, pytest.mark.sandbox, pytest.mark.xdist_group("integration")]

# There a worker is ready, and no other site to sign in at is named; and who asks through a socket has no address that
# may read what is measured.
ON_A_REAL_SITE = {
    "readyz": "200",
    "metrics": "404",
    "socialaccount_connections": "404",
    "openid_connect_callback": "404",
}
NOT_READ = Rule().get
BEGIN = """
import json
from accounts.models import User
from tests.permissions.people import session_of
learner = User.objects.create_user("ada", password="correct horse")
staff = User.objects.create_user("sol", password="correct horse", is_staff=True)
print("KEYS " + json.dumps({"sessions": [session_of(person) for person in (learner, staff)], "learner": learner.pk}))
"""


def told(site: Site, address: Address, person: Person, session: str, values: Mapping[str, Any]) -> str | None:
    """What is wrong with what `address` answers to `person`; None where it is as its rule says."""
    rule = RULES[address.name]
    query = urlencode({name: text.format(**values) for name, text in (rule.query or {}).items()})
    declared = ON_A_REAL_SITE.get(address.name, rule.answer("GET", person))
    status, _ = site.request("GET", f"{address.path(values)}?{query}", session=session, accept="text/html")
    if status == int("302" if declared == SIGN_IN else declared):
        return None
    return f"{address.name} as {person}: {status}, declared {declared}"


def test_learners_and_staff_get_every_page_as_its_rule_says(site: Site) -> None:
    begun = json.loads(site.manage("shell", "--no-imports", "-c", BEGIN).partition("KEYS ")[2])
    learner, staff = begun["sessions"]
    worker = site.start_worker(concurrency=1)
    pk = hand_in(site, learner, (BUNDLE / "starter.py").read_text())
    assert reaches(site, pk, learner, FINAL)["state"] == "graded"
    values = {
        "stage": "02-neuron", "slug": "dense-layer", "pk": pk, "learner": begun["learner"],
        "key": "abc-def", "uidb36": "1",
    }  # fmt: skip
    sessions = {Person.LEARNER: learner, Person.STAFF: staff}
    answers = [
        told(site, address, person, session, values)
        for address in every_address()
        if address.name in RULES and RULES[address.name].get != NOT_READ
        for person, session in sessions.items()
    ]
    site.end_process(worker)
    assert len(answers) > 100, "every address was asked"
    wrong = [answer for answer in answers if answer]
    assert not wrong, "\n".join(wrong)
