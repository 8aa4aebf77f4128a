"""A recovery code opens an account once, for those who have no e-mail address, or no longer reach it."""

from __future__ import annotations

import secrets

from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.contrib.auth.hashers import check_password, make_password
from django.views.decorators.debug import sensitive_variables

from accounts.guessing import guess
from accounts.models import User

# Without letters and digits that look alike. Four groups of five: 98 bits, beyond all guessing.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
GROUPS, GROUP_LENGTH = 4, 5
LONGEST_CODE = 100


def make_recovery_code(person: User) -> str:
    """A new code, the only one that opens the account from now on; only its hash is kept."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    code = "-".join(groups)
    person.recovery_code = make_password(_typed_one_way(code))
    person.save(update_fields=["recovery_code"])
    return code


@sensitive_variables("code")
def find_by_recovery_code(*, name: str, code: str, network: str) -> User:
    """The account that user name or e-mail address and `code` open.

    Raises Wrong, which costs a try, and LimitReached where none is left.
    """
    return guess(secret="recovery code", name=name, network=network, check=lambda: _opened(name, code))  # noqa: S106


@sensitive_variables("password")
def reset_by_recovery_code(person: User, *, password: str) -> bool:
    """Set `password`, void the code and end all sessions; False where the code was used in the meantime."""
    opened = User.objects.filter(pk=person.pk, recovery_code=person.recovery_code).exclude(recovery_code="")
    person.set_password(password)
    used = opened.update(password=person.password, recovery_code="")
    person.recovery_code = ""
    return bool(used)


def _opened(name: str, code: str) -> User | None:
    typed = _typed_one_way(code)
    people = [person for person in _people_called(name) if person.is_active and person.recovery_code]
    for person in people:
        if check_password(typed, person.recovery_code):
            return person
    if not people:
        # As much work as for a name that exists: the time tells nothing.
        make_password(typed)
    return None


def _people_called(name: str) -> list[User]:
    found = [*filter_users_by_email(name, for_login=True)] if "@" in name else []
    by_name = get_user_by_username(name)
    return [person for person in (*found, by_name) if isinstance(person, User)]


def _typed_one_way(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign in ALPHABET)
