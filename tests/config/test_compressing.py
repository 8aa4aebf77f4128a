"""What goes out compressed, and what never does."""

from __future__ import annotations

import gzip
from functools import wraps
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import get_resolver, path

from accounts.adapter import OWES_CODE
from accounts.models import User
from accounts.never_compressed import MARK, never_compressed
from config.compressing import LEAST_BYTES, CompressingMiddleware
from tests.making import client_of
from tests.permissions.addresses import every_address

GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
VALUES = {"key": "abc-def", "uidb36": "1"}
LONG = "The gradient of the loss. " * 100
# Of the addresses that begin like those of accounts, the ones on which nothing stands that opens one.
OF_ACCOUNTS = ("account", "mfa_", "openid_", "sign_in")
WITHOUT_SECRETS = {"account_export", "account_delete", "account_deleted", "account_audit"}


def fine(_: HttpRequest) -> HttpResponse:
    """A view of these tests."""
    return HttpResponse(LONG)


urlpatterns = [path("open/", fine), path("marked/", never_compressed(wraps(fine)(lambda request: fine(request))))]


def answered(made: HttpResponseBase, **sent: str) -> HttpResponseBase:
    """`made` as it goes out to a browser that accepts gzip."""
    request = RequestFactory().post("/", **{**GZIP, **sent})
    request.resolver_match = None  # type: ignore[assignment]
    return CompressingMiddleware(lambda _: made)(request)  # type: ignore[arg-type,return-value]


def encoding(answer: Any) -> str:
    return str(answer.headers.get("Content-Encoding", ""))


def test_a_page_is_compressed_for_who_accepts_it(client: Client, db: None) -> None:
    plain = client.get("/notation/")
    packed = client.get("/notation/", **GZIP)  # type: ignore[arg-type]
    assert encoding(plain) == ""
    assert encoding(packed) == "gzip"
    assert "Accept-Encoding" in plain["Vary"]
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert b"<title>" in gzip.decompress(packed.content)


def test_the_same_page_is_not_always_of_one_length() -> None:
    lengths = {len(answered(HttpResponse(LONG)).content) for _ in range(40)}  # type: ignore[attr-defined]
    assert len(lengths) > 5


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "text/csv", "text/plain"])
def test_text_is_compressed(kind: str) -> None:
    assert encoding(answered(HttpResponse(LONG, content_type=kind))) == "gzip"


@pytest.mark.parametrize(
    "made",
    [
        HttpResponse("a" * (LEAST_BYTES - 1)),
        HttpResponse(LONG, content_type="application/zip"),
        HttpResponse(LONG, content_type=""),
        HttpResponse(LONG, headers={"Content-Encoding": "br"}),
        StreamingHttpResponse([LONG], content_type="text/plain"),
    ],
    ids=["short", "zip", "of no kind", "compressed already", "stream"],
)
def test_what_is_not_worth_it_is_left_alone(made: HttpResponseBase) -> None:
    before = made.headers.get("Content-Encoding", "")
    assert encoding(answered(made)) == before


def test_the_answer_that_goes_on_as_events_is_left_alone() -> None:
    made = HttpResponse(LONG, content_type="application/json")
    assert encoding(answered(made, HTTP_ACCEPT="text/event-stream, application/json")) == ""


def test_a_marked_view_is_never_compressed(client: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    assert encoding(client.get("/open/", **GZIP)) == "gzip"  # type: ignore[arg-type]
    assert encoding(client.get("/marked/", **GZIP)) == ""  # type: ignore[arg-type]


def test_each_address_of_accounts_is_marked_or_said_to_show_no_secret() -> None:
    unmarked = {
        address.name
        for address in every_address()
        if address.name.startswith(OF_ACCOUNTS) and not is_marked(address.path(VALUES))
    }
    assert unmarked == WITHOUT_SECRETS


def is_marked(address: str) -> bool:
    return getattr(get_resolver().resolve(address).func, MARK, False)


def test_a_code_that_is_shown_once_is_not_compressed(db: None) -> None:
    person = User.objects.create_user("ada", password="correct horse")
    client = client_of(person)
    session = client.session
    session[OWES_CODE] = True
    session.save()
    answer = client.get("/account/recovery-code/", **GZIP)  # type: ignore[arg-type]
    assert len(answer.content) > LEAST_BYTES
    assert encoding(answer) == ""
