"""Who may ask what: the one table in which every address of the site stands. A new address needs a line here.

A method's answer is one status for everybody, or one for each of: anonymous, guest, the learner whose work is asked
for, another learner, staff. `in` is a redirect to the sign-in page. A page names who looks at it in the journeys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from tests.permissions.people import Person

SIGN_IN = "in"
METHODS = ("GET", "POST", "PUT", "DELETE")
ANONYMOUS, LEARNER, STAFF = Person.ANONYMOUS, Person.LEARNER, Person.STAFF


@dataclass(frozen=True)
class Rule:
    """What an address answers to whom. `form` or `json` is what POST and PUT bring."""

    get: str = "405"
    post: str = "405"
    put: str = "405"
    delete: str = "405"
    form: Mapping[str, str] | None = None
    json: Mapping[str, Any] | None = None
    query: Mapping[str, str] | None = None
    page: Person | None = None

    def answer(self, method: str, person: Person) -> str:
        """The status that `person` gets for `method`."""
        told = getattr(self, method.lower()).split()
        place = list(Person).index(person)
        return str(told[place] if len(told) > 1 else told[0])


# Often met
NOBODYS = "404 404 404 404 404"
OWN = "404 404 200 404 404"
TEACH = "404 404 404 404 200"
NO_TEACH = "404 404 404 404 405"
MEMBERS = "in in 200 200 200"
NO_MEMBERS = "in in 405 405 405"
MEMBERS_GO_ON = "in in 302 302 302"
NEWCOMERS = "200 200 302 302 302"
NO_NEWCOMERS = "405 405 302 302 302"


def teaching(**told: Any) -> Rule:
    """Only for staff; all others are told that there is no such address, whatever they try."""
    return Rule(**{"get": TEACH, "post": NO_TEACH, "put": NO_TEACH, "delete": NO_TEACH, **told})


def members(**told: Any) -> Rule:
    """Only for people with an account; all others are asked to sign in."""
    return Rule(**{"get": MEMBERS, "post": NO_MEMBERS, "put": NO_MEMBERS, "delete": NO_MEMBERS, **told})


CODE = "def weighted_sum(x, w, b):\n    return 0\n"
SOURCE = {"source": CODE}

RULES: dict[str, Rule] = {
    # The road
    "home": Rule(get="200", page=ANONYMOUS),
    "hill": Rule(get="200", page=LEARNER),
    "start": Rule(post="302"),
    "theme": Rule(post="302", form={"theme": "dark"}),
    "set_language": Rule(get="302", post="302", put="302", delete="302", form={"language": "en"}),
    "notation": Rule(get="200", page=ANONYMOUS),
    "search": Rule(get="200", page=LEARNER),
    "concepts": Rule(get="200", page=LEARNER),
    "concept": Rule(get="200", page=LEARNER),
    "progress": Rule(get="200", page=LEARNER),
    "healthz": Rule(get="200"),
    # There is no Redis beside this test.
    "readyz": Rule(get="503"),
    "metrics": Rule(get="200"),
    # An exercise
    "exercise": Rule(get="200", page=LEARNER),
    "panels": Rule(get="200"),
    # What opens with a pass: the learner of these tests has none yet.
    "summit": Rule(get=NOBODYS),
    "other_ways": Rule(get=NOBODYS),
    "draft": Rule(get="200", put="200 200 409 200 200", json={**SOURCE, "revision": 0}),
    "submit": Rule(get="200", post="201", json={**SOURCE, "lane": "run"}),
    "trace": Rule(post="201", json={**SOURCE, "function": "weighted_sum"}),
    "scratch": Rule(post="201", json={**SOURCE, "scratch": "print(1)"}),
    "carry": Rule(get="200", post="404", json={"function": "nothing", "choice": "own"}),
    "hints": Rule(post="404 404 200 404 404", json={"ladder": "task:1", "rung": 0, "submission": "{pk}"}),
    # What was handed in
    "exercise_history": Rule(get="200", page=LEARNER),
    "compare": Rule(get="404 404 200 404 404", query={"old": "{pk}", "new": "draft"}, page=LEARNER),
    "keep": Rule(post="404 201 201 201 201", json=SOURCE),
    "submission": Rule(get=OWN),
    "submission_page": Rule(get=OWN, page=LEARNER),
    "source": Rule(get=OWN),
    "events": Rule(get=OWN),
    "restore": Rule(post="404 404 302 404 404"),
    "stop": Rule(post="404 404 302 404 404"),
    # Coming and going
    "sign_in": Rule(get=NEWCOMERS, post=NEWCOMERS, put=NEWCOMERS, delete=NO_NEWCOMERS, page=ANONYMOUS),
    "account_signup": Rule(get=NEWCOMERS, post=NEWCOMERS, put=NEWCOMERS, delete=NO_NEWCOMERS, page=ANONYMOUS),
    "mfa_authenticate": Rule(
        get="in in 302 302 302", post="in in 302 302 302", put="in in 302 302 302", delete="in in 302 302 302"
    ),
    "start_over": Rule(post="in"),
    "leave": Rule(get="302 200 200 200 200", post="302", page=LEARNER),
    # Nobody answers at the other site.
    "openid_connect_login": Rule(post="502"),
    "openid_connect_callback": Rule(get="502"),
    "account_reset_password": Rule(get="200", post="200", put="200", page=ANONYMOUS),
    "account_reset_password_done": Rule(get="200", page=ANONYMOUS),
    "account_reset_password_from_key": Rule(get="200", post="200", put="200", delete="200", page=ANONYMOUS),
    "account_reset_password_from_key_done": Rule(get="200", page=ANONYMOUS),
    "account_recover": Rule(get="200", post="200", put="200", page=ANONYMOUS),
    "account_confirm_email": Rule(get="200", post="404", page=ANONYMOUS),
    # One's own account
    "account": members(page=LEARNER),
    "account_rename": members(post=MEMBERS, page=LEARNER),
    "account_email": members(post=MEMBERS_GO_ON, put=MEMBERS_GO_ON, page=LEARNER),
    "account_change_password": members(post=MEMBERS, put=MEMBERS, page=LEARNER),
    "account_set_password": members(get=MEMBERS_GO_ON, post=MEMBERS_GO_ON, put=MEMBERS_GO_ON, delete=MEMBERS_GO_ON),
    "account_recovery_code": members(post=MEMBERS, page=LEARNER),
    "account_sessions": members(page=LEARNER),
    "account_end_other_sessions": members(get=NO_MEMBERS, post=MEMBERS_GO_ON),
    "socialaccount_connections": members(post=MEMBERS, put=MEMBERS, page=LEARNER),
    "account_end_sessions": members(get=NO_MEMBERS, post="in"),
    "account_merge": members(get=MEMBERS_GO_ON, post="in in 400 400 400"),
    "account_reauthenticate": members(post=MEMBERS, put=MEMBERS, page=LEARNER),
    "mfa_reauthenticate": members(get=MEMBERS_GO_ON, post=MEMBERS_GO_ON, put=MEMBERS_GO_ON, delete=MEMBERS_GO_ON),
    "mfa_activate_totp": members(post=MEMBERS, put=MEMBERS, page=LEARNER),
    "mfa_deactivate_totp": members(
        get="in in 404 404 404", post="in in 404 404 404", put="in in 404 404 404", delete="in in 404 404 404"
    ),
    "mfa_view_recovery_codes": members(get="in in 404 404 404"),
    "mfa_generate_recovery_codes": members(post=MEMBERS, put=MEMBERS, page=LEARNER),
    "account_export": Rule(get="in 200 200 200 200", post="in 200 200 200 200", page=LEARNER),
    "account_delete": Rule(get="in 200 200 200 200", post="in 200 200 200 200", page=LEARNER),
    "account_deleted": Rule(get="200 302 302 302 302", page=ANONYMOUS),
    "account_audit": Rule(get="in 200 200 200 200", page=LEARNER),
    # Those who teach
    "teach": teaching(page=STAFF),
    "teach_stuck_csv": teaching(),
    "teach_exercises_csv": teaching(),
    "teach_exercise": teaching(page=STAFF),
    "teach_funnel_csv": teaching(),
    "teach_checks_csv": teaching(),
    "teach_diagnoses_csv": teaching(),
    "teach_submission": teaching(page=STAFF),
    "teach_learners": teaching(page=STAFF),
    "teach_learners_csv": teaching(),
    "teach_learner": teaching(page=STAFF),
    "teach_steps_csv": teaching(),
    "teach_last_try": teaching(get="404 404 404 404 302"),
    "teach_check_again": teaching(get=NO_TEACH, post="404 404 404 404 302"),
    "teach_operations": teaching(page=STAFF),
    "teach_last_hour_csv": teaching(),
    "teach_queue_csv": teaching(),
    "teach_workers_csv": teaching(),
    "teach_faults_csv": teaching(),
    "teach_unchecked_csv": teaching(),
}

# Pages that are looked at by themselves: no address makes them.
NO_PATH = "/nowhere/"
REFUSED = str(HTTPStatus.FORBIDDEN.value)
