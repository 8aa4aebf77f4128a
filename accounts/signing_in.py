"""Sign in with name and password; whoever guesses is slowed down by name and by address."""

from __future__ import annotations

import unicodedata

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.client_address import client_network
from accounts.models import User
from accounts.rate_limits import Allowance, give_back, spend

WRONG_TRIES_BY_NAME = Allowance(name="wrong sign-ins by name", limit=5, window_s=15 * 60)
WRONG_TRIES_BY_NETWORK = Allowance(name="wrong sign-ins by network", limit=5, window_s=15 * 60)


class NoSuchPair(Exception):
    """No active account has this name and this password; which of the two is off is not told."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left


@sensitive_variables("password")
def identify(*, request: HttpRequest, name: str, password: str) -> User:
    """The account that `name` and `password` open.

    Raises NoSuchPair, which costs a try, and LimitReached where none is left, even for the right password.
    """
    holders = {WRONG_TRIES_BY_NAME: _spelled_one_way(name), WRONG_TRIES_BY_NETWORK: client_network(request)}
    # Taken before the password is looked at: otherwise many at once would each find a try left.
    with transaction.atomic():
        tries_left = min(spend(allowance=allowance, holder=holder) for allowance, holder in holders.items())
    person = authenticate(request, username=name, password=password)
    if not isinstance(person, User):
        raise NoSuchPair(tries_left)
    for allowance, holder in holders.items():
        give_back(allowance=allowance, holder=holder)
    return person


def _spelled_one_way(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
