"""The parts of the account page: each package adds its own, and the page shows them in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from accounts.elsewhere import name_of_provider
from accounts.models import User


def nothing_read(_person: User) -> Mapping[str, Any]:
    """For a part that shows what every page knows."""
    return {}


@dataclass(frozen=True)
class AccountSection:
    """One part: `template` stands in the page and finds there what `read(person)` gave as `section.told`.

    Lower `order` comes first. `read` makes a constant number of queries; None leaves the part out.
    """

    name: str
    template: str
    order: int
    read: Callable[[User], Mapping[str, Any] | None] = nothing_read


@dataclass(frozen=True)
class ShownSection:
    """A part as the page has it."""

    name: str
    template: str
    told: Mapping[str, Any]


_sections: dict[str, AccountSection] = {}


def register_account_section(section: AccountSection) -> None:
    """Add a part; one of the same name is replaced."""
    _sections[section.name] = section


def sections_of(person: User) -> list[ShownSection]:
    """All parts of the account page of `person`."""
    ordered = sorted(_sections.values(), key=lambda section: section.order)
    read = [(section, section.read(person)) for section in ordered]
    return [ShownSection(section.name, section.template, told) for section, told in read if told is not None]


def register() -> None:
    """The parts that belong to people themselves."""
    register_account_section(AccountSection("name", "account/sections/name.html", order=10))
    register_account_section(AccountSection("email", "account/sections/email.html", order=20, read=_addresses))
    register_account_section(AccountSection("password", "account/sections/password.html", order=30, read=_ways_back))
    register_account_section(
        AccountSection("elsewhere", "account/sections/elsewhere.html", order=40, read=_accounts_elsewhere)
    )
    register_account_section(
        AccountSection("second-factor", "account/sections/second_factor.html", order=50, read=_second_factors)
    )
    register_account_section(AccountSection("sessions", "account/sections/sessions.html", order=60))
    register_account_section(AccountSection("data", "account/sections/data.html", order=90))


def _addresses(person: User) -> Mapping[str, Any]:
    return {"addresses": list(EmailAddress.objects.filter(user=person).order_by("-primary", "pk"))}


def _ways_back(person: User) -> Mapping[str, Any]:
    return {"has_password": person.has_usable_password(), "has_code": bool(person.recovery_code)}


def _accounts_elsewhere(person: User) -> Mapping[str, Any] | None:
    name = name_of_provider()
    if not name:
        return None
    return {"name": name, "is_connected": SocialAccount.objects.filter(user=person).exists()}


def _second_factors(person: User) -> Mapping[str, Any]:
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return {"is_on": Authenticator.Type.TOTP in kinds}
