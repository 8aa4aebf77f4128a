"""Whatever anybody sends to any address, the site answers it: no request makes a server error."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.permissions.addresses import Address, every_address
from tests.permissions.people import Person, World
from tests.permissions.rules import METHODS, RULES

pytestmark = pytest.mark.django_db

# The site says itself that it is not ready: there is no Redis beside this test.
NOT_OURS = {"readyz"}
ADDRESSES = [address for address in every_address() if address.name not in NOT_OURS]
# What the site answers where another site is silent: at that one's address nobody is.
SILENT_ELSEWHERE = 502
NAMES = [
    "source", "lane", "revision", "function", "scratch", "choice", "ladder", "rung", "submission", "theme", "language",
    "next", "q", "page", "old", "new", "restored", "undo", "collided", "login", "username", "email", "password",
    "password1", "password2", "code", "key", "typed", "action", "stay", "before", "after", "live", "who", "order",
    "name",
]  # fmt: skip
AWKWARD = [
    "", " ", "\x00", "a\x00b", "%00", "null", "true", "-1", "0", "1e999", "9" * 40, "٣", "²", "nan", "../../etc/passwd",
    "<script>", "' OR 1=1 --", "//evil.example/", "javascript:alert(1)", "é" * 300, "x" * 70_000, "\r\nX: y", "🏔" * 50,
    "00000000-0000-0000-0000-000000000000", "submit", "run", "\ufeff", "{}", "[]", "{",
]  # fmt: skip
texts = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=20))
fields = st.dictionaries(st.one_of(st.sampled_from(NAMES), texts), texts, max_size=5)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=5,
)
documents = st.one_of(st.dictionaries(st.sampled_from(NAMES), values, max_size=5), values).map(json.dumps)
bodies = st.one_of(
    fields.map(lambda told: (urlencode(told), "application/x-www-form-urlencoded")),
    documents.map(lambda told: (told, "application/json")),
    st.tuples(
        st.one_of(st.binary(max_size=60), st.sampled_from([b"[" * 5_000, b"\xff\xfe", b"{" * 9, b"--x\r\n", b"\x00"])),
        st.sampled_from(
            ["application/json", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain", ""]
        ),
    ),
)
plain = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30)
headers = st.dictionaries(
    st.sampled_from(
        ["ACCEPT", "ACCEPT_LANGUAGE", "REFERER", "ORIGIN", "X_FORWARDED_FOR", "X_FORWARDED_HOST", "COOKIE", "RANGE",
         "X_REQUESTED_WITH", "IF_MODIFIED_SINCE", "IF_NONE_MATCH", "AUTHORIZATION", "LAST_EVENT_ID", "USER_AGENT"]
    ).map("HTTP_{}".format),
    plain,
    max_size=3,
)  # fmt: skip
requests = st.fixed_dictionaries(
    {
        "address": st.sampled_from(ADDRESSES),
        "method": st.sampled_from([*METHODS, "HEAD", "OPTIONS", "PATCH"]),
        "person": st.sampled_from(list(Person)),
        # Most keep an address that leads somewhere, else nothing but 404 would be met.
        "parts": st.one_of(st.none(), st.none(), st.lists(texts, min_size=3, max_size=3)),
        "query": st.one_of(fields.map(urlencode), texts.map(quote), st.just("%ff&&=;%")),
        "body": bodies,
        "headers": headers,
    }
)


def is_answered(answer: HttpResponse) -> bool:
    return answer.status_code < 500 or answer.status_code == SILENT_ELSEWHERE


def path_of(address: Address, world: World, parts: list[str] | None) -> str:
    """The address of something that is there; or with these texts in the places of its parameters, fit or not."""
    path = address.path(world.values)
    for name, text in zip(sorted(address.parameters), parts or [], strict=False):
        path = path.replace(str(world.values[name]), quote(text), 1)
    return path


@given(asked=requests)
@example(
    asked={
        "address": ADDRESSES[0],
        "method": "GET",
        "person": Person.STAFF,
        "parts": None,
        "query": "page=9" * 500,
        "body": ("", ""),
        "headers": {"HTTP_COOKIE": "ascent_session=\x01; theme=%00"},
    }
)
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_request_makes_a_server_error(world: World, asked: dict[str, Any]) -> None:
    data, kind = asked["body"]
    path = path_of(asked["address"], world, asked["parts"])
    sent = {"data": data, "content_type": kind} if asked["method"] not in ("GET", "HEAD") else {}
    answer = world.ask(asked["person"], asked["method"], path, QUERY_STRING=asked["query"], **sent, **asked["headers"])
    assert is_answered(answer)


EVERYTHING = urlencode(dict.fromkeys(NAMES, "\x00"))
LONG = urlencode(dict.fromkeys(NAMES, "x" * 3_000))
BAD_BODIES: list[tuple[str | bytes, str]] = [
    (EVERYTHING, "application/x-www-form-urlencoded"),
    (LONG, "application/x-www-form-urlencoded"),
    (b"\xff" * 600_000, "application/json"),
    (json.dumps(dict.fromkeys(NAMES, "\x00")), "application/json"),
    (json.dumps({name: [{}] for name in NAMES}), "application/json"),
    (b"\x00", "multipart/form-data; boundary=x"),
]


def test_every_address_answers_what_it_cannot_read(world: World) -> None:
    """The same handful of bad requests to each address, so that none is left to chance."""
    for address in ADDRESSES:
        path, person = address.path(world.values), reader_of(address)
        for query in (EVERYTHING, LONG, "%ff=%fe"):
            answer = world.ask(person, "GET", path, QUERY_STRING=query)
            assert is_answered(answer), f"{address.name} {query[:40]}"
        for data, kind in BAD_BODIES:
            for method in writing_methods(address):
                answer = world.ask(person, method, path, data=data, content_type=kind)
                assert is_answered(answer), f"{method} {address.name} {data[:40]!r}"


def reader_of(address: Address) -> Person:
    """Somebody whom the address lets in as far as anybody."""
    rule = RULES.get(address.name)
    return next(
        (
            person
            for person in (Person.LEARNER, Person.STAFF, Person.ANONYMOUS)
            if rule and "200" in {rule.answer(method, person) for method in METHODS}
        ),
        Person.LEARNER,
    )


def writing_methods(address: Address) -> list[str]:
    rule = RULES.get(address.name)
    return [method for method in ("POST", "PUT") if rule is None or getattr(rule, method.lower()) != "405"]
