"""Someone who worked as a guest signs in to their account: the guest's work is added to it, or left."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from accounts.carrying_choices import carry_choices
from accounts.models import User
from accounts.personal_data import leaves_traces, merge_guest

# In the session of the account: written when a guest's session became it, so nobody else's work can be named.
WAITING = "guest_whose_work_waits"


def set_aside(request: HttpRequest, guest: User) -> None:
    """Remember, in the new session, whose work waits for an answer; guests without work are forgotten."""
    if leaves_traces(guest):
        request.session[WAITING] = guest.pk


def waiting_guest(request: HttpRequest) -> User | None:
    """The guest whose work waits in this session."""
    waiting = request.session.get(WAITING)
    return None if waiting is None else User.objects.filter(pk=waiting, is_guest=True).first()


def add_work(request: HttpRequest, account: User) -> bool:
    """Add what waits to `account`; False where nothing waits, or another tab was faster."""
    waiting = request.session.pop(WAITING, None)
    with transaction.atomic():
        # Both rows, in one order: neither side can hand in anything while numbers are given. Without the key, so
        # that a worker which is about to record can still refer to them, and neither waits for the other.
        held = list(User.objects.select_for_update(no_key=True).filter(pk__in=[waiting, account.pk]).order_by("pk"))
        guest = next((person for person in held if person.pk == waiting and person.is_guest), None)
        if guest is None:
            return False
        merge_guest(guest=guest, account=account)
        carry_choices(request, account)
    return True


def leave_work(request: HttpRequest) -> None:
    """Ask no more; the guest's rows stay until their time runs out."""
    request.session.pop(WAITING, None)
