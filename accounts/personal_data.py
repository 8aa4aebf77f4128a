"""What becomes of a person's data: each model that names a person brings a handler.

Packages above register theirs when they are loaded; a test fails where a model with a person has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from accounts.models import User


@dataclass(frozen=True)
class ExportedFile:
    """A text of a person's own, as it stands in the export."""

    path: str
    text: str


def no_files(_person: User) -> Iterable[ExportedFile]:
    """For rows that are told well enough by their data."""
    return ()


@dataclass(frozen=True)
class PersonalDataHandler:
    """How the rows of `model` that belong to a person (by `field`) are merged, exported and deleted.

    `merge(guest, account)` moves a guest's rows to an account, whose own rows win.
    `export(person)` gives plain data, `files(person)` texts beside it. `delete(person)` leaves nothing that leads
    to the person. `order`: lower ones are merged first, for rows that refer to each other.
    `along`: models that hang on these rows; they move and go with them and are told in their export.
    `name`: of the file in the export. `count_in_words`: "3 drafts", for what a deletion takes along.
    `merge_question`: "Add 3 drafts from this device?", for the model that says best what a guest has done.
    """

    model: type[Model]
    field: str
    merge: Callable[[User, User], None]
    export: Callable[[User], Iterable[dict[str, Any]]]
    delete: Callable[[User], None]
    is_trace: bool = True
    order: int = 0
    along: tuple[type[Model], ...] = ()
    name: str = ""
    files: Callable[[User], Iterable[ExportedFile]] = no_files
    count_in_words: Callable[[int], str] | None = None
    merge_question: Callable[[int], str] | None = None

    @property
    def file_name(self) -> str:
        """The name of its data in the export."""
        return self.name or f"{self.model.__name__.lower()}-{self.field}"


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


def work_in_words(person: User) -> tuple[str | None, list[str]]:
    """What asks whether to take along what `person` has done, where a model has a question for it; and each count."""
    question, counts = None, []
    for handler in personal_data_handlers():
        if not handler.is_trace or handler.count_in_words is None:
            continue
        if count := QuerySet(handler.model).filter(**{handler.field: person}).count():
            counts.append(handler.count_in_words(count))
            if handler.merge_question is not None:
                question = handler.merge_question(count)
    return question, counts


def merge_guest(*, guest: User, account: User) -> None:
    """Move all that `guest` did to `account` and remove the guest. Raises NotAGuest."""
    if not guest.is_guest or account.is_guest:
        raise NotAGuest(guest.pk)
    with transaction.atomic():
        for handler in personal_data_handlers():
            handler.merge(guest, account)
        guest.delete()


def export_person(person: User) -> dict[str, Iterable[dict[str, Any]]]:
    """All that is stored about `person`, as plain data by the name of its file."""
    data: dict[str, Iterable[dict[str, Any]]] = {"profile": [_profile(person)]}
    for handler in personal_data_handlers():
        data[handler.file_name] = handler.export(person)
    return data


def files_of(person: User) -> Iterable[ExportedFile]:
    """The texts of `person` that stand in the export beside the data."""
    for handler in personal_data_handlers():
        yield from handler.files(person)


def delete_person(person: User) -> None:
    """Remove `person` and all that names them."""
    with transaction.atomic():
        for handler in reversed(personal_data_handlers()):
            handler.delete(person)
        person.delete()


def _profile(person: User) -> dict[str, Any]:
    return {
        "username": person.username,
        "name": person.get_full_name(),
        "email": person.email,
        "guest": person.is_guest,
        "staff": person.is_staff,
        "language": person.language,
        "theme": person.theme,
        "joined": person.date_joined.isoformat(),
        "last_signed_in": person.last_login.isoformat() if person.last_login else None,
        "last_seen": person.last_seen.isoformat() if person.last_seen else None,
    }


class NotAGuest(ValueError):
    """Only a guest's work can be moved, and only to an account."""
