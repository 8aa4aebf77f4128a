"""Pages that show a secret go out uncompressed: the length of a compressed page tells something of what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.http import HttpRequest
from django.urls import URLPattern

View = TypeVar("View", bound=Callable[..., object])
MARK = "never_compressed"


def never_compressed(view: View) -> View:
    """Mark `view`: none of its answers is compressed, whatever the browser accepts."""
    setattr(view, MARK, True)
    return view


def all_never_compressed(addresses: Iterable[URLPattern]) -> list[URLPattern]:
    """The same addresses, each with its view marked."""
    marked = list(addresses)
    for address in marked:
        never_compressed(address.callback)
    return marked


def may_be_compressed(request: HttpRequest) -> bool:
    """Whether the view that answers `request` is not marked."""
    found = request.resolver_match
    return found is None or not getattr(found.func, MARK, False)
