"""Let somebody teach: they see how learners are doing, and the code they hand in."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password

from accounts.models import User
from accounts.signing_up import clean_name

# About 128 bits: nobody has to choose it, and whoever gets it changes it.
PASSWORD_BYTES = 16


def account_called(name: str) -> User | None:
    """The account with this user name, however it is spelled; guests are none."""
    return User.objects.filter(username__iexact=name, is_guest=False).first()


def promote(person: User) -> None:
    """Let an account that is there teach; its password stays."""
    User.objects.filter(pk=person.pk).update(is_staff=True)


def create_staff(*, name: str, password: str) -> User:
    """A new account that teaches. Raises ValidationError for a name or a password that cannot be."""
    person = User(username=clean_name(name), is_staff=True)
    validate_password(password, person)
    person.set_password(password)
    person.save()
    return person


def made_up_password() -> str:
    """One that nobody guesses."""
    return secrets.token_urlsafe(PASSWORD_BYTES)
