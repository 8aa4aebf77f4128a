"""Read what a request brings, as JSON from scripts or as a form from a page without them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from exercises.models import Carry, Lane


class BodyNotUnderstood(ValueError):
    """The request does not bring what this address needs; says what."""


@dataclass(frozen=True)
class DraftBody:
    """A draft to be saved."""

    source: str
    revision: int


@dataclass(frozen=True)
class SubmissionBody:
    """Something to be run or handed in; `revision` is that of the draft it was made from, if known."""

    source: str
    lane: Lane
    revision: int | None


@dataclass(frozen=True)
class TraceBody:
    """Code whose shapes are to be followed; `function` is "" where the exercise may choose one."""

    source: str
    function: str


@dataclass(frozen=True)
class ScratchBody:
    """Free code, and the solution that is executed before it."""

    source: str
    scratch: str


@dataclass(frozen=True)
class CarryBody:
    """Whose function comes along."""

    function: str
    choice: Carry


def read_draft(request: HttpRequest) -> DraftBody:
    """The draft in the request. Raises BodyNotUnderstood."""
    body = _fields(request)
    revision = _revision(body)
    if revision is None:
        raise BodyNotUnderstood(_("`revision` must be a whole number, 0 for a first draft."))
    return DraftBody(_source(body), revision)


def read_submission(request: HttpRequest) -> SubmissionBody:
    """The submission in the request. Raises BodyNotUnderstood."""
    body = _fields(request)
    lane = body.get("lane")
    if lane not in (Lane.RUN, Lane.SUBMIT):
        raise BodyNotUnderstood(_("`lane` must be run or submit."))
    return SubmissionBody(_source(body), Lane(lane), _revision(body))


def read_trace(request: HttpRequest) -> TraceBody:
    """What to follow. Raises BodyNotUnderstood."""
    body = _fields(request)
    function = body.get("function", "")
    if not isinstance(function, str):
        raise BodyNotUnderstood(_("`function` must be the name of a function."))
    return TraceBody(_source(body), function)


def read_scratch(request: HttpRequest) -> ScratchBody:
    """What to execute. Raises BodyNotUnderstood."""
    body = _fields(request)
    scratch = body.get("scratch")
    if not isinstance(scratch, str):
        raise BodyNotUnderstood(_("`scratch` must be code as text."))
    return ScratchBody(_source(body), scratch.replace("\r\n", "\n"))


def read_kept(request: HttpRequest) -> str:
    """The version to be kept. Raises BodyNotUnderstood."""
    return _source(_fields(request))


def read_carry(request: HttpRequest) -> CarryBody:
    """The choice in the request. Raises BodyNotUnderstood."""
    body = _fields(request)
    function, choice = body.get("function"), body.get("choice")
    if not isinstance(function, str):
        raise BodyNotUnderstood(_("`function` must be the name of a function."))
    if choice not in (Carry.OWN, Carry.REFERENCE):
        raise BodyNotUnderstood(_("`choice` must be own or reference."))
    return CarryBody(function, Carry(choice))


def _fields(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BodyNotUnderstood(_("The request is no JSON.")) from error
    if not isinstance(body, dict):
        raise BodyNotUnderstood(_("The request must be a JSON object."))
    return body


def _source(body: dict[str, Any]) -> str:
    source = body.get("source")
    if not isinstance(source, str):
        raise BodyNotUnderstood(_("`source` must be the code as text."))
    # A form sends line ends as CRLF whatever stood in the page.
    return source.replace("\r\n", "\n")


def _revision(body: dict[str, Any]) -> int | None:
    revision = body.get("revision")
    if isinstance(revision, str) and revision.isascii() and revision.isdigit():
        revision = int(revision[:10])
    if not isinstance(revision, int) or isinstance(revision, bool):
        return None
    return revision if 0 <= revision < 2**31 else None
