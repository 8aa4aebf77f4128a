"""Who may enter the pages of people: guests stand between strangers and those who have an account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.models import User

View = Callable[..., HttpResponseBase]


def as_if_nobody(view: View) -> View:
    """Let a guest meet `view` like someone who is not signed in yet.

    allauth sends whoever is signed in away from its entrance. The session stays the guest's until somebody
    has really signed in, so a guest who turns round half-way has lost nothing. `guest_of` tells who it was.
    """

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = request.user
        if isinstance(person, User) and person.is_guest:
            request.guest = person  # type: ignore[attr-defined]
            request.user = AnonymousUser()
        return view(request, *args, **kwargs)

    return never_cache(entered)


def guest_of(request: HttpRequest) -> User | None:
    """The guest who came through `as_if_nobody`; None where it was somebody else."""
    return getattr(request, "guest", None)


def with_account(view: View) -> View:
    """Keep `view` for people with an account; all others are asked to sign in and come back."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, User) or person.is_guest:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return never_cache(entered)


def account_of(request: HttpRequest) -> User:
    """The person behind a request that came through `with_account`."""
    person = request.user
    if not isinstance(person, User) or person.is_guest:
        raise NoAccount
    return person


class NoAccount(Exception):
    """The view was reached without `with_account`."""
