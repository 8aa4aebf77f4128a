"""What becomes of how somebody signs in: addresses, second factors, accounts elsewhere, sessions. Guests have none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.db.models import Model, QuerySet

from accounts.models import User
from accounts.personal_data import PersonalDataHandler, register_personal_data

Export = Callable[[User], list[dict[str, Any]]]


def register() -> None:
    """All of them go with their person. What allauth could keep along with them stays empty by our settings."""
    kinds: tuple[tuple[type[Model], str, Export, tuple[type[Model], ...]], ...] = (
        (EmailAddress, "e-mail-addresses", export_addresses, (EmailConfirmation,)),
        (Authenticator, "second-factors", export_second_factors, ()),
        (SocialAccount, "accounts-elsewhere", export_accounts_elsewhere, (SocialToken,)),
        (UserSession, "sessions", export_sessions, ()),
    )
    for model, name, export, along in kinds:
        register_personal_data(
            PersonalDataHandler(
                model=model,
                field="user",
                merge=nothing_to_merge,
                export=export,
                delete=partial(_forget, model),
                is_trace=False,
                along=along,
                name=name,
            )
        )


def nothing_to_merge(guest: User, account: User) -> None:
    """A guest signs in by their session alone."""


def export_addresses(person: User) -> list[dict[str, Any]]:
    """Each address, and whether it was confirmed."""
    addresses = EmailAddress.objects.filter(user=person).order_by("pk")
    return [{"email": address.email, "confirmed": address.verified} for address in addresses]


def export_second_factors(person: User) -> list[dict[str, Any]]:
    """Which there are and since when; their secrets would open the account to whoever finds the file."""
    factors = Authenticator.objects.filter(user=person).order_by("pk")
    return [
        {
            "kind": factor.type,
            "since": factor.created_at.isoformat(),
            "last_used": factor.last_used_at.isoformat() if factor.last_used_at else None,
        }
        for factor in factors
    ]


def export_accounts_elsewhere(person: User) -> list[dict[str, Any]]:
    """What the other site told about the person."""
    return [
        {"at": account.provider, "known_as": account.uid, "since": account.date_joined.isoformat(), "told": told}
        for account in SocialAccount.objects.filter(user=person).order_by("pk")
        for told in [account.extra_data]
    ]


def export_sessions(person: User) -> list[dict[str, Any]]:
    """When each began and in which browser; its key would open the account to whoever finds the file."""
    return [
        {
            "began": session.created_at.isoformat(),
            "last_seen": session.last_seen_at.isoformat(),
            "browser": session.user_agent,
        }
        for session in UserSession.objects.filter(user=person).order_by("pk")
    ]


def _forget(model: type[Model], person: User) -> None:
    QuerySet(model).filter(user=person).delete()
