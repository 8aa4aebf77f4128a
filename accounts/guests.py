"""Begin without signing up: a person who is known by their session alone."""

from __future__ import annotations

import secrets

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.client_address import client_network
from accounts.models import User
from accounts.rate_limits import Allowance, spend

SESSION_BACKEND = "django.contrib.auth.backends.ModelBackend"
# A class behind one address may begin together; a script may not fill the table.
NEW_GUESTS = Allowance(name="new guests", limit=60, window_s=600)


def create_guest() -> User:
    """A new guest, with nothing asked and no password that could ever match."""
    now = timezone.now()
    guest = User(username=f"guest-{secrets.token_hex(12)}", is_guest=True, guest_since=now, last_seen=now)
    guest.set_unusable_password()
    guest.save()
    return guest


def ensure_learner(request: HttpRequest) -> User:
    """The person of this session; where there is none, a new guest who is signed in by it.

    Raises LimitReached when too many guests began at this address.
    """
    if isinstance(request.user, User):
        return request.user
    spend(allowance=NEW_GUESTS, holder=client_network(request))
    with transaction.atomic():
        guest = create_guest()
        login(request, guest, backend=SESSION_BACKEND)
    return guest
