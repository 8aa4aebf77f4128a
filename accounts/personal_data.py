"""What becomes of a person's data: each model that names a person brings a handler.

Packages above register theirs when they are loaded; a test fails where a model with a person has none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from accounts.models import User


@dataclass(frozen=True)
class PersonalDataHandler:
    """How the rows of `model` that belong to a person (by `field`) are merged, exported and deleted.

    `merge(guest, account)` moves a guest's rows to an account, whose own rows win.
    `export(person)` returns plain data. `delete(person)` leaves nothing that names the person.
    `order`: lower ones are merged first, for rows that refer to each other.
    """

    model: type[Model]
    field: str
    merge: Callable[[User, User], None]
    export: Callable[[User], list[dict[str, Any]]]
    delete: Callable[[User], None]
    is_trace: bool = True
    order: int = 0


_handlers: dict[tuple[type[Model], str], PersonalDataHandler] = {}


def register_personal_data(handler: PersonalDataHandler) -> None:
    """Add the handler of one model's field that names a person."""
    _handlers[handler.model, handler.field] = handler


def personal_data_handlers() -> list[PersonalDataHandler]:
    """All handlers, in the order in which they merge."""
    return sorted(_handlers.values(), key=lambda handler: handler.order)


def trace_conditions() -> list[Exists]:
    """One condition per model, for a query over people: whether they have rows there that are worth keeping."""
    return [
        Exists(QuerySet(handler.model).filter(**{handler.field: OuterRef("pk")}))
        for handler in personal_data_handlers()
        if handler.is_trace
    ]


def leaves_traces(person: User) -> bool:
    """Whether `person` has done anything that is kept."""
    return any(
        QuerySet(handler.model).filter(**{handler.field: person}).exists()
        for handler in personal_data_handlers()
        if handler.is_trace
    )


def merge_guest(*, guest: User, account: User) -> None:
    """Move all that `guest` did to `account` and remove the guest. Raises NotAGuest."""
    if not guest.is_guest or account.is_guest:
        raise NotAGuest(guest.pk)
    with transaction.atomic():
        for handler in personal_data_handlers():
            handler.merge(guest, account)
        guest.delete()


def export_person(person: User) -> dict[str, Any]:
    """All that is stored about `person`, as plain data by model."""
    data: dict[str, Any] = {
        "person": {
            "username": person.username,
            "name": person.get_full_name(),
            "email": person.email,
            "guest": person.is_guest,
            "joined": person.date_joined.isoformat(),
            "last_seen": person.last_seen.isoformat() if person.last_seen else None,
        }
    }
    for handler in personal_data_handlers():
        data[f"{handler.model.__name__}.{handler.field}"] = handler.export(person)
    return data


def delete_person(person: User) -> None:
    """Remove `person` and all that names them."""
    with transaction.atomic():
        for handler in reversed(personal_data_handlers()):
            handler.delete(person)
        person.delete()


class NotAGuest(ValueError):
    """Only a guest's work can be moved, and only to an account."""
