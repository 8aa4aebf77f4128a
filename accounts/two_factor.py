"""The second factor: a code from an authenticator app, or one of ten written down."""

from __future__ import annotations

import base64
import secrets
from typing import Any, ClassVar, cast

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.client_address import client_network
from accounts.form_dress import Dressed, Words
from accounts.guessing import Wrong, guess, refusal_of
from accounts.models import User
from accounts.rate_limits import Allowance, LimitReached, spend

# A code of an app is good for three steps of 30 s: the one before and after count, for clocks that differ.
USED_CODES = Allowance(name="used codes of second factors", limit=1, window_s=120)


class TwoFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets lie encrypted in the database: whoever reads a copy of it without the key cannot make codes."""

    error_messages: ClassVar[dict[str, Words]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit. Codes change every 30 seconds; try the one shown now."),
    }

    def get_totp_label(self, user: User) -> str:
        """How the app lists this account."""
        return user.username

    def encrypt(self, text: str) -> str:
        """As it is stored."""
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was; with a lost secret key, something that no code fits."""
        try:
            return _ciphers().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


class CodeField(Dressed):
    """The one field of all forms here."""

    labels: ClassVar[dict[str, Words]] = {"code": _("Code")}
    missing: ClassVar[dict[str, Words]] = {"code": _("The code is missing.")}
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}

    def clean_code(self) -> str:
        """The code, with the guesses limited by person and by address; each code counts once."""
        network = client_network(context.request)
        try:
            return guess(secret="second factor", name=str(self.user.pk), network=network, check=self._fitting)  # noqa: S106
        except (Wrong, LimitReached) as reason:
            raise refusal_of(reason, gettext("This code does not fit.")) from reason

    def _fitting(self) -> str | None:
        try:
            code = cast("str", super().clean_code())  # type: ignore[misc]
            spend(allowance=USED_CODES, holder=f"{self.user.pk} {code.strip()}")
        except (ValidationError, LimitReached):
            return None
        return code


class CodeForm(CodeField, AuthenticateForm):  # type: ignore[misc]
    """The code, after the password."""


class CodeAgainForm(CodeField, ReauthenticateForm):  # type: ignore[misc]
    """The code, before something that could take the account away."""


class FirstCodeForm(CodeField, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app: it shows that the two agree."""

    hints: ClassVar[dict[str, Words]] = {"code": _("The six digits that the app shows now.")}


def _ciphers() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (salted_hmac("accounts.two_factor", "", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
