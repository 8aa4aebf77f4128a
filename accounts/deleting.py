"""Delete an account and all that belongs to it, in one transaction; nothing leads back to the person."""

from __future__ import annotations

from django.contrib.auth import logout
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from accounts.client_address import client_network
from accounts.guessing import guess
from accounts.models import User
from accounts.personal_data import delete_person, personal_data_handlers


def what_goes(person: User) -> list[str]:
    """What a deletion takes along, counted and in words; what there is none of is left out."""
    others = 0
    said = []
    for handler in personal_data_handlers():
        count = QuerySet(handler.model).filter(**{handler.field: person}).count()
        if count and handler.count_in_words is not None:
            said.append(handler.count_in_words(count))
        elif handler.is_trace:
            others += count
    if others:
        said.append(ngettext("%(count)d other entry", "%(count)d other entries", others) % {"count": others})
    return said


def asks_for_password(person: User) -> bool:
    """Whether the person has a password to ask for; else they type their name."""
    return person.has_usable_password()


def name_to_type(person: User) -> str:
    """The name by which the site calls the person: a guest has never seen any other."""
    return str(person) if person.is_guest else person.username


@sensitive_variables("typed")
def delete_account(*, request: HttpRequest, person: User, typed: str) -> None:
    """Delete `person`, whom `typed` confirms, and end all their sessions.

    Raises Wrong, which costs a try, and LimitReached where none is left: a browser that was left open must not
    become the place where a password is guessed.
    """
    guess(
        secret="password" if asks_for_password(person) else "name before a deletion",
        name=person.username,
        network=client_network(request),
        check=lambda: _is_confirmed(person, typed) or None,
    )
    with transaction.atomic():
        _hold(person)
        # Read again: in between, another tab may have deleted it.
        for present in User.objects.filter(pk=person.pk):
            delete_person(present)
    # The sessions of other browsers name somebody who is not there any more: they are nobody's.
    logout(request)


@sensitive_variables("typed")
def _is_confirmed(person: User, typed: str) -> bool:
    if asks_for_password(person):
        return person.check_password(typed)
    return typed.strip().casefold() == name_to_type(person).casefold()


def _hold(person: User) -> None:
    """Lock the person's rows, in the order in which a worker takes them: what it grades, then who it is of.

    A worker that is about to record waits, and then finds its claim gone; nothing new can be added meanwhile.
    """
    for handler in personal_data_handlers():
        rows: QuerySet[Model] = QuerySet(handler.model).filter(**{handler.field: person}).order_by("pk")
        list(rows.select_for_update().values_list("pk"))
    list(User.objects.filter(pk=person.pk).select_for_update().values_list("pk"))
