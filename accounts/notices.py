"""Mails that tell somebody of a change in how their account opens: whoever did not make it can still do something.

allauth asks for most of them; those about an address go to the one that was left, which it would not always tell.
An address that nobody has confirmed may be a stranger's: it is told nothing.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_removed
from allauth.utils import build_absolute_uri
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from accounts.browser_names import browser_in_words
from accounts.elsewhere import name_of_provider

CHANGED, REMOVED = "account/email/email_changed", "account/email/email_deleted"
TOLD_TO_THE_ADDRESS_BEFORE = {CHANGED, REMOVED}


def register() -> None:
    """Listen for addresses that come to their end."""
    email_changed.connect(_after_a_change)
    email_removed.connect(_after_a_removal)


def confirmed_address(user: AbstractBaseUser) -> str | None:
    """Where `user` surely reads mail."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    address: str | None = confirmed.values_list("email", flat=True).first()
    return address


def what_a_notice_knows(request: HttpRequest, user: AbstractBaseUser) -> dict[str, Any]:
    """The account, the browser in which it was changed, and the pages that lead back to it."""
    return {
        "name": user.get_username(),
        "elsewhere": name_of_provider(),
        "browser": browser_in_words(request.headers.get("user-agent", "")),
        "reset_url": build_absolute_uri(request, reverse("account_reset_password")),
        "recover_url": build_absolute_uri(request, reverse("account_recover")),
    }


def _after_a_change(
    request: HttpRequest, user: AbstractBaseUser, from_email_address: EmailAddress | None, **_more: Any
) -> None:
    if from_email_address is not None:
        _tell(CHANGED, request, user, from_email_address)


def _after_a_removal(request: HttpRequest, user: AbstractBaseUser, email_address: EmailAddress, **_more: Any) -> None:
    _tell(REMOVED, request, user, email_address)


def _tell(notice: str, request: HttpRequest, user: AbstractBaseUser, before: EmailAddress) -> None:
    if before.verified:
        get_adapter(request).send_notice(notice, user, to=before.email)
