"""Sign up: a guest's own row becomes the account, so that nothing of theirs has to move."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rate_limits import Allowance

# A class behind one address may sign up together, and each may mistype once.
SIGN_UPS = Allowance(name="sign-ups by network", limit=120, window_s=3600)
ALLOWED = re.compile(r"[\w.+-]+")
GUESTS = "guest-"
LONGEST_NAME = 150


class NameTaken(Exception):
    """Somebody else took the user name a moment ago."""


def begin_account(guest: User | None) -> User:
    """The row to fill in; saving it makes the account."""
    if guest is None:
        return User()
    fresh = User.objects.filter(pk=guest.pk, is_guest=True).first()
    return fresh or User()


def clean_name(name: str) -> str:
    """`name` spelled one way. Raises ValidationError for one that could be taken for an address or a guest."""
    spelled = unicodedata.normalize("NFKC", name)
    if "@" in spelled:
        raise ValidationError(_("A user name has no @. An e-mail address goes into its own field."))
    if len(spelled) > LONGEST_NAME:
        raise ValidationError(_("A user name has at most 150 characters."))
    if not ALLOWED.fullmatch(spelled):
        raise ValidationError(_("A user name has letters, digits and the signs . + - _ only."))
    if spelled.casefold().startswith(GUESTS):
        raise ValidationError(_("Names that begin with guest- belong to guests. Choose another one."))
    return spelled
