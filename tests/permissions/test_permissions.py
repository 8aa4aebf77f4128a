"""Every address of the site: somebody has said who may ask, and that is what it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse

from tests.permissions.addresses import UNNAMED, every_address
from tests.permissions.people import Person, World, unknown
from tests.permissions.rules import METHODS, REFUSED, RULES, SIGN_IN, Rule

pytestmark = pytest.mark.django_db

ADDRESSES = every_address()
DECLARED = [address for address in ADDRESSES if address.name in RULES]
# What names a piece of somebody's work, and what somebody.
NAMES_WORK, NAMES_SOMEBODY = "pk", "learner"


def filled(told: Mapping[str, Any] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: text.format(**values) if "{pk}" in str(text) else text for name, text in (told or {}).items()}


def sent_by(rule: Rule, method: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the request brings besides its address."""
    query = {"QUERY_STRING": urlencode(filled(rule.query, values))} if rule.query else {}
    if method not in ("POST", "PUT"):
        return query
    if rule.json is not None:
        return {"data": json.dumps(filled(rule.json, values)), "content_type": "application/json", **query}
    form = urlencode(filled(rule.form, values))
    return {"data": form, "content_type": "application/x-www-form-urlencoded", **query}


def status_of(answer: HttpResponse) -> str:
    if answer.status_code == 302 and answer["location"].split("?")[0] == "/sign-in/":
        return SIGN_IN
    return str(answer.status_code)


# The table itself


def test_every_address_has_a_declared_rule() -> None:
    missing = [f"{address.name}: {address.pattern}" for address in ADDRESSES if address.name not in RULES]
    assert missing == [], "an address without a rule in tests/permissions/rules.py"


def test_every_rule_has_an_address() -> None:
    assert set(RULES) - {address.name for address in ADDRESSES} == set()


def test_every_address_has_a_name() -> None:
    assert [address.pattern for address in ADDRESSES if UNNAMED in address.name] == []


def test_every_parameter_of_an_address_has_an_example(world: World) -> None:
    missing = {address.name: address.parameters - set(world.values) for address in ADDRESSES}
    assert {name: lacks for name, lacks in missing.items() if lacks} == {}


def test_a_stranger_is_declared_to_find_nothing_of_the_learners() -> None:
    shown = [
        f"{method} {address.name} as {person}"
        for address in DECLARED
        if {NAMES_WORK, NAMES_SOMEBODY} & address.parameters
        for method in METHODS
        for person in (Person.ANONYMOUS, Person.GUEST, Person.OTHER)
        if RULES[address.name].answer(method, person) not in ("404", "405")
    ]
    assert not shown, "\n".join(shown)


def test_only_staff_are_declared_to_teach() -> None:
    open_to_others = [
        name
        for name, rule in RULES.items()
        if name.startswith("teach")
        for method in METHODS
        for person in set(Person) - {Person.STAFF}
        if rule.answer(method, person) != "404"
    ]
    assert not open_to_others, "\n".join(open_to_others)


# The site


@pytest.mark.parametrize("person", list(Person))
def test_every_address_answers_as_its_rule_says(world: World, person: Person) -> None:
    wrong = []
    for address in DECLARED:
        rule = RULES[address.name]
        for method in METHODS:
            # What is refused to everybody needs to be asked by one.
            if getattr(rule, method.lower()) == "405" and person is not Person.LEARNER:
                continue
            answer = world.ask(person, method, address.path(world.values), **sent_by(rule, method, world.values))
            if status_of(answer) != rule.answer(method, person):
                wrong.append(f"{method} {address.name}: {status_of(answer)}, declared {rule.answer(method, person)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", [Person.LEARNER, Person.STAFF])
def test_what_there_is_not_is_found_by_nobody(world: World, person: Person) -> None:
    """An address with a name of nothing in it does not answer with success, whoever asks and however."""
    found = []
    for address in DECLARED:
        if not address.parameters & {"stage", "slug", NAMES_WORK, NAMES_SOMEBODY}:
            continue
        rule, values = RULES[address.name], unknown(world.values)
        for method in METHODS:
            answer = world.ask(person, method, address.path(values), **sent_by(rule, method, values))
            if answer.status_code not in (404, 405):
                found.append(f"{method} {address.name}: {answer.status_code}")
    assert not found, "\n".join(found)


def test_nothing_is_changed_without_the_token_of_a_page(world: World) -> None:
    let_through = []
    for address in DECLARED:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            sent = sent_by(RULES[address.name], method, world.values)
            answer = world.ask(Person.STAFF, method, address.path(world.values), checks_csrf=True, **sent)
            if str(answer.status_code) != REFUSED:
                let_through.append(f"{method} {address.name}: {answer.status_code}")
    assert not let_through, "\n".join(let_through)


def test_a_page_that_answers_html_is_looked_at_in_the_journeys(world: World) -> None:
    """The journeys read the pages from the table: a page that nobody looks at would be missed by axe."""
    overlooked = []
    for address in DECLARED:
        rule = RULES[address.name]
        if rule.page is not None:
            assert rule.answer("GET", rule.page) == "200", f"{address.name} is no page for {rule.page}"
            continue
        answers = [
            world.ask(person, "GET", address.path(world.values), **sent_by(rule, "GET", world.values))
            for person in (Person.ANONYMOUS, Person.LEARNER, Person.STAFF)
        ]
        if any(is_page(answer) for answer in answers):
            overlooked.append(f"{address.name}: no `page` in tests/permissions/rules.py")
    assert not overlooked, "\n".join(overlooked)


def is_page(answer: HttpResponse) -> bool:
    """A whole page, not a part of one."""
    is_html = answer.status_code == 200 and answer.headers.get("content-type", "").startswith("text/html")
    return is_html and b"<html" in answer.content
