"""Which learners the grid shows, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.counted import learner_name
from courses.stuck import IS_AT_IT, TRIES_COUNT_FOR

LONG_AGO = datetime.min.replace(tzinfo=UTC)
LONGEST_NAME = 150


class Who(TextChoices):
    """Which learners."""

    ALL = "all", _("everybody")
    STUCK = "stuck", _("who is stuck")
    AT_WORK = "at-work", _("at work in the last hour")
    ACCOUNTS = "accounts", _("with an account")
    GUESTS = "guests", _("guests")


class Order(TextChoices):
    """In which order."""

    NEED = "need", _("by need")
    NAME = "name", _("by name")
    PASSED = "passed", _("most passed first")
    LATEST = "latest", _("last at work first")


@dataclass(frozen=True)
class Choice:
    """What was asked for: a kind of learners, a part of their names, an order."""

    who: Who = Who.ALL
    order: Order = Order.NEED
    name: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nobody is left out."""
        return self.who is Who.ALL and not self.name


@dataclass(frozen=True)
class Standing:
    """What the order of the rows depends on. `stuck_place`: the place among those who are stuck, None for others."""

    learner_id: int
    passed: int
    last_at: datetime | None
    stuck_place: int | None

    @property
    def is_stuck(self) -> bool:
        return self.stuck_place is not None


def choice_of(asked: Mapping[str, str]) -> Choice:
    """What the form was sent with; what it does not offer counts as not chosen."""
    who, order = asked.get("who", ""), asked.get("order", "")
    return Choice(
        who=Who(who) if who in Who.values else Who.ALL,
        order=Order(order) if order in Order.values else Order.NEED,
        name=asked.get("name", "").replace("\x00", "").strip()[:LONGEST_NAME],
    )


def choose(rows: Sequence[Standing], choice: Choice, *, now: datetime) -> list[Standing]:
    """The rows that were asked for, in that order. Names and guests are asked for only where they decide."""
    people = {} if choice.is_all and choice.order is not Order.NAME else _people()
    chosen = [row for row in rows if _is_chosen(row, choice, people, now)]
    return sorted(chosen, key=_key(choice.order, people, now))


def _people() -> dict[int, User]:
    people = User.objects.filter(is_staff=False).only("username", "first_name", "last_name", "is_guest")
    return {person.pk: person for person in people}


def _is_chosen(row: Standing, choice: Choice, people: Mapping[int, User], now: datetime) -> bool:
    if choice.is_all:
        return True
    person = people.get(row.learner_id)
    if person is None or choice.name.casefold() not in learner_name(person).casefold():
        return False
    of_kind = {
        Who.ALL: True,
        Who.STUCK: row.is_stuck,
        Who.AT_WORK: row.last_at is not None and row.last_at >= now - IS_AT_IT,
        Who.ACCOUNTS: not person.is_guest,
        Who.GUESTS: person.is_guest,
    }
    return of_kind[choice.who]


def _key(order: Order, people: Mapping[int, User], now: datetime) -> Callable[[Standing], tuple[object, ...]]:
    def latest(row: Standing) -> float:
        return -(row.last_at or LONG_AGO).timestamp()

    def need(row: Standing) -> tuple[object, ...]:
        """Who is stuck as the list of them says; then who is still there, the least far first; then the others."""
        is_gone = row.last_at is None or row.last_at < now - TRIES_COUNT_FOR
        return not row.is_stuck, row.stuck_place or 0, is_gone, row.passed, latest(row), row.learner_id

    def name(row: Standing) -> tuple[object, ...]:
        person = people.get(row.learner_id)
        return learner_name(person).casefold() if person else "", row.learner_id

    keys: dict[Order, Callable[[Standing], tuple[object, ...]]] = {
        Order.NEED: need,
        Order.NAME: name,
        Order.PASSED: lambda row: (-row.passed, latest(row), row.learner_id),
        Order.LATEST: lambda row: (latest(row), row.learner_id),
    }
    return keys[order]
